"""What is said when a person practises alone."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class PracticeMessages(Section):
    """The section `practice`."""

    title: Sentence
    in_private: Sentence
    option: Annotated[Wording, blanks("letter", "option")]
    chosen: Annotated[Wording, blanks("option")]
    right: Sentence
    wrong: Annotated[Wording, blanks("option")]
    already: Sentence
    gone: Sentence
    enough: Sentence
    nothing_due: Annotated[Wording, blanks("time", "day")]
    nothing_new: Sentence
    tab_only: Sentence
    not_kept: Sentence
    button_more: Sentence

    reminder_title: Sentence
    reminder_on: Annotated[Wording, blanks("time")]
    reminder_off: Sentence
    reminder_form: Sentence
    reminder_nowhere: Sentence
    button_reminder_off: Sentence

    progress_title: Sentence
    progress_total: Annotated[Wording, blanks("known", "total", "due")]
    progress_line: Annotated[Wording, blanks("group", "known", "learning", "new")]
    progress_nothing: Sentence
    progress_no_account: Sentence
    progress_alt: Sentence
    progress_known: Sentence
    progress_learning: Sentence
    progress_new: Sentence
