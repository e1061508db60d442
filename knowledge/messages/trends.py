"""What is said about what people ask."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class TrendsMessages(Section):
    """The section `trends`."""

    title: Sentence
    weekly_title: Sentence
    form: Sentence
    questions: Annotated[Wording, blanks("first", "last", "questions")]
    shares: Annotated[Wording, blanks("answer", "suggest", "none")]
    most_asked: Annotated[Wording, blanks("entries")]
    none_asked: Annotated[Wording, blanks("least")]
    risen: Annotated[Wording, blanks("days", "entries")]
    none_risen: Annotated[Wording, blanks("days")]
    not_compared: Annotated[Wording, blanks("days")]
    entry: Annotated[Wording, blanks("title", "questions")]
    rise: Annotated[Wording, blanks("title", "before", "now")]
    made: Sentence
    overdue: Annotated[Wording, blanks("number", "names")]
    not_asked: Annotated[Wording, blanks("number", "days", "last", "titles")]
    more: Annotated[Wording, blanks("names", "more")]
    chart_days: Sentence
    chart_entries: Sentence
    button_days: Annotated[Wording, blanks("days")]
    button_dashboard: Sentence
