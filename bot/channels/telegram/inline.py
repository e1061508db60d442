"""A question typed in any chat → answers to pick and share; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.channels.split import shortened
from bot.channels.telegram.outgoing import deep_link, shared_html
from handlers.present import topic_reply
from knowledge.text import normalize

if TYPE_CHECKING:
    from datetime import date

    from knowledge.library import Snapshot

MOST = 10
CACHE_SECONDS = 300
DESCRIPTION = 120  # letters shown below a title in the list


def results(question: str, snapshot: Snapshot, username: str, today: date) -> list[InlineQueryResultArticle]:
    """At most ten answers, the likeliest first; those that greet a newcomer while nothing is typed."""
    knowledge = snapshot.knowledge
    asked = bool(normalize(question))
    found = snapshot.index.likeliest(question, MOST) if asked else [*knowledge.messages.start_topics]
    return [_result(entry, snapshot, username, today) for entry in found if entry in knowledge.topics]


def _result(entry: str, snapshot: Snapshot, username: str, today: date) -> InlineQueryResultArticle:
    knowledge = snapshot.knowledge
    reply = topic_reply(knowledge.topics[entry], knowledge, today)
    link = InlineKeyboardButton(knowledge.messages.button_in_private, url=deep_link(username, entry))
    return InlineQueryResultArticle(
        entry,
        reply.title,
        InputTextMessageContent(
            shared_html(reply, knowledge.messages), ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=InlineKeyboardMarkup([[link]]),
        description=shortened(reply.text, DESCRIPTION),
    )
