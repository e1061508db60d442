"""What is said on Zalo alone."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class ZaloMessages(Section):
    """The section `zalo`."""

    in_private: Sentence
    number_alone: Annotated[Wording, blanks("number")]
    by_letter: Annotated[Wording, blanks("letters")]
    picture_link: Annotated[Wording, blanks("alt", "address")]
    file_link: Annotated[Wording, blanks("name", "address")]
    file_elsewhere: Annotated[Wording, blanks("name")]
    quota_near: Annotated[Wording, blanks("sent", "limit", "month")]
    quota_over: Annotated[Wording, blanks("month")]
    token_lost: Sentence
    outside_window: Sentence
