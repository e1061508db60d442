"""What the contest's pages say beside what chats say."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class ContestPageMessages(Section):
    """The section `contest_page`."""

    title: Sentence
    none: Sentence
    no_page: Sentence
    back: Sentence
    to_chat: Sentence
    skip: Sentence

    enter_title: Sentence
    enter_note: Sentence
    name_label: Sentence
    unit_label: Sentence
    unit_none: Sentence
    code_label: Sentence
    too_many_codes: Sentence
    same_browser: Sentence

    link_title: Sentence
    link_note: Sentence
    link_button: Sentence
    link_gone: Sentence

    done_title: Sentence
    question_list: Sentence
    chosen: Sentence
    time_label: Sentence
    until: Annotated[Wording, blanks("time")]
    guess_label: Sentence
    keep_guess: Sentence
    submit_note: Sentence
    lost_answer: Sentence
    lost_paper: Sentence

    right_label: Sentence
    answers_title: Annotated[Wording, blanks("week")]
    place: Sentence
    name: Sentence
    unit: Sentence
    right: Sentence
    distance: Sentence
    ended_at: Sentence
    roster: Sentence
    took_part: Sentence
    share: Sentence
    mean: Sentence
    points: Sentence

    leave: Sentence
    forget: Sentence
    forget_note: Sentence
    forget_surely: Sentence
    forgotten: Sentence
