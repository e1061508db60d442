"""/luyentap: one question after another, those answered wrongly back soon; where one stands is in the buttons."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from handlers import repetition
from handlers.contract import Button, Feature, Incoming, Reply, Services, StorageError
from handlers.present import day, quiz_explanation, topic_reply
from handlers.quiz_contract import FirstAnswer
from handlers.quiz_items import playable
from knowledge.quiz import RIGHT, shuffled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.quiz_contract import Practised
    from knowledge.messages import PracticeMessages
    from knowledge.model import Knowledge, QuizItem

LETTERS = "ABCD"
MORE = "practice:more"
OFFERED = 3  # questions a day to those who asked for them
MOST_IN_TAB = 100  # answers that a tab remembers
ENOUGH_OTHERS = 5  # first answers to other items, from which a person's standing can be told
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Pressed:
    """An option of a question: `answers` is how often it was answered before, `left` how many are asked with it, 0: no end."""

    item: str
    option: int
    answers: int
    left: int

    @property
    def action(self) -> str:
        return f"practice:{self.item}:{self.option}:{self.answers}:{self.left}"


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """A question; for an option what was right, the entry when it was wrong, and the next question."""
    practice = services.library.current.knowledge.messages.practice
    if not incoming.private:
        return [Reply(practice.in_private, opens="luyentap")]
    pressed = _pressed(incoming.action)
    if pressed is None:
        kept, why = await _kept(incoming, services)
        return [*([Reply(why)] if why else []), await _next(incoming, services, kept, 0)]
    item = services.library.current.knowledge.quiz.get(pressed.item)
    if item is None or pressed.option >= len(item.options):
        return [Reply(practice.gone, buttons=(Button(practice.button_more, MORE),))]
    return await _answered(pressed, item, incoming, services)


async def offered(account: str, services: Services, stop: Button) -> Reply | None:
    """The first of the questions of a day, for an account that asked for them; None when nothing is to be practised."""
    practised = await services.practice.of(account)
    item = repetition.next_item(await playable(services), practised, services.now(), account)
    if item is None:
        return None
    practice = services.library.current.knowledge.messages.practice
    asked = _asked(item, practised, OFFERED, account, practice)
    return replace(asked, title=practice.reminder_title, buttons=(*asked.buttons, stop))


async def _answered(pressed: _Pressed, item: QuizItem, incoming: Incoming, services: Services) -> list[Reply]:
    knowledge = services.library.current.knowledge
    practice, right = knowledge.messages.practice, pressed.option == RIGHT
    kept, why = await _kept(incoming, services)
    note = why if incoming.account else ""
    if kept is None:
        await _remember(incoming, services, repetition.remembered(item.id, right=right))
    else:
        after = repetition.answered(kept.get(item.id), item.id, services.now(), incoming.delivery, right=right)
        try:
            if not await _counted(after, pressed, item, kept, incoming, services):
                return [Reply(practice.already, buttons=(Button(practice.button_more, MORE),))]
        except StorageError as error:
            _log.error("an answer in practice not kept: %s", error)
            note = practice.not_kept
        kept = {**kept, item.id: after}
    replies = [_judged(item, pressed.option, knowledge, note)]
    if not right:
        entry = topic_reply(knowledge.topics[item.topic], knowledge, services.now().date())
        replies.append(replace(entry, buttons=()))
    if pressed.left == 1:
        return [*replies, Reply(practice.enough, buttons=(Button(practice.button_more, MORE),))]
    return [*replies, await _next(incoming, services, kept, max(pressed.left - 1, 0))]


async def _counted(
    after: Practised,
    pressed: _Pressed,
    item: QuizItem,
    kept: Mapping[str, Practised],
    incoming: Incoming,
    services: Services,
) -> bool:
    """Whether the answer is the first to this asking of the question, or the same turn come again after a kill."""
    before = kept.get(item.id)
    if (before.answers if before else 0) == pressed.answers:
        first = FirstAnswer(item.version, pressed.option, _standing(item.id, kept))
        return await services.practice.keep(incoming.account, after, first)
    return bool(before and incoming.delivery and before.delivery == incoming.delivery)


def _standing(item: str, kept: Mapping[str, Practised]) -> float | None:
    others = [practised.first_right for practised in kept.values() if practised.item != item]
    return sum(others) / len(others) if len(others) >= ENOUGH_OTHERS else None


async def _next(incoming: Incoming, services: Services, kept: Mapping[str, Practised] | None, left: int) -> Reply:
    practice = services.library.current.knowledge.messages.practice
    items = await playable(services)
    if kept is None:
        remembered = (await services.conversations.of(incoming.person)).practised
        item = repetition.next_in_tab(items, remembered, incoming.person)
    else:
        item = repetition.next_item(items, kept, services.now(), incoming.account)
    if item:
        return _asked(item, kept or {}, left, incoming.account or incoming.person, practice)
    due = repetition.next_due(items, kept or {})
    if due is None:
        return Reply(practice.nothing_new)
    when = due.astimezone(services.now().tzinfo)
    return Reply(practice.nothing_due.format(time=f"{when:%H:%M}", day=day(when.date())))


def _asked(item: QuizItem, kept: Mapping[str, Practised], left: int, own_order: str, practice: PracticeMessages) -> Reply:
    answers = kept[item.id].answers if item.id in kept else 0
    # The same order when the turn is repeated after a kill.
    order = shuffled(item, Random(f"{own_order} {item.id} {answers}"))  # noqa: S311 - an order, no secret
    shown = list(zip(LETTERS, order, strict=False))
    options = [practice.option.format(letter=letter, option=item.options[option]) for letter, option in shown]
    buttons = tuple(Button(letter, _Pressed(item.id, option, answers, left).action) for letter, option in shown)
    return Reply("\n\n".join([item.question, "\n".join(options)]), practice.title, buttons=buttons, opens="luyentap")


def _judged(item: QuizItem, option: int, knowledge: Knowledge, note: str) -> Reply:
    practice = knowledge.messages.practice
    verdict = practice.right if option == RIGHT else practice.wrong.format(option=item.right)
    chosen = practice.chosen.format(option=item.options[option])
    parts = [item.question, f"{chosen}\n{verdict}", quiz_explanation(item, knowledge), *([note] if note else [])]
    return Reply("\n\n".join(parts), edits=True)


async def _kept(incoming: Incoming, services: Services) -> tuple[Mapping[str, Practised] | None, str]:
    """What is kept of the account; where nothing is, the sentence that says so."""
    practice = services.library.current.knowledge.messages.practice
    if not incoming.account:
        return None, practice.tab_only
    try:
        return await services.practice.of(incoming.account), ""
    except StorageError as error:
        _log.error("practice goes on without what was kept: %s", error)
        return None, practice.not_kept


async def _remember(incoming: Incoming, services: Services, answered: str) -> None:
    conversation = await services.conversations.of(incoming.person)
    practised = (*conversation.practised, answered)[-MOST_IN_TAB:]
    await services.conversations.keep(incoming.person, replace(conversation, practised=practised))


def _pressed(action: str) -> _Pressed | None:
    """The option that the button names; None for any other button."""
    parts = action.split(":")
    if len(parts) != len(("practice", "item", "option", "answers", "left")):
        return None
    numbers = [int(part) for part in parts[2:] if part.isascii() and part.isdigit()]
    return _Pressed(parts[1], *numbers) if len(numbers) == len(parts[2:]) else None


FEATURE = Feature("practice", answer, commands=("luyentap",), actions=("practice",))
