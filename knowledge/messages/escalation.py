"""What is said about questions that are sent on to those who look after the bot."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class EscalationMessages(Section):
    """The section `escalation`."""

    title: Sentence
    button_offer: Sentence
    before: Annotated[Wording, blanks("text", "days")]
    button_send: Sentence
    button_cancel: Sentence
    sent: Annotated[Wording, blanks("days")]
    not_sent: Sentence
    gone: Sentence
    too_many: Annotated[Wording, blanks("most")]
    answered: Annotated[Wording, blanks("text", "answer")]
    dismissed: Annotated[Wording, blanks("text")]
    expired: Annotated[Wording, blanks("text", "days")]

    arrived: Annotated[Wording, blanks("text", "days")]
    button_answer: Sentence
    button_dismiss: Sentence
    write: Annotated[Wording, blanks("text")]
    preview_title: Sentence
    preview: Annotated[Wording, blanks("answer")]
    button_send_answer: Sentence
    button_again: Sentence
    too_long: Annotated[Wording, blanks("most")]
    answer_sent: Sentence
    over: Sentence
    waits_on: Sentence
    dismissed_here: Sentence
    expired_here: Annotated[Wording, blanks("text", "days")]
