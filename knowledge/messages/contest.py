"""What is said in a contest: its rules, its papers, its results."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class ContestMessages(Section):
    """The section `contest`."""

    in_private: Sentence
    none: Sentence
    which: Sentence
    on_page: Sentence
    cancelled: Annotated[Wording, blanks("name")]
    closed: Sentence
    no_attempts: Sentence
    no_questions: Sentence
    link: Sentence

    trial: Sentence
    week: Annotated[Wording, blanks("number")]
    whole: Sentence
    days: Annotated[Wording, blanks("first", "last")]
    round_line: Annotated[Wording, blanks("round", "days")]
    runs: Annotated[Wording, blanks("round")]
    begins_on: Annotated[Wording, blanks("day")]
    ended: Sentence

    not_entered: Sentence
    entered_as: Annotated[Wording, blanks("name", "unit")]
    attempts_used: Annotated[Wording, blanks("used", "attempts")]
    ask_name: Sentence
    bad_name: Sentence
    choose_unit: Sentence
    find_unit: Sentence
    no_unit: Sentence
    more_units: Sentence
    unit_stays: Sentence
    ask_code: Sentence
    bad_code: Sentence
    withdrew: Sentence

    question_title: Annotated[Wording, blanks("number", "questions", "left")]
    time_left: Annotated[Wording, blanks("minutes", "seconds")]
    overview_title: Sentence
    overview: Annotated[Wording, blanks("answered", "questions", "guess", "left")]
    no_guess: Sentence
    ask_guess: Sentence
    ended_by_hand: Annotated[Wording, blanks("attempt", "right", "questions", "when")]
    ended_by_time: Annotated[Wording, blanks("attempt", "right", "questions", "when")]
    attempts_left: Annotated[Wording, blanks("left")]
    answers_later: Sentence

    key_title: Annotated[Wording, blanks("week")]
    answer_line: Annotated[Wording, blanks("question", "right", "why")]
    no_key_yet: Sentence
    no_paper_in: Annotated[Wording, blanks("round")]

    table_head: Annotated[Wording, blanks("table", "count")]
    all_right: Annotated[Wording, blanks("week", "people")]
    table_people: Sentence
    table_units: Sentence
    person_line: Annotated[Wording, blanks("place", "name", "unit", "right", "missed")]
    own_place: Annotated[Wording, blanks("line")]
    unit_line: Annotated[Wording, blanks("place", "name", "share", "mean", "points")]
    small_unit_line: Annotated[Wording, blanks("place", "name", "share")]

    rules_title: Annotated[Wording, blanks("name")]
    rule_weeks: Annotated[Wording, blanks("weeks")]
    rule_trial: Annotated[Wording, blanks("days", "attempts")]
    rule_paper: Annotated[Wording, blanks("questions", "chapters", "minutes")]
    rule_time: Sentence
    rule_attempts: Annotated[Wording, blanks("attempts")]
    rule_guess: Sentence
    rule_best: Sentence
    rule_people: Sentence
    rule_units: Annotated[Wording, blanks("least")]
    rule_answers: Sentence
    rule_data: Sentence

    button_enter: Sentence
    button_own_name: Annotated[Wording, blanks("name")]
    button_start: Sentence
    button_go_on: Sentence
    button_before: Sentence
    button_next: Sentence
    button_overview: Sentence
    button_missing: Sentence
    button_review: Sentence
    button_guess: Sentence
    button_submit: Sentence
    button_key: Annotated[Wording, blanks("week")]
    button_more: Sentence
    button_results: Annotated[Wording, blanks("table")]
    button_rules: Sentence
    button_home: Sentence
    button_web: Sentence
    button_page: Sentence
    button_rules_page: Sentence
