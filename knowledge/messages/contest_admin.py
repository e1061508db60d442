"""What editors are told who make a contest."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Phrases, Section, Sentence, Wording, blanks


class ContestAdminMessages(Section):
    """The section `contest_admin`; `label_…` are the fields of a plan as editors write them."""

    form_title: Sentence
    form: Sentence
    not_made: Sentence
    wrong_line: Annotated[Wording, blanks("field", "said")]
    wrong_text_line: Annotated[Wording, blanks("line", "text")]
    wrong_name: Annotated[Wording, blanks("most")]
    wrong_day: Sentence
    past_day: Sentence
    wrong_number: Annotated[Wording, blanks("least", "most")]
    label_name: Sentence
    label_starts_on: Sentence
    label_weeks: Sentence
    label_questions: Sentence
    label_minutes: Sentence
    label_attempts: Sentence
    label_trial_days: Sentence
    label_chapters: Sentence
    all_chapters: Sentence
    no_chapter_is_all: Sentence
    wrong_chapter: Annotated[Wording, blanks("typed", "chapters")]
    label_units: Sentence
    state_draft: Sentence
    state_open: Sentence
    state_cancelled: Sentence
    shown: Annotated[Wording, blanks("state", "units", "people", "pool")]
    without_units: Sentence
    begins_at_once: Sentence
    is_begun: Sentence
    too_few_questions: Sentence
    not_over: Sentence
    is_published: Sentence
    button_announce: Sentence
    button_publish: Annotated[Wording, blanks("table")]
    button_cancel: Sentence
    button_cancel_surely: Sentence

    heading_unit: Sentence
    heading_people: Sentence
    heading_code: Sentence
    no_headings: Sentence
    no_units: Sentence
    no_xlsx: Sentence
    too_large_file: Sentence
    wrong_cell: Annotated[Wording, blanks("sheet", "row", "column", "said")]
    bad_unit_name: Annotated[Wording, blanks("most")]
    bad_people: Annotated[Wording, blanks("most")]
    unit_twice: Annotated[Wording, blanks("row")]
    too_many_units: Annotated[Wording, blanks("most")]
    short_code: Annotated[Wording, blanks("least")]
    code_twice: Sentence
    unknown_unit: Annotated[Wording, blanks("name")]

    tables_title: Sentence
    all_tables: Sentence
    sheet_people: Sentence
    sheet_units: Sentence
    sheet_questions: Sentence
    columns_people: Phrases
    columns_units: Phrases
    columns_questions: Phrases
    unpublished: Annotated[Wording, blanks("table")]

    contests: Sentence
    no_contests: Sentence
    change_title: Sentence
    button_change: Sentence
    units_title: Sentence
    units_note: Sentence
    units_file: Sentence
    button_units: Sentence
    rules_title: Sentence

    replay_none: Sentence
    replay_same: Annotated[Wording, blanks("table", "people", "units")]
    replay_forgotten: Annotated[Wording, blanks("table", "forgotten")]
    replay_differs: Annotated[Wording, blanks("table", "published", "replayed")]
    replay_no_contest: Annotated[Wording, blanks("number")]
