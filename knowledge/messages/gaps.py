"""What is said about questions that nobody could answer."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class GapsMessages(Section):
    """The section `gaps`."""

    title: Sentence
    question: Annotated[Wording, blanks("text")]
    asked: Annotated[Wording, blanks("asked", "groups")]
    others: Annotated[Wording, blanks("texts")]
    which: Sentence
    nothing: Sentence
    learned: Annotated[Wording, blanks("text", "title")]
    out_of_scope: Annotated[Wording, blanks("text")]
    harmful: Annotated[Wording, blanks("text", "question", "harm")]
    harm_other: Annotated[Wording, blanks("right", "now")]
    harm_nothing: Annotated[Wording, blanks("right")]
    harm_answered: Annotated[Wording, blanks("now")]
    unfit: Sentence
    settled: Sentence
    ignored: Sentence
    to_write: Sentence
    undone: Annotated[Wording, blanks("text")]
    not_undone: Sentence
    list_title: Sentence
    list_empty: Sentence
    list_line: Annotated[Wording, blanks("number", "text")]
    file: Annotated[Wording, blanks("number")]
    button_file: Sentence
    written: Sentence
    strays: Annotated[Wording, blanks("topics")]
    button_out_of_scope: Sentence
    button_ignore: Sentence
    button_to_write: Sentence
    button_next: Sentence
    button_first: Sentence
    button_undo: Sentence
    button_list: Annotated[Wording, blanks("number")]
    button_written: Annotated[Wording, blanks("number")]
