"""What a person is told of what is kept of them."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class PrivacyMessages(Section):
    """The section `privacy`; `kept_…` are the kinds of things that stores keep of an account, each with its number."""

    title: Sentence
    in_private: Sentence
    no_account: Sentence
    account: Annotated[Wording, blanks("account")]
    nothing: Sentence
    kept: Sentence
    never_questions: Sentence
    owner: Sentence
    journal_stays: Sentence
    button_forget: Sentence
    forgotten: Sentence
    kept_role: Annotated[Wording, blanks("number")]
    kept_pending_question: Annotated[Wording, blanks("number")]
    kept_notices: Annotated[Wording, blanks("number")]
    kept_sessions: Annotated[Wording, blanks("number")]
    kept_contest: Annotated[Wording, blanks("number")]
    kept_contest_papers: Annotated[Wording, blanks("number")]
    kept_contest_keys: Annotated[Wording, blanks("number")]
    kept_rounds: Annotated[Wording, blanks("number")]
    kept_votes: Annotated[Wording, blanks("number")]
    kept_hidden_name: Annotated[Wording, blanks("number")]
    kept_practice: Annotated[Wording, blanks("number")]
    kept_practice_reminder: Annotated[Wording, blanks("number")]
    kept_last_wrote: Annotated[Wording, blanks("number")]
    kept_subscription: Annotated[Wording, blanks("number")]
    kept_delivery: Annotated[Wording, blanks("number")]
