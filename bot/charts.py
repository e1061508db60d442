"""Chart specifications (Vega-Lite): drawn as pictures for chats, and interactive on the dashboard's pages.

Every number comes from figures and is shown in words beside its bar, so that nothing is drawn that a table would hide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.drawing import chart_as_png
from handlers.showing import few

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from handlers.contract import Outcome
    from handlers.trends_contract import Counted, Span
    from knowledge.messages import DashboardMessages, Messages

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
OUTCOMES: tuple[Outcome, ...] = ("answer", "suggest", "none")
WIDTH, ROW = 620, 26  # pixels of a picture, and of a row in it
HOURS = 24
_UPRIGHT = {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8}


@dataclass(frozen=True)
class Colours:
    """Of one scheme; checked for contrast against its page."""

    page: str
    ink: str
    muted: str
    line: str
    outcomes: tuple[str, str, str]
    bar: str
    heat: tuple[str, str]


LIGHT = Colours("#ffffff", "#22252a", "#5b6067", "#dcd7cd", ("#0b4f9e", "#d08700", "#8f1d21"), "#0b4f9e", ("#eef3fa", "#0b4f9e"))
DARK = Colours("#212429", "#ebe8e3", "#adb2b9", "#383c42", ("#9cc5ff", "#e9b44c", "#f3aca8"), "#9cc5ff", ("#2a2f37", "#9cc5ff"))


class Charts:
    """The charts, in the words of the messages; figures of fewer than `min_group` questions are shown as fewer."""

    def __init__(self, dashboard: DashboardMessages, min_group: int) -> None:
        self.dashboard = dashboard
        self._min_group = min_group

    def days(self, counted: Sequence[Counted], span: Span) -> Spec:
        """Questions a day, by outcome."""
        sums: dict[tuple[date, Outcome], int] = {}
        for one in counted:
            sums[one.day, one.outcome] = sums.get((one.day, one.outcome), 0) + one.questions
        names = outcome_names(self.dashboard)
        every = [span.first + timedelta(days=number) for number in range(span.days)]
        form = "%d/%m" if span.days <= HOURS * 15 else "%d/%m/%y"
        values = [
            {
                "day": f"{day:{form}}",
                "outcome": names[outcome],
                "order": place,
                "questions": sums.get((day, outcome), 0),
                "shown": self._shown(sums.get((day, outcome), 0)),
            }
            for day in every
            for place, outcome in enumerate(OUTCOMES)
        ]
        colour = {
            "field": "outcome",
            "scale": {"domain": [names[outcome] for outcome in OUTCOMES]},
            "legend": {"orient": "top", "title": None},
        }
        return self._spec(
            values,
            height=200,
            mark={"type": "bar", "cornerRadiusEnd": 1},
            params=[{"name": "chosen", "select": {"type": "point", "fields": ["outcome"]}, "bind": "legend"}],
            encoding={
                "x": {
                    "field": "day",
                    "type": "ordinal",
                    "sort": None,
                    "title": None,
                    "axis": _UPRIGHT,
                },
                "y": {"field": "questions", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 5}},
                "color": colour,
                "order": {"field": "order"},
                "opacity": {"condition": {"param": "chosen", "value": 1}, "value": 0.15},
                "tooltip": self._tooltip(("day", self.dashboard.day), ("outcome", self.dashboard.outcome)),
            },
        )

    def hours(self, questions: Mapping[tuple[int, int], int]) -> Spec:
        """Questions by hour and weekday."""
        weekdays = self.dashboard.weekdays
        values = [
            {
                "weekday": weekdays[weekday],
                "hour": hour,
                "from": f"{hour}:00–{hour + 1}:00",
                "questions": questions.get((weekday, hour), 0),
                "shown": self._shown(questions.get((weekday, hour), 0)),
            }
            for weekday in range(len(weekdays))
            for hour in range(HOURS)
        ]
        return self._spec(
            values,
            height=len(weekdays) * ROW,
            mark={"type": "rect", "cornerRadius": 2},
            encoding={
                "x": {
                    "field": "hour",
                    "type": "ordinal",
                    "title": self.dashboard.hour,
                    "axis": {"labelAngle": 0, "labelOverlap": True},
                },
                "y": {"field": "weekday", "type": "ordinal", "sort": list(weekdays), "title": None},
                "color": {
                    "field": "questions",
                    "type": "quantitative",
                    "scale": {"domainMin": 0},
                    "legend": None,
                },
                "tooltip": self._tooltip(("weekday", self.dashboard.weekday), ("from", self.dashboard.hour)),
            },
        )

    def bars(self, rows: Sequence[tuple[str, int]], named: str) -> Spec:
        """One bar a row, in their order; `named` says what the rows are."""
        values = [{"row": row, "questions": questions, "shown": self._shown(questions)} for row, questions in rows]
        return self._spec(
            values,
            height=max(1, len(values)) * ROW,
            mark={"type": "bar", "cornerRadiusEnd": 2},
            encoding={
                "y": {"field": "row", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 300}},
                "x": {"field": "questions", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 5}},
                "tooltip": self._tooltip(("row", named)),
            },
        )

    def _spec(self, values: list[dict[str, object]], **rest: object) -> Spec:
        return {"$schema": SCHEMA, "width": WIDTH, "data": {"values": values}, **rest}

    def _tooltip(self, *fields: tuple[str, str]) -> list[dict[str, str]]:
        named = (*fields, ("shown", self.dashboard.questions))
        return [{"field": field, "title": title, "type": "nominal"} for field, title in named]

    def _shown(self, questions: int) -> str:
        return few(questions, self._min_group)


def outcome_names(dashboard: DashboardMessages) -> dict[Outcome, str]:
    """What the outcomes are called."""
    return {"answer": dashboard.outcome_answer, "suggest": dashboard.outcome_suggest, "none": dashboard.outcome_none}


def trends_as_picture(
    messages: Messages, min_group: int, counted: Sequence[Counted], span: Span, entries: Sequence[tuple[str, int]]
) -> bytes:
    """The questions of each day, and below them the entries by how often they were asked, as a PNG."""
    charts = Charts(messages.dashboard, min_group)
    parts = [(charts.days(counted, span), messages.trends.chart_days)]
    if entries:
        parts.append((charts.bars(entries, messages.dashboard.entry), messages.trends.chart_entries))
    specs, titles = zip(*parts, strict=True)
    return as_picture(*specs, titles=titles)


def as_picture(*specs: Spec, titles: Sequence[str] = ()) -> bytes:
    """The charts below each other as a PNG, each under its title."""
    parts = [
        {name: part for name, part in spec.items() if name != "$schema"} | ({"title": title} if title else {})
        for spec, title in zip(specs, titles or [""] * len(specs), strict=True)
    ]
    whole = {"$schema": SCHEMA, "vconcat": parts, "spacing": 28, "resolve": {"scale": {"color": "independent"}}}
    return chart_as_png({**whole, "config": config(LIGHT)})


def config(colours: Colours) -> dict[str, Any]:
    """How all charts look."""
    text = {"labelColor": colours.muted, "titleColor": colours.muted, "labelFontSize": 12, "titleFontSize": 12}
    text |= {"titleFontWeight": "normal"}
    return {
        "background": colours.page,
        "aria": False,
        "padding": 12,
        "view": {"stroke": None},
        "range": {"category": list(colours.outcomes), "heatmap": list(colours.heat)},
        "bar": {"color": colours.bar},
        "axis": {**text, "gridColor": colours.line, "domainColor": colours.line, "tickColor": colours.line},
        "axisX": {"grid": False},
        "axisBand": {"grid": False},
        "legend": {**text, "symbolType": "square"},
        "title": {"color": colours.ink, "anchor": "start", "fontSize": 15, "offset": 10},
        "scale": {"bandPaddingInner": 0.15},
    }
