"""The Zalo Bot Platform's methods, typed; an error inside an answer of HTTP 200 is an error."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.channels.zalo.http import Json, Line, NoAnswerError, RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

TIMEOUT_SECONDS = 20.0
LONGER_THAN_THE_POLL = 15.0  # seconds
BAD_REQUEST, BAD_TOKEN, INTERNAL_FAULT, NOT_FOUND, NOTHING_CAME, OUT_OF_QUOTA = 400, 401, 403, 404, 408, 429


@dataclass(frozen=True)
class Account:
    """The bot's own account."""

    id: str
    name: str
    joins_groups: bool
    names: tuple[str, ...] = ()  # by which people call it in groups


class BotPlatform:
    """One bot's methods. They raise RefusedError, NotReachedError, NoAnswerError or HeldBackError."""

    def __init__(self, token: str, base_url: str, line: Line) -> None:
        self._root = f"{base_url}{token}/"
        self._line = line

    async def get_me(self) -> Account:
        """Who the bot is."""
        found = await self._result("getMe", {})
        if not isinstance(found, dict) or "id" not in found:
            raise NoAnswerError("getMe: no account")
        named = dict.fromkeys(str(found.get(field) or "") for field in ("account_name", "display_name", "name"))
        names = tuple(name for name in named if name)
        return Account(str(found["id"]), names[0] if names else "", bool(found.get("can_join_groups")), names)

    async def next_updates(self, seconds: int) -> list[Json]:
        """The update that came first, or several, gone from the platform once this returns; none when none came in time."""
        try:
            found = await self._answer("getUpdates", {"timeout": seconds}, seconds=seconds + LONGER_THAN_THE_POLL)
        except RefusedError as error:
            if error.code == NOTHING_CAME:
                return []
            raise
        result = found.get("result")
        if isinstance(result, list):
            return result
        return [found] if result or "event_name" in found else []

    async def set_webhook(self, url: str, secret: str) -> None:
        """From now on the platform brings updates there."""
        await self._result("setWebhook", {"url": url, "secret_token": secret})

    async def webhook(self) -> str:
        """Where the platform brings updates; empty when nowhere."""
        try:
            found = await self._result("getWebhookInfo", {})
        except RefusedError as error:
            if error.code == NOT_FOUND:
                return ""
            raise
        return str(found.get("url") or "") if isinstance(found, dict) else ""

    async def delete_webhook(self) -> None:
        """From now on updates are asked for; that there is no webhook is no fault."""
        try:
            await self._result("deleteWebhook", {})
        except RefusedError as error:
            if error.code not in {NOT_FOUND, BAD_REQUEST}:
                raise

    async def send_message(self, chat: str, markdown: str, begin: Callable[[], Awaitable[bool]] | None = None) -> str:
        """The number of the message sent."""
        given = {"chat_id": chat, "text": markdown, "parse_mode": "markdown"}
        return _number(await self._result("sendMessage", given, begin))

    async def send_photo(self, chat: str, address: str, caption: str, begin: Callable[[], Awaitable[bool]] | None = None) -> str:
        """The number of the picture sent, which the platform fetches from its public address."""
        given = {"chat_id": chat, "photo": address, **({"caption": caption} if caption else {})}
        return _number(await self._result("sendPhoto", given, begin))

    async def show_typing(self, chat: str) -> None:
        """Shows for a moment that an answer is being written."""
        await self._result("sendChatAction", {"chat_id": chat, "action": "typing"})

    async def _result(self, method: str, given: Json, begin: Callable[[], Awaitable[bool]] | None = None) -> Any:  # noqa: ANN401 - as the platform gives it
        answer = await self._answer(method, given, begin=begin)
        return answer.get("result", answer)

    async def _answer(
        self, method: str, given: Json, *, seconds: float | None = None, begin: Callable[[], Awaitable[bool]] | None = None
    ) -> Json:
        """The whole answer, in its envelope or bare."""
        request = ("POST", self._root + method)
        status, answer = await self._line.ask(request, json=given, seconds=seconds, before_it_leaves=begin)
        code = _code(answer.get("error_code"))
        if answer.get("ok") is False or (not answer.get("ok") and (code or status != 200)):  # noqa: PLR2004 - HTTP's own
            raise RefusedError(code or status, str(answer.get("description") or ""))
        return answer


def _code(given: object) -> int:
    """The error's number, given as a number or as text; 0 where there is none."""
    return int(given) if isinstance(given, int) or (isinstance(given, str) and given.isdecimal()) else 0


def _number(result: object) -> str:
    """The message's number; empty where the platform gives none."""
    return str(result.get("message_id") or "") if isinstance(result, dict) else ""


@asynccontextmanager
async def open_platform(token: str, base_url: str, seconds: float = TIMEOUT_SECONDS) -> AsyncIterator[BotPlatform]:
    """The bot's line to Zalo, closed at the end; nothing was asked of Zalo yet."""
    line = Line(seconds)
    try:
        yield BotPlatform(token, base_url, line)
    finally:
        await line.close()
