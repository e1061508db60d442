"""Telegram's updates → what the bot does about each."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, assert_never

from telegram import Update

from bot.channels.intake import Intake, Job, shape
from bot.channels.telegram.incoming import (
    CHANNEL,
    Me,
    Membership,
    Moved,
    PollClosed,
    Pressed,
    Said,
    Typed,
    Voted,
    happening,
    membership,
    poll_closed,
    voted,
)
from bot.channels.telegram.turns import Turns
from bot.channels.telegram.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cryptography.fernet import Fernet

    from bot.app import App
    from bot.channels.telegram.incoming import Happening
    from bot.channels.telegram.sending import Bot, Sender

_KNOWN = set(Update.ALL_TYPES)
_UNREAD = {"callback_query": {"chat_instance": ""}, "inline_query": {"offset": ""}}
_log = logging.getLogger(__name__)


class TelegramChannel(Intake):
    """Takes updates in and has them answered; one in each process."""

    def __init__(self, app: App, bot: Bot, sender: Sender, seal: Fernet) -> None:
        super().__init__(CHANNEL, app.stores.deliveries, seal, self._job)
        self._bot = bot
        self._me = Me(bot.id, bot.username or "", app.router.commands)
        self._turns = Turns(app, bot, sender, self._me, self.order)
        self._votes = Votes(app)

    def _job(self, raw: dict[str, Any]) -> Job | None:
        """What to do about the update; None when it does not concern the bot."""
        number = f"{CHANNEL}:{int(raw['update_id'])}"
        if not raw.keys() & _KNOWN:
            _log.info("an update of an unknown kind was skipped: %s", shape(raw))
        found = self._happening(raw)
        turns, votes = self._turns, self._votes
        work: Callable[[str], Awaitable[object]]
        match found:
            case None:
                return None
            case Said(place=place):
                chat, work = str(place.chat), partial(turns.said, found)
            case Pressed(place=place):
                chat, work = str(place.chat), partial(turns.pressed, found)
            case Typed(user=user):
                chat, work = f"inline {user}", lambda _: turns.typed(found)
            case Membership(chat=group):
                chat, work = str(group), partial(turns.membership, found)
            case Moved(old=old):
                chat, work = str(old), lambda _: turns.moved(found)
            case Voted(poll=poll):
                chat, work = f"poll {poll}", lambda _: votes.voted(found)
            case PollClosed(poll=poll):
                chat, work = f"poll {poll}", lambda _: votes.closed(found)
            case _:
                assert_never(found)
        # A question being typed is over before anything could be taken up again.
        fleeting = isinstance(found, Typed)
        seen = partial(turns.acknowledge, found) if isinstance(found, Pressed) else None
        return Job(number, chat, work, fleeting, seen)

    def _happening(self, raw: dict[str, Any]) -> Happening | None:
        """What happened; what the library wants to know more of than anybody here is read as it came."""
        if changed := raw.get("my_chat_member"):
            return membership(changed)
        if answer := raw.get("poll_answer"):
            return voted(answer, int(raw["update_id"]))
        if poll := raw.get("poll"):
            return poll_closed(poll)
        return happening(Update.de_json(_completed(raw), self._bot), self._me)


def _completed(raw: dict[str, Any]) -> dict[str, Any]:
    """The update with what the library insists on and nobody here asks for."""
    return raw | {kind: unread | raw[kind] for kind, unread in _UNREAD.items() if isinstance(raw.get(kind), dict)}
