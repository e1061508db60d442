"""Runs the Official Account until it is cancelled; Zalo brings its events to our site."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, assert_never

from bot.channels.insist import for_ever
from bot.channels.intake import Intake, Job, shape
from bot.channels.turn import Turn
from bot.channels.zalo.incoming import Said
from bot.channels.zalo.service import GRACE_SECONDS, LONGEST_NUMBER
from bot.channels.zalo.turns import Turns
from bot.channels.zalo_oa.api import open_api
from bot.channels.zalo_oa.exchange import seed_of
from bot.channels.zalo_oa.incoming import CHANNEL, Followed, to_happening
from bot.channels.zalo_oa.messenger import ZaloOaMessenger
from bot.channels.zalo_oa.tokens import Tokens
from bot.storage.sealing import seal_from
from handlers.contract import Incoming, Reply, StorageError

if TYPE_CHECKING:
    from bot.app import App
    from bot.channels.zalo.http import Json

_log = logging.getLogger(__name__)


class ZaloOaService:
    """The account's life; `channel` is there once events can be taken."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._settings = app.config.zalo_oa
        self.channel: Intake | None = None

    async def run(self) -> None:
        """Serves until it is cancelled."""
        await for_ever(self._serve, "the Official Account")

    async def _serve(self) -> None:
        secret = self._settings.secret_key.get_secret_value()
        async with open_api(self._settings) as api:
            tokens = tokens_of(self._app)
            messenger = ZaloOaMessenger(self._app, api, tokens)
            seal = seal_from(secret, "waiting updates")
            channel = Intake(CHANNEL, self._app.stores.deliveries, seal, lambda raw: self._job(raw, turns, messenger))
            turns = Turns(self._app, messenger, channel.order)
            self.channel = channel
            self._app.messengers.connect(messenger)
            _log.info("on the Official Account, events at %s", self._settings.webhook_path)
            try:
                # Before anything new: a person's events are answered in their order.
                await channel.take_up()
                async with asyncio.TaskGroup() as group:
                    group.create_task(channel.keep_taking_up())
                    group.create_task(tokens.keep_fresh())
            finally:
                self._app.messengers.disconnect(CHANNEL)
                await channel.close(GRACE_SECONDS)

    def _job(self, raw: Json, turns: Turns, messenger: ZaloOaMessenger) -> Job | None:
        """What to do about the event; None when it does not concern the bot."""
        found = to_happening(raw)
        match found:
            case None:
                _log.info("an event that is no question was skipped: %s", shape(raw))
                return None
            case Said():
                work = partial(self._said, found, turns)
                return Job(f"{CHANNEL}:{found.id[:LONGEST_NUMBER]}", found.chat, work)
            case Followed():
                return Job(f"{CHANNEL}:{found.id[:LONGEST_NUMBER]}", found.person, partial(self._followed, found, messenger))
            case _:
                assert_never(found)

    async def _said(self, said: Said, turns: Turns, delivery: str) -> None:
        try:
            await self._app.stores.last_wrote.wrote(CHANNEL, said.person)
        except StorageError as error:
            _log.error("not noted on which day someone wrote: %s", error)
        await turns.said(said, delivery)

    async def _followed(self, followed: Followed, messenger: ZaloOaMessenger, delivery: str) -> None:
        """Notes whom the account may write to; one who follows is greeted. Raises StorageError."""
        chats, person = self._app.stores.chats, followed.person
        if not followed.follows:
            await chats.left(CHANNEL, person)
            await self._app.stores.last_wrote.left(CHANNEL, person)
            return
        await chats.joined(CHANNEL, person, "private", administrator=False)
        await self._app.stores.last_wrote.wrote(CHANNEL, person)
        account = f"{CHANNEL}:{person}"
        replies = await self._app.router.respond(Incoming(CHANNEL, account, "/start", delivery=delivery, account=account))
        await messenger.answer(person, messenger.payloads(replies, private=True), Turn(delivery, self._app.stores.deliveries))


def tokens_of(app: App) -> Tokens:
    """The account's tokens; when they are lost, the owners are told, once for each refresh token that they brought."""
    settings = app.config.zalo_oa
    given = settings.refresh_token.get_secret_value()

    async def lost() -> None:
        text = app.library.current.knowledge.messages.zalo.token_lost
        for owner in app.config.admins.owners:
            channel, _, chat = owner.partition(":")
            await app.stores.notices.put(f"zalo oa token {seed_of(given)[:16]} {owner}"[:120], channel, chat, Reply(text))

    return Tokens(app.stores.zalo_oa_tokens, given, lost)
