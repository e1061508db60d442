"""What is said about reminders: to those who get them, and to those who send them."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Menu, Section, Sentence, Wording, blanks


class ReminderMessages(Section):
    """The section `reminders`; `menu_topics` is what reminders may be about, `reason_…` why one did not arrive."""

    menu_topics: Menu
    button_off: Sentence
    off: Sentence
    off_group: Sentence
    off_already: Sentence
    off_only_topic: Annotated[Wording, blanks("topic")]
    off_topic: Annotated[Wording, blanks("topic")]
    on: Sentence
    on_group: Sentence
    on_already: Sentence
    on_topic: Annotated[Wording, blanks("topic")]
    only_administrators: Sentence
    not_known: Sentence
    no_account: Sentence
    topics_title: Sentence
    topic_on: Annotated[Wording, blanks("topic")]
    topic_off: Annotated[Wording, blanks("topic")]
    edited: Sentence
    recalled: Sentence

    progress_title: Annotated[Wording, blanks("text")]
    progress_counts: Annotated[Wording, blanks("sent", "failed", "left")]
    progress_speed: Annotated[Wording, blanks("speed", "minutes")]
    progress_paused: Sentence
    button_pause: Sentence
    button_go_on: Sentence
    button_cancel: Sentence
    report_title: Annotated[Wording, blanks("text")]
    report_sent: Annotated[Wording, blanks("sent", "total")]
    report_forgotten: Annotated[Wording, blanks("total")]
    report_reasons: Annotated[Wording, blanks("reasons")]
    reason_blocked: Annotated[Wording, blanks("number")]
    reason_gone: Annotated[Wording, blanks("number")]
    reason_bad: Annotated[Wording, blanks("number")]
    reason_quota: Annotated[Wording, blanks("number")]
    reason_window: Annotated[Wording, blanks("number")]
    reason_unknown: Annotated[Wording, blanks("number")]
    reason_killed: Annotated[Wording, blanks("number")]
    reason_tries: Annotated[Wording, blanks("number")]
    reason_channel: Annotated[Wording, blanks("number")]
    reason_capped: Annotated[Wording, blanks("number")]
    reason_left: Annotated[Wording, blanks("number")]
    reason_unsent: Annotated[Wording, blanks("number")]
    reason_other: Annotated[Wording, blanks("number")]
    button_csv: Sentence
    button_uncertain: Sentence
    button_again: Annotated[Wording, blanks("number")]
    button_correct: Sentence
    button_recall: Sentence
    late: Annotated[Wording, blanks("text")]
    author_left: Annotated[Wording, blanks("text")]
    interrupted: Annotated[Wording, blanks("text")]
    put_back: Annotated[Wording, blanks("text")]
    button_now: Sentence
    button_skip: Sentence
