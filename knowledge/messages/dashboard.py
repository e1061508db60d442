"""What the dashboard says, in the browser and in its charts."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Phrases, Section, Sentence, Wording, blanks


class DashboardMessages(Section):
    """The section `dashboard`."""

    link: Annotated[Wording, blanks("link")]
    run_link: Annotated[Wording, blanks("link")]

    name: Sentence
    skip: Sentence
    menu: Sentence
    leave: Sentence
    as_role: Annotated[Wording, blanks("role")]
    made: Sentence
    enter: Sentence
    enter_button: Sentence
    enter_privacy: Sentence
    closed: Sentence
    closed_how: Sentence
    not_allowed: Sentence
    bad_form: Sentence
    too_large: Sentence
    no_page: Sentence
    refused: Sentence

    demo_unknown: Annotated[Wording, blanks("text")]
    demo_made: Annotated[Wording, blanks("questions", "days")]
    demo_removed: Annotated[Wording, blanks("questions")]
    demo_refused: Sentence

    overview: Sentence
    unknown: Sentence
    unknown_note: Annotated[Wording, blanks("groups")]
    later_groups: Sentence
    first_groups: Sentence
    question: Sentence
    nearest: Sentence
    entries: Sentence
    sources: Sentence
    quality: Sentence
    audit: Sentence

    few: Annotated[Wording, blanks("least", "short")]
    span: Annotated[Wording, blanks("first", "last")]
    last_days: Annotated[Wording, blanks("days")]
    which_days: Sentence
    first_day: Sentence
    last_day: Sentence
    channel: Sentence
    every_channel: Sentence
    place: Sentence
    every_place: Sentence
    private: Sentence
    group: Sentence
    show: Sentence
    table: Sentence
    nothing: Sentence
    as_csv: Sentence
    as_xlsx: Sentence

    day: Sentence
    hour: Sentence
    weekday: Sentence
    weekdays: Phrases
    questions: Sentence
    outcome: Sentence
    outcome_answer: Sentence
    outcome_suggest: Sentence
    outcome_none: Sentence
    channel_telegram: Sentence
    channel_zalo: Sentence
    channel_zalo_oa: Sentence
    channel_web: Sentence
    channel_console: Sentence
    share: Sentence
    by_day: Sentence
    by_outcome: Sentence
    by_channel: Sentence
    by_hour: Sentence
    by_hour_note: Sentence
    most_asked: Sentence
    risen: Sentence
    risen_note: Annotated[Wording, blanks("first", "last")]
    nothing_rose: Sentence
    not_compared: Sentence
    now: Sentence
    before: Sentence
    feedback: Sentence
    helpful: Sentence
    unhelpful: Sentence
    again: Sentence
    again_note: Sentence

    entry: Sentence
    asked: Sentence
    checked_on: Sentence
    not_asked: Annotated[Wording, blanks("days", "last")]
    all_entries: Sentence
    search: Sentence
    id: Sentence
    preview: Sentence
    preview_telegram: Sentence
    preview_group: Sentence
    preview_plain: Sentence
    preview_web: Sentence
    phrasings: Sentence

    source: Sentence
    status: Sentence
    overdue: Sentence
    overdue_since: Annotated[Wording, blanks("days")]
    in_time: Sentence
    cited_by: Sentence

    style: Sentence
    style_formal: Sentence
    style_short: Sentence
    style_spoken: Sentence
    style_typo: Sentence
    style_nodia: Sentence
    style_teen: Sentence
    style_oos: Sentence
    of_all: Sentence
    answerable: Sentence
    right: Sentence
    helped: Sentence
    wrong: Sentence
    foreign: Sentence
    refused_share: Sentence
    asked_back: Sentence
    false_answers: Sentence
    evaluated: Annotated[Wording, blanks("file", "when", "commit")]
    never_evaluated: Sentence

    when: Sentence
    who: Sentence
    what: Sentence
