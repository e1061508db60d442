"""What admins are told: roles, and the journal of what they did."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class AdminMessages(Section):
    """The section `admin`; `act_…` are the acts that the journal shows, each with its detail."""

    not_allowed: Sentence
    in_private: Sentence
    role_viewer: Sentence
    role_editor: Sentence
    role_owner: Sentence
    role_none: Sentence
    grant_title: Sentence
    grant_line: Annotated[Wording, blanks("account", "role")]
    grant_nobody: Sentence
    grant_form: Sentence
    grant_owner: Sentence
    granted: Annotated[Wording, blanks("account", "role")]
    button_take_back: Annotated[Wording, blanks("account")]
    journal_title: Sentence
    journal_line: Annotated[Wording, blanks("when", "who", "what")]
    journal_empty: Sentence
    button_earlier: Sentence
    act_granted: Annotated[Wording, blanks("detail")]
    act_contest_made: Annotated[Wording, blanks("detail")]
    act_contest_changed: Annotated[Wording, blanks("detail")]
    act_contest_units: Annotated[Wording, blanks("detail")]
    act_contest_announced: Annotated[Wording, blanks("detail")]
    act_contest_cancelled: Annotated[Wording, blanks("detail")]
    act_contest_published: Annotated[Wording, blanks("detail")]
    act_approved_item: Annotated[Wording, blanks("detail")]
    act_learned: Annotated[Wording, blanks("detail")]
    act_unlearned: Annotated[Wording, blanks("detail")]
    act_out_of_scope: Annotated[Wording, blanks("detail")]
    act_ignored: Sentence
    act_to_write: Sentence
    act_written: Sentence
    act_answered: Sentence
    act_dismissed: Sentence
    act_reminder_made: Annotated[Wording, blanks("detail")]
    act_reminder_asked: Annotated[Wording, blanks("detail")]
    act_reminder_approved: Annotated[Wording, blanks("detail")]
    act_reminder_denied: Annotated[Wording, blanks("detail")]
    act_reminder_paused: Annotated[Wording, blanks("detail")]
    act_reminder_resumed: Annotated[Wording, blanks("detail")]
    act_reminder_stopped: Annotated[Wording, blanks("detail")]
    act_reminder_skipped: Annotated[Wording, blanks("detail")]
    act_reminder_now: Annotated[Wording, blanks("detail")]
    act_reminder_again: Annotated[Wording, blanks("detail")]
    act_reminder_read: Annotated[Wording, blanks("detail")]
    act_reminder_template: Annotated[Wording, blanks("detail")]
    act_reminder_deleted: Annotated[Wording, blanks("detail")]
