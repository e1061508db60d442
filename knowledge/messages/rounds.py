"""What is said in rounds of questions in groups."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class RoundMessages(Section):
    """The section `rounds`."""

    in_groups: Sentence
    form: Sentence
    no_such_topic: Annotated[Wording, blanks("chapters")]
    no_items: Sentence
    already_running: Sentence
    started: Annotated[Wording, blanks("number")]
    started_about: Annotated[Wording, blanks("number", "topic")]
    numbered: Annotated[Wording, blanks("number", "total", "question")]
    answer_by_letter: Annotated[Wording, blanks("time")]
    right_was: Annotated[Wording, blanks("number", "letter", "option", "explanation")]

    stopped: Sentence
    none_running: Sentence
    not_yours: Sentence
    not_known_who_runs: Sentence

    round_over: Annotated[Wording, blanks("asked")]
    row: Annotated[Wording, blanks("place", "name", "right", "asked", "time")]
    more_rows: Annotated[Wording, blanks("more")]
    seconds: Annotated[Wording, blanks("seconds")]
    minutes: Annotated[Wording, blanks("minutes")]
    hours: Annotated[Wording, blanks("hours")]
    hidden_name: Sentence
    nobody_answered: Sentence
    hardest: Annotated[Wording, blanks("wrong", "answered", "question")]

    week: Sentence
    month: Sentence
    all_time: Sentence
    table_of_week: Sentence
    table_of_month: Sentence
    table_of_all_time: Sentence
    table_empty: Sentence
    table_form: Sentence
    no_account: Sentence
    name_hidden: Sentence
    name_shown: Sentence

    by_administrators: Sentence
    daily_form: Sentence
    daily_on: Annotated[Wording, blanks("time")]
    off: Sentence
    daily_off: Sentence
    daily_question: Annotated[Wording, blanks("question")]
    daily_over: Sentence
