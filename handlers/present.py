"""How an entry, its sources and its buttons are worded; the same on every channel."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from handlers.contract import Button, Reply
from knowledge.quiz import cited_by

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from knowledge.messages import Messages
    from knowledge.model import Citation, Knowledge, QuizItem, Source, Topic

LONGEST_EXPLANATION = 200  # characters, as in Telegram's quiz polls


def topic_reply(topic: Topic, knowledge: Knowledge, today: date, handle: str = "") -> Reply:
    """The whole answer; with a handle it can be rated."""
    messages = knowledge.messages
    paragraphs = [*_warnings(topic, knowledge, today), topic.answer]
    if knowledge.unverified(topic):
        paragraphs.append(messages.unverified)
    related = [topic_button(knowledge.topics[other]) for other in topic.related]
    return Reply(
        text="\n\n".join(paragraphs),
        title=topic.title,
        sources=tuple(source_line(citation, knowledge, today) for citation in topic.sources),
        buttons=(*related, *(_feedback(messages, handle) if handle else ())),
        opens=topic.id,
    )


def printed_whole(topic: Topic, knowledge: Knowledge, today: date) -> str:
    """All that is printed for an entry, as one text."""
    reply = topic_reply(topic, knowledge, today)
    return "\n".join([reply.title, reply.text, *reply.sources])


def topic_button(topic: Topic) -> Button:
    """The button that opens the entry."""
    return Button(topic.title, f"topic:{topic.id}")


def source_line(citation: Citation, knowledge: Knowledge, today: date) -> str:
    """Document, date, issuer, place in it, whether in force, when checked: one line."""
    source = knowledge.sources[citation.source]
    messages = knowledge.messages
    named = _named(source, messages)
    placed = messages.source_place.format(source=named, place=citation.place) if citation.place else named
    return _line(placed, source, knowledge, today)


def source_entry(source: Source, knowledge: Knowledge, today: date) -> str:
    """The source with its full title, for the list of documents."""
    named = _named(source, knowledge.messages)
    return _line(f"{named} {source.title}" if source.title else named, source, knowledge, today)


def day(when: date) -> str:
    """The date as it is written in Vietnam."""
    return f"{when:%d/%m/%Y}"


def quiz_explanation(item: QuizItem, knowledge: Knowledge) -> str:
    """The explanation, and on a line of its own the first source."""
    cited = cited_by(item, knowledge)[0]
    return _explained(item, knowledge, _placed(knowledge.sources[cited.source].name, cited))


def poll_explanation(item: QuizItem, knowledge: Knowledge) -> str:
    """Likewise as far as a poll takes it (LONGEST_EXPLANATION): a source with a long name is named more shortly."""
    cited = cited_by(item, knowledge)[0]
    source = knowledge.sources[cited.source]
    bare, _, _ = source.name.partition(" (")
    room = LONGEST_EXPLANATION - len(_explained(item, knowledge, ""))
    names = [_placed(source.name, cited), _placed(source.number or bare, cited), source.number or bare]
    named = next((name for name in names if len(name) <= room), None)
    named = named or f"{shorten(bare, max(room, 1), placeholder='').rstrip(',')}…"
    return _explained(item, knowledge, named) if 1 < len(named) <= room else item.explanation


def _explained(item: QuizItem, knowledge: Knowledge, source: str) -> str:
    return f"{' '.join(item.explanation.split())}\n{knowledge.messages.quiz.source.format(source=source)}"


def _placed(name: str, cited: Citation) -> str:
    return ", ".join(filter(None, [name, cited.place]))


def quiz_options(item: QuizItem, knowledge: Knowledge) -> list[str]:
    """The options as an editor sees them, the right one marked and first."""
    quiz = knowledge.messages.quiz
    return [quiz.option_right.format(option=item.right), *(quiz.option_wrong.format(option=option) for option in item.wrong)]


def _line(named: str, source: Source, knowledge: Knowledge, today: date) -> str:
    messages = knowledge.messages
    checked = messages.source_checked.format(date=day(source.checked_on))
    return messages.source_line.format(source=named, status=standing(source, knowledge, today), checked=checked)


def _named(source: Source, messages: Messages) -> str:
    dated = messages.source_dated.format(name=source.name, date=day(source.issued_on)) if source.issued_on else source.name
    return messages.source_issued.format(name=dated, issuer=source.issuer) if source.issuer else dated


def standing(source: Source, knowledge: Knowledge, today: date) -> str:
    """Whether the source is in force."""
    messages = knowledge.messages
    if knowledge.expired(source, today):
        return messages.source_ended.format(**_ending(source, knowledge))
    if source.in_force_from and source.in_force_from > today:
        return messages.source_not_yet.format(date=day(source.in_force_from))
    if source.status:
        return source.status
    since = messages.source_since.format(date=day(source.in_force_from)) if source.in_force_from else ""
    return messages.source_in_force + since


def _ending(source: Source, knowledge: Knowledge) -> dict[str, str]:
    """Until when it was in force and what replaced it, each as far as it is known."""
    messages = knowledge.messages
    until = messages.source_until.format(date=day(source.in_force_until)) if source.in_force_until else ""
    successor = messages.source_successor.format(name=knowledge.sources[source.replaced_by].name) if source.replaced_by else ""
    return {"until": until, "successor": successor}


def _warnings(topic: Topic, knowledge: Knowledge, today: date) -> Iterable[str]:
    """One sentence for each cited document that is no longer in force, so that the answer begins by saying so."""
    for source in (knowledge.sources[cited] for cited in dict.fromkeys(citation.source for citation in topic.sources)):
        if knowledge.expired(source, today):
            yield knowledge.messages.warning_ended.format(name=source.name, **_ending(source, knowledge))


def _feedback(messages: Messages, handle: str) -> tuple[Button, Button]:
    return (
        Button(messages.button_helpful, f"good:{handle}", "feedback"),
        Button(messages.button_unhelpful, f"bad:{handle}", "feedback"),
    )
