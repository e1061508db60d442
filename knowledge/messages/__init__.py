"""Every sentence the program says by itself: one typed field each, its words in messages.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from knowledge.messages.admin import AdminMessages
from knowledge.messages.contest import ContestMessages
from knowledge.messages.contest_admin import ContestAdminMessages
from knowledge.messages.contest_page import ContestPageMessages
from knowledge.messages.dashboard import DashboardMessages
from knowledge.messages.escalation import EscalationMessages
from knowledge.messages.gaps import GapsMessages
from knowledge.messages.practice import PracticeMessages
from knowledge.messages.privacy import PrivacyMessages
from knowledge.messages.quiz import QuizMessages
from knowledge.messages.reminders import ReminderMessages
from knowledge.messages.reminding import RemindingMessages
from knowledge.messages.rounds import RoundMessages
from knowledge.messages.trends import TrendsMessages
from knowledge.messages.wording import Menu, Phrases, Section, Sentence, Wording, blanks
from knowledge.messages.zalo import ZaloMessages

__all__ = [
    "AdminMessages",
    "ContestAdminMessages",
    "ContestMessages",
    "ContestPageMessages",
    "DashboardMessages",
    "EscalationMessages",
    "GapsMessages",
    "Menu",
    "Messages",
    "Phrases",
    "PracticeMessages",
    "PrivacyMessages",
    "QuizMessages",
    "ReminderMessages",
    "RemindingMessages",
    "RoundMessages",
    "Section",
    "TrendsMessages",
    "ZaloMessages",
]


class Messages(Section):
    """All of messages.yaml; a feature with many sentences has a section of its own."""

    start: Sentence
    start_topics: Phrases
    help: Sentence
    unknown: Sentence
    unknown_in_group: Sentence
    asked_back: Sentence
    unverified: Sentence
    warning_ended: Annotated[Wording, blanks("name", "until", "successor")]
    topic_gone: Sentence
    button_gone: Sentence
    trouble: Sentence
    no_words: Sentence
    no_words_in_group: Sentence
    too_long: Annotated[Wording, blanks("limit")]
    choose_between: Annotated[Wording, blanks("last")]
    no_such_command: Sentence
    no_such_command_near: Annotated[Wording, blanks("command")]

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

    source_line: Annotated[Wording, blanks("source", "status", "checked")]
    source_dated: Annotated[Wording, blanks("name", "date")]
    source_issued: Annotated[Wording, blanks("name", "issuer")]
    source_place: Annotated[Wording, blanks("source", "place")]
    source_checked: Annotated[Wording, blanks("date")]
    source_in_force: Sentence
    source_since: Annotated[str, blanks("date")]
    source_ended: Annotated[Wording, blanks("until", "successor")]
    source_until: Annotated[str, blanks("date")]
    source_successor: Annotated[str, blanks("name")]
    source_not_yet: Annotated[Wording, blanks("date")]

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
    plain_source: Annotated[Wording, blanks("line")]
    console_welcome: Sentence
    console_prompt: Sentence
    console_goodbye: Sentence

    only_text: Sentence
    late: Sentence
    too_many: Sentence
    joined_group: Annotated[Wording, blanks("bot")]
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

    run_address: Annotated[Wording, blanks("address")]
    run_stopped: Sentence
    content_reloaded: Annotated[Wording, blanks("topics")]
    content_kept: Annotated[Wording, blanks("mistakes")]
    content_right: Annotated[Wording, blanks("topics", "phrasings", "sources")]
    check_advice: Annotated[Wording, blanks("mistake")]
    check_more: Annotated[Wording, blanks("more")]

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
    poster_opens: Annotated[Wording, blanks("topic")]
    poster_footer: Sentence
    poster_written: Annotated[Wording, blanks("file", "address")]
    poster_ending: Annotated[Wording, blanks("file")]
    poster_unwritable: Annotated[Wording, blanks("file", "reason")]
    poster_no_room: Sentence
    poster_no_topic: Annotated[Wording, blanks("topic", "near")]
    poster_web_alone: Sentence
    poster_bad_web: Annotated[Wording, blanks("address")]
    poster_no_bot: Sentence
    poster_bad_bot: Annotated[Wording, blanks("bot")]
    poster_bad_token: Sentence
    poster_no_telegram: Annotated[Wording, blanks("server")]

    admin: AdminMessages
    dashboard: DashboardMessages
    contest: ContestMessages
    contest_admin: ContestAdminMessages
    contest_page: ContestPageMessages
    practice: PracticeMessages
    escalation: EscalationMessages
    gaps: GapsMessages
    trends: TrendsMessages
    privacy: PrivacyMessages
    quiz: QuizMessages
    zalo: ZaloMessages
    rounds: RoundMessages
    reminders: ReminderMessages
    reminding: RemindingMessages
