"""What is said in quizzes, alone and in groups."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class QuizMessages(Section):
    """The section `quiz`."""

    source: Annotated[Wording, blanks("source")]
    option_right: Annotated[Wording, blanks("option")]
    option_wrong: Annotated[Wording, blanks("option")]
    waiting: Annotated[Wording, blanks("item", "question", "options", "topic")]
    waiting_none: Sentence
    waiting_advice: Sentence
    approved_items: Annotated[Wording, blanks("number")]
    no_such_item: Annotated[Wording, blanks("item", "near")]

    review_title: Annotated[Wording, blanks("item", "number")]
    review_entry: Annotated[Wording, blanks("title", "answer")]
    review_skipped: Annotated[Wording, blanks("number")]
    button_approve: Sentence
    button_skip: Sentence

    totals_title: Sentence
    totals_none: Annotated[Wording, blanks("fewest")]
    totals_topics: Sentence
    totals_topic: Annotated[Wording, blanks("topic", "share")]
    totals_line: Annotated[Wording, blanks("item", "question", "people", "share", "discrimination")]
    totals_unchosen: Annotated[Wording, blanks("options")]
    totals_mend: Sentence
    button_more_totals: Sentence
