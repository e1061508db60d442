"""/duyetcauhoi: an editor compares an item that is out of play with its topic, and has it in play again by one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services
from handlers.present import quiz_options, source_line
from knowledge.quiz import cited_by, is_approved

if TYPE_CHECKING:
    from knowledge.model import QuizItem


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The next item that waits, after what the button did: approve:ITEM:FINGERPRINT, or skip:ITEM."""
    knowledge = services.library.current.knowledge
    done, _, rest = incoming.action.partition(":")
    item, _, stamp = rest.partition(":")
    # What was shown is what is approved: a topic that changed meanwhile is shown again.
    if done == "approve" and item in knowledge.quiz and knowledge.fingerprints[knowledge.quiz[item].topic] == stamp:
        async with services.audit.all_or_nothing():
            await services.quiz_approvals.approve(item, stamp)
            await services.audit.note(incoming.account, "approved_item", item)
    skipped = item if done == "skip" else ""
    return [await _shown(await _waiting(services), skipped, services, edits=bool(done))]


async def _waiting(services: Services) -> list[QuizItem]:
    knowledge, given = services.library.current.knowledge, await services.quiz_approvals.given()
    return sorted((item for item in knowledge.quiz.values() if not is_approved(item, knowledge, given)), key=lambda item: item.id)


async def _shown(waiting: list[QuizItem], skipped: str, services: Services, *, edits: bool) -> Reply:
    knowledge = services.library.current.knowledge
    quiz = knowledge.messages.quiz
    later = [item for item in waiting if item.id > skipped]
    if not later:
        return Reply(quiz.review_skipped.format(number=len(waiting)) if waiting else quiz.waiting_none, edits=edits)
    item = later[0]
    topic = knowledge.topics[item.topic]
    options = "\n".join(quiz_options(item, knowledge))
    entry = quiz.review_entry.format(title=topic.title, answer=topic.answer)
    buttons = (
        Button(quiz.button_approve, f"approve:{item.id}:{knowledge.fingerprints[topic.id]}"),
        Button(quiz.button_skip, f"skip:{item.id}"),
    )
    sources = tuple(source_line(cited, knowledge, services.now().date()) for cited in cited_by(item, knowledge))
    title = quiz.review_title.format(item=item.id, number=len(waiting))
    return Reply(f"{item.question}\n\n{options}\n\n{item.explanation}\n\n{entry}", title, sources, buttons, edits=edits)


FEATURE = Feature("quiz_review", answer, commands=("duyetcauhoi",), actions=("approve", "skip"), role="editor")
