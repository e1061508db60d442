"""The picture of what people ask: questions a day by outcome, and the entries asked most."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.figures import by_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.contract import Chart
    from handlers.trends_contract import Counted, Span
    from knowledge.messages import TrendsMessages

COLOURS = ("#0b4f9e", "#d08700", "#8f1d21")  # answered, asked back, unknown
WIDTH, HEIGHT, ROW = 560, 160, 24  # pixels
LONGEST_TITLE = 60  # letters of a bar's name
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def trends_chart(counted: Sequence[Counted], span: Span, entries: Sequence[tuple[str, int]], trends: TrendsMessages) -> Chart:
    """Both charts below each other; a chart without bars is left out, but for the days."""
    parts = [_days(counted, span, trends)]
    if entries:
        parts.append(_entries(entries, trends))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "vconcat": parts,
        "spacing": 24,
        "background": "white",
        "padding": 12,
        "config": {"font": FONT, "view": {"stroke": None}, "title": {"anchor": "start"}},
    }


def _days(counted: Sequence[Counted], span: Span, trends: TrendsMessages) -> Chart:
    names = (trends.outcome_answer, trends.outcome_suggest, trends.outcome_none)
    values: list[dict[str, object]] = []
    days = [span.first + timedelta(days=number) for number in range(span.days)]
    for order, (outcome, name) in enumerate(zip(("answer", "suggest", "none"), names, strict=True)):
        sums = by_day(one for one in counted if one.outcome == outcome)
        values += [{"day": f"{day:%d/%m}", "outcome": name, "questions": sums[day], "order": order} for day in days]
    return {
        "title": trends.chart_days,
        "data": {"values": values},
        "width": WIDTH,
        "height": HEIGHT,
        "mark": "bar",
        "encoding": {
            "x": {"field": "day", "type": "ordinal", "sort": None, "axis": {"title": None, "labelOverlap": "greedy"}},
            "y": {"field": "questions", "type": "quantitative", "axis": {"title": None, "tickMinStep": 1}},
            "order": {"field": "order"},
            "color": {
                "field": "outcome",
                "scale": {"domain": list(names), "range": list(COLOURS)},
                "legend": {"orient": "top", "title": None, "labelFontSize": 12},
            },
        },
    }


def _entries(entries: Sequence[tuple[str, int]], trends: TrendsMessages) -> Chart:
    values = [{"entry": _short(title), "questions": number} for title, number in entries]
    return {
        "title": trends.chart_entries,
        "data": {"values": values},
        "width": WIDTH,
        "height": ROW * len(values),
        "encoding": {
            "y": {"field": "entry", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 320}},
            "x": {"field": "questions", "type": "quantitative", "axis": {"title": None, "tickMinStep": 1}},
        },
        "layer": [
            {"mark": {"type": "bar", "color": COLOURS[0]}},
            {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "questions"}}},
        ],
    }


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
