"""Every sentence the program says by itself: one typed field each, its words in messages.yaml."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True)
class _OnlyTheseBlanks:
    """Checks that a sentence has just the blanks ({name}) that the program fills."""

    allowed: tuple[str, ...]

    def __call__(self, sentence: str) -> str:
        only = f"chỉ dùng {', '.join('{' + name + '}' for name in self.allowed)}" if self.allowed else "xóa đi"
        try:
            wrong = sorted(_used_in(sentence) - set(self.allowed))
        except ValueError:
            raise ValueError(f"dấu ngoặc nhọn viết chưa đủ cặp {{…}}: {only}") from None
        if wrong:
            raise ValueError(f"chỗ trống {{{wrong[0]}}} không dùng được ở câu này: {only}")
        return sentence


def _used_in(sentence: str) -> set[str]:
    """The blanks as they are typed, {name:>9} being another one than {name}. ValueError for a lone brace."""
    fields = [(name, kind, form) for _, name, form, kind in string.Formatter().parse(sentence) if name is not None]
    return {name + (f"!{kind}" if kind else "") + (f":{form}" if form else "") for name, kind, form in fields}


def _blanks(*allowed: str) -> AfterValidator:
    return AfterValidator(_OnlyTheseBlanks(allowed))


Sentence = Annotated[Wording, _blanks()]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Phrases = Annotated[tuple[Sentence, ...], BeforeValidator(_listed)]

_Command = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
Menu = dict[_Command, Annotated[Sentence, StringConstraints(max_length=256)]]


class Messages(BaseModel):
    """Each field is one sentence or one list of phrases; {blanks} are filled by the program."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: Sentence
    start_topics: Phrases
    help: Sentence
    unknown: Sentence
    unknown_in_group: Sentence
    asked_back: Sentence
    unverified: Sentence
    warning_ended: Annotated[Wording, _blanks("name", "until", "successor")]
    topic_gone: Sentence
    button_gone: Sentence
    trouble: Sentence
    no_words: Sentence
    no_words_in_group: Sentence
    too_long: Annotated[Wording, _blanks("limit")]
    choose_between: Annotated[Wording, _blanks("last")]
    no_such_command: Sentence
    no_such_command_near: Annotated[Wording, _blanks("command")]

    button_regulation: Sentence
    button_solutions: Sentence
    button_sources: Sentence
    button_help: Sentence
    button_none: Sentence
    button_yes: Sentence
    button_no: Sentence
    button_again: Sentence
    button_checklist: Sentence
    button_helpful: Sentence
    button_unhelpful: Sentence

    browse_regulation: Sentence
    browse_group: Sentence
    browse_sources: Sentence
    browse_ended: Sentence
    browse_pages: Sentence
    button_pages: Sentence

    source_line: Annotated[Wording, _blanks("source", "status", "checked")]
    source_dated: Annotated[Wording, _blanks("name", "date")]
    source_issued: Annotated[Wording, _blanks("name", "issuer")]
    source_place: Annotated[Wording, _blanks("source", "place")]
    source_checked: Annotated[Wording, _blanks("date")]
    source_in_force: Sentence
    source_since: Annotated[str, _blanks("date")]
    source_ended: Annotated[Wording, _blanks("until", "successor")]
    source_until: Annotated[str, _blanks("date")]
    source_successor: Annotated[str, _blanks("name")]
    source_not_yet: Annotated[Wording, _blanks("date")]

    quiz_source: Annotated[Wording, _blanks("source")]

    thanks_helpful: Sentence
    thanks_unhelpful: Sentence
    feedback_known: Sentence

    greetings: Phrases
    greeting_reply: Sentence
    thanks: Phrases
    thanks_reply: Sentence
    goodbyes: Phrases
    goodbye_reply: Sentence
    courtesy_fillers: Phrases

    plain_choose: Sentence
    plain_next: Sentence
    plain_source: Annotated[Wording, _blanks("line")]
    console_welcome: Sentence
    console_prompt: Sentence
    console_goodbye: Sentence

    only_text: Sentence
    late: Sentence
    too_many: Sentence
    joined_group: Annotated[Wording, _blanks("bot")]
    button_in_private: Sentence
    inline_nothing: Annotated[Sentence, StringConstraints(max_length=64)]
    quiet_on: Sentence
    quiet_off: Sentence
    quiet_in_groups: Sentence
    quiet_by_administrators: Sentence
    quiet_not_known: Sentence
    bot_description: Annotated[Sentence, StringConstraints(max_length=512)]
    bot_short_description: Annotated[Sentence, StringConstraints(max_length=120)]
    menu_private: Menu
    menu_group: Menu
    menu_group_administrators: Menu
    menu_owners: Menu

    run_address: Annotated[Wording, _blanks("address")]
    run_stopped: Sentence
    content_reloaded: Annotated[Wording, _blanks("topics")]
    content_kept: Annotated[Wording, _blanks("mistakes")]
    content_right: Annotated[Wording, _blanks("topics", "phrasings", "sources")]
    check_advice: Annotated[Wording, _blanks("mistake")]
    check_more: Annotated[Wording, _blanks("more")]

    web_title: Sentence
    web_name: Sentence
    web_tagline: Sentence
    web_skip: Sentence
    web_clear: Sentence
    web_log_label: Sentence
    web_question_label: Sentence
    web_question_placeholder: Sentence
    web_send: Sentence
    web_privacy: Sentence
    web_from_person: Sentence
    web_from_bot: Sentence
    web_sources: Sentence
    web_feedback: Sentence
    web_typing: Sentence
    web_waiting: Sentence
    web_lost: Sentence
    web_error: Sentence
    web_noscript: Sentence
    web_bad_request: Sentence
    web_too_large: Sentence

    poster_name: Sentence
    poster_purpose: Sentence
    poster_scan_telegram: Sentence
    poster_scan_web: Sentence
    poster_ask: Sentence
    poster_private: Sentence
    poster_example: Sentence
    poster_opens: Annotated[Wording, _blanks("topic")]
    poster_footer: Sentence
    poster_written: Annotated[Wording, _blanks("file", "address")]
    poster_ending: Annotated[Wording, _blanks("file")]
    poster_unwritable: Annotated[Wording, _blanks("file", "reason")]
    poster_no_room: Sentence
    poster_no_topic: Annotated[Wording, _blanks("topic", "near")]
    poster_web_alone: Sentence
    poster_bad_web: Annotated[Wording, _blanks("address")]
    poster_no_bot: Sentence
    poster_bad_bot: Annotated[Wording, _blanks("bot")]
    poster_bad_token: Sentence
    poster_no_telegram: Annotated[Wording, _blanks("server")]
