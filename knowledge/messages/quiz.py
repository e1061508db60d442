"""What is said in quizzes, alone and in groups."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Wording, blanks


class QuizMessages(Section):
    """The section `quiz`."""

    source: Annotated[Wording, blanks("source")]
