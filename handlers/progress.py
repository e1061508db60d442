"""/tiendo: how far a person got in each group of topics, as a picture and in words; only that person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Picture, Reply, Services
from handlers.practice import MORE
from handlers.quiz_items import playable
from handlers.repetition import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from handlers.contract import Chart
    from handlers.quiz_contract import Practised
    from knowledge.messages import PracticeMessages
    from knowledge.model import Knowledge, QuizItem

COLOURS = ("#1b7f4b", "#e0a100", "#c9ced6")  # known, being learnt, new
_LABEL_WIDTH = 360  # pixels; the longest name of a group takes 300


@dataclass(frozen=True)
class Progress:
    """How many items of a group are known, being learnt, and new."""

    group: str
    known: int
    learning: int
    new: int


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The progress by group; in a group of people only the way to it."""
    knowledge = services.library.current.knowledge
    practice = knowledge.messages.practice
    if not incoming.private:
        return [Reply(practice.in_private, opens="tiendo")]
    start = (Button(practice.button_more, MORE),)
    if not incoming.account:
        return [Reply(practice.progress_no_account, practice.progress_title, buttons=start)]
    items, practised = await playable(services), await services.practice.of(incoming.account)
    if not practised:
        return [Reply(practice.progress_nothing, practice.progress_title, buttons=start)]
    progress = progress_by_group(items, practised, knowledge)
    text = _in_words(progress, _due(items, practised, services.now()), practice)
    picture = Picture(await services.draw(chart(progress, practice)), practice.progress_alt)
    return [Reply(text, practice.progress_title, buttons=start, picture=picture)]


def progress_by_group(items: Iterable[QuizItem], practised: Mapping[str, Practised], knowledge: Knowledge) -> list[Progress]:
    """One for each group that has items, in the groups' order."""
    group_of = {topic.id: group.title for group in knowledge.groups for topic in group.topics}
    counted: dict[str, list[int]] = {group.title: [0, 0, 0] for group in knowledge.groups}
    for item in items:
        found = practised.get(item.id)
        counted[group_of[item.topic]][2 if found is None else 0 if is_known(found) else 1] += 1
    return [Progress(group, *numbers) for group, numbers in counted.items() if any(numbers)]


def chart(progress: Sequence[Progress], practice: PracticeMessages) -> Chart:
    """A bar for each group."""
    states = (practice.progress_known, practice.progress_learning, practice.progress_new)
    rows = [
        {"group": of.group, "state": state, "items": number, "order": order}
        for of in progress
        for order, (state, number) in enumerate(zip(states, (of.known, of.learning, of.new), strict=True))
    ]
    font = "Liberation Sans, Arial, Helvetica, sans-serif"
    label = {"labelLimit": _LABEL_WIDTH, "labelFontSize": 12, "title": None}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "width": 360,
        "height": {"step": 26},
        "background": "white",
        "padding": 12,
        "mark": {"type": "bar", "height": 16},
        "config": {"font": font, "view": {"stroke": None}},
        "encoding": {
            "y": {"field": "group", "type": "nominal", "sort": [of.group for of in progress], "axis": label},
            "x": {"field": "items", "type": "quantitative", "stack": "zero", "axis": {"title": None, "tickMinStep": 1}},
            "order": {"field": "order"},
            "color": {
                "field": "state",
                "scale": {"domain": list(states), "range": list(COLOURS)},
                "legend": {"orient": "top", "title": None, "labelFontSize": 12},
            },
        },
    }


def _in_words(progress: Sequence[Progress], due: int, practice: PracticeMessages) -> str:
    known, total = sum(of.known for of in progress), sum(of.known + of.learning + of.new for of in progress)
    lines = [practice.progress_line.format(group=of.group, known=of.known, learning=of.learning, new=of.new) for of in progress]
    return "\n\n".join([practice.progress_total.format(known=known, total=total, due=due), "\n".join(lines)])


def _due(items: Iterable[QuizItem], practised: Mapping[str, Practised], now: datetime) -> int:
    return sum(item.id in practised and practised[item.id].due <= now for item in items)


FEATURE = Feature("progress", answer, commands=("tiendo",))
