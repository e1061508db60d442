"""The Zalo Bot Platform as the program uses it to speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.messenger import Already, NotNow, Refused, Sent, Unknown
from bot.channels.split import shortened
from bot.channels.zalo import api
from bot.channels.zalo.http import HeldBackError, NoAnswerError, NotReachedError, RefusedError
from bot.channels.zalo.incoming import CHANNEL
from bot.channels.zalo.outgoing import LONGEST, Payload, escaped, to_group_payloads, to_payloads
from bot.channels.zalo.posting import AGAIN_SECONDS, Leaving, Posting
from handlers.contract import Picture, StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.app import App
    from bot.channels.messenger import Attempt, Outcome
    from bot.channels.zalo.quota import Quota
    from handlers.contract import Reply
    from knowledge.messages import Messages

NEW_TOKEN_SECONDS = 60.0  # a person has to bring another token


class ZaloMessenger(Posting):
    """The Messenger of bot.channels.messenger."""

    channel = CHANNEL

    def __init__(self, app: App, platform: api.BotPlatform, quota: Quota) -> None:
        super().__init__(app)
        self._platform = platform
        self._quota = quota

    def payloads(self, replies: Sequence[Reply], *, private: bool) -> list[Payload]:
        """The messages of one turn."""
        shown = self._showable(replies)
        return to_payloads(shown, self._messages) if private else to_group_payloads(shown, self._messages)

    async def deliver(self, chat: str, payload: Payload, attempt: Attempt | None, *, broadcast: bool = False) -> Outcome:
        """Sends one message at the first try; broadcasts stop at the month's limit, answers are tried all the same."""
        outcome = await self._tried(chat, payload, attempt, broadcast=broadcast)
        if not (isinstance(payload.file, Picture) and isinstance(outcome, Refused) and outcome.reason == "bad"):
            return outcome
        # Zalo could not fetch the picture: whoever reads it perhaps can.
        try:
            linked = await self._linked(payload)
        except StorageError as error:
            return NotNow(AGAIN_SECONDS, str(error))
        return await self._tried(chat, linked, attempt, broadcast=broadcast)

    async def _tried(self, chat: str, payload: Payload, attempt: Attempt | None, *, broadcast: bool) -> Outcome:
        leaving = Leaving(attempt)
        try:
            if broadcast and await self._quota.is_over():
                return Refused("quota", "out of Zalo quota")
            return Sent((await self._posted(chat, payload, self._counting(leaving, broadcast=broadcast)),))
        except HeldBackError:
            return Refused("quota", "out of Zalo quota") if leaving.held else Already()
        except NoAnswerError as error:
            return Unknown(str(error))
        except StorageError as error:
            return NotNow(AGAIN_SECONDS, str(error))
        except (NotReachedError, RefusedError) as error:
            return await self._failed(leaving, error)

    async def _failed(self, leaving: Leaving, error: Exception) -> Outcome:
        """What to do about a message that surely did not arrive."""
        try:
            if leaving.begun:
                await self._quota.take_back()
            await leaving.withdraw()
            if isinstance(error, RefusedError):
                return await self._refused(error)
        except StorageError as fault:
            return NotNow(AGAIN_SECONDS, str(fault))
        return NotNow(AGAIN_SECONDS, str(error))

    async def _refused(self, error: RefusedError) -> Outcome:
        match error.code:
            case api.OUT_OF_QUOTA:
                await self._quota.warn_of_the_end(self._app.stores.notices, self._messages.zalo)
                return Refused("quota", str(error))
            case api.BAD_REQUEST | api.NOT_FOUND:
                return Refused("gone" if error.code == api.NOT_FOUND else "bad", str(error))
            case api.NOTHING_CAME:
                return Unknown(str(error))
            case _:  # 403 is the platform's word for a fault of its own
                return NotNow(NEW_TOKEN_SECONDS if error.code == api.BAD_TOKEN else AGAIN_SECONDS, str(error))

    async def _posted(self, chat: str, payload: Payload, begin: Callable[[], Awaitable[bool]]) -> str:
        if payload.file is None:
            return await self._platform.send_message(chat, payload.text, begin)
        if isinstance(payload.file, Picture) and (address := await self._app.files.publish("hinh.png", payload.file.png)):
            return await self._platform.send_photo(chat, address, shortened(payload.file.alt, LONGEST), begin)
        return await self._platform.send_message(chat, (await self._linked(payload)).text, begin)

    def _counting(self, leaving: Leaving, *, broadcast: bool) -> Callable[[], Awaitable[bool]]:
        """Counts the message as it leaves; a broadcast that is one too many is held back."""

        async def begin() -> bool:
            is_within = await self._quota.count(self._app.stores.notices, self._messages.zalo)
            leaving.held = broadcast and not is_within
            try:
                leaves = not leaving.held and await leaving.begin()
            except StorageError:
                await self._quota.take_back()
                raise
            if not leaves:
                await self._quota.take_back()
            return leaves

        return begin

    async def _linked(self, payload: Payload) -> Payload:
        """The picture or file in words, with a link to it where our site has a public address. Raises StorageError."""
        return Payload(escaped(await in_words(payload, self._app, self._messages)))

    @property
    def _messages(self) -> Messages:
        return self._app.library.current.knowledge.messages


async def in_words(payload: Payload, app: App, messages: Messages) -> str:
    """What stands in place of a picture or file: its words and a link, or where else it is to be had. Raises StorageError."""
    if payload.file is None:
        return payload.text
    if isinstance(payload.file, Picture):
        address = await app.files.publish("hinh.png", payload.file.png)
        alt = payload.file.alt
        return messages.zalo.picture_link.format(alt=alt, address=address) if address else alt
    address = await app.files.publish(payload.file.name, payload.file.content)
    name = payload.file.name
    return (
        messages.zalo.file_link.format(name=name, address=address) if address else messages.zalo.file_elsewhere.format(name=name)
    )
