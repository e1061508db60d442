"""/chuatraloi: an editor goes through the questions that nobody could answer; one tap teaches a wording to an entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from handlers.contract import Button, Document, Feature, Incoming, Reply, Services
from handlers.gaps_contract import Harmful, Learnt, Settled, Unfit
from handlers.numbers import number_in
from handlers.showing import as_csv, few

if TYPE_CHECKING:
    from handlers.gaps_contract import Aside, Gap

FILE = "gap:file"
WANTED_FILE = "can-viet.csv"
LISTED = 10  # questions that need an entry, shown at a time


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The most frequent question that is open, or what came of a button."""
    if not incoming.action:
        return [await _next(services)]
    if incoming.action == FILE:
        return [await _file(services)]
    if incoming.action.startswith("learn:"):
        key, _, entry = incoming.action.removeprefix("learn:").partition(":")
        return [replace(await _learned(key, entry, incoming, services), edits=True)]
    _, act, about = (*incoming.action.split(":", 2), "")[:3]
    return [replace(await _acted(act, about, incoming, services), edits=True)]


async def _acted(act: str, about: str, incoming: Incoming, services: Services) -> Reply:
    match act:
        case "out":
            return await _learned(about, None, incoming, services)
        case "ignore" | "write":
            return await _set_aside(about, "ignored" if act == "ignore" else "to_write", incoming, services)
        case "undo":
            return await _undone(number_in(about) or 0, incoming, services)
        case "list":
            return await _list(services)
        case "done":
            return await _written(about, incoming, services)
        case _:
            return await _next(services, number_in(about) or 0)


async def _next(services: Services, skip: int = 0, said: str = "") -> Reply:
    """The next open question with what can be done about it; `said` comes before it."""
    gaps = services.library.current.knowledge.messages.gaps
    groups, found = await services.gaps.open(1, skip)
    to_write = len(await services.gaps.to_write())
    listing = (Button(gaps.button_list.format(number=to_write), "gap:list"),) if to_write else ()
    if not found:
        first = (_first(services),) if skip else ()
        return Reply("\n\n".join(filter(None, [said, gaps.nothing])), gaps.title, buttons=(*first, *listing))
    (gap,) = found
    parts = [
        said,
        gaps.question.format(text=gap.text),
        gaps.asked.format(asked=few(gap.asked, services.min_group), groups=groups),
    ]
    if gap.others:
        parts.append(gaps.others.format(texts="; ".join(gaps.question.format(text=text) for text in gap.others)))
    return Reply("\n\n".join(filter(None, [*parts, gaps.which])), gaps.title, buttons=(*_choices(gap, skip, services), *listing))


def _choices(gap: Gap, skip: int, services: Services) -> tuple[Button, ...]:
    knowledge = services.library.current.knowledge
    gaps = knowledge.messages.gaps
    return (
        *(Button(knowledge.topics[entry].title, f"learn:{gap.key}:{entry}") for entry in gap.nearest),
        Button(gaps.button_out_of_scope, f"gap:out:{gap.key}"),
        Button(gaps.button_ignore, f"gap:ignore:{gap.key}"),
        Button(gaps.button_to_write, f"gap:write:{gap.key}"),
        Button(gaps.button_next, f"gap:next:{skip + 1}"),
    )


async def _learned(key: str, entry: str | None, incoming: Incoming, services: Services) -> Reply:
    lesson = await services.gaps.learn(key, entry, incoming.account)
    knowledge = services.library.current.knowledge
    gaps = knowledge.messages.gaps
    match lesson:
        case Learnt(id=number, text=text, entry=learnt_for):
            topic = knowledge.topics.get(learnt_for or "")
            said = gaps.learned.format(text=text, title=topic.title) if topic else gaps.out_of_scope.format(text=text)
            return Reply(said, buttons=(Button(gaps.button_undo, f"gap:undo:{number}"), _first(services)))
        case Harmful():
            return await _next(services, said=harm_done(lesson, services))
        case Unfit():
            return await _next(services, said=gaps.unfit)
        case Settled():
            return await _next(services, said=gaps.settled)
        case _:
            assert_never(lesson)


def harm_done(harmful: Harmful, services: Services) -> str:
    """Why it was not learned: which question would suffer, and how."""
    knowledge = services.library.current.knowledge
    gaps = knowledge.messages.gaps
    titles = {entry: topic.title for entry, topic in knowledge.topics.items()}
    right, now = (titles.get(entry or "", entry or "") for entry in (harmful.right, harmful.now))
    if not harmful.right:
        harm = gaps.harm_answered.format(now=now)
    elif not harmful.now:
        harm = gaps.harm_nothing.format(right=right)
    else:
        harm = gaps.harm_other.format(right=right, now=now)
    return gaps.harmful.format(text=harmful.text, question=harmful.question, harm=harm)


async def _set_aside(key: str, aside: Aside, incoming: Incoming, services: Services) -> Reply:
    gaps = services.library.current.knowledge.messages.gaps
    done = await services.gaps.set_aside(key, aside, incoming.account)
    said = gaps.ignored if aside == "ignored" else gaps.to_write
    return await _next(services, said=said if done else gaps.settled)


async def _undone(lesson: int, incoming: Incoming, services: Services) -> Reply:
    gaps = services.library.current.knowledge.messages.gaps
    text = await services.gaps.undo(lesson, incoming.account)
    return Reply(gaps.not_undone if text is None else gaps.undone.format(text=text), buttons=(_first(services),))


async def _written(key: str, incoming: Incoming, services: Services) -> Reply:
    """The list without it; ticking off twice is no fault."""
    await services.gaps.written(key, incoming.account)
    shown = await _list(services)
    return replace(shown, text=f"{services.library.current.knowledge.messages.gaps.written}\n\n{shown.text}")


async def _list(services: Services) -> Reply:
    """The questions that need an entry of their own, each to be ticked off."""
    gaps = services.library.current.knowledge.messages.gaps
    wanted = (await services.gaps.to_write())[:LISTED]
    lines = [gaps.list_line.format(number=number, text=gap.text) for number, gap in enumerate(wanted, 1)]
    done = [Button(gaps.button_written.format(number=number), f"gap:done:{gap.key}") for number, gap in enumerate(wanted, 1)]
    file = (Button(gaps.button_file, FILE),) if wanted else ()
    return Reply("\n".join(lines) or gaps.list_empty, gaps.list_title, buttons=(*done, *file, _first(services)))


async def _file(services: Services) -> Reply:
    """All of them, for those who write entries; masked as everywhere."""
    gaps = services.library.current.knowledge.messages.gaps
    wanted = await services.gaps.to_write()
    file = Document(WANTED_FILE, as_csv([[gaps.list_title], *([gap.text] for gap in wanted)]), "text/csv")
    return Reply(gaps.file.format(number=len(wanted)), document=file, buttons=(_first(services),))


def _first(services: Services) -> Button:
    return Button(services.library.current.knowledge.messages.gaps.button_first, "gap:next:0")


FEATURE = Feature("gaps", answer, commands=("chuatraloi",), actions=("learn", "gap"), role="editor", takes_seconds=True)
