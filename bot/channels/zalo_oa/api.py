"""The methods of the Official Account's OpenAPI v3 and of its OAuth, typed; an error inside an answer of HTTP 200 is an error."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.channels.zalo.http import Json, Line, NoAnswerError, NotReachedError, RefusedError, may_pass

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.config_zalo import ZaloOaSettings

TIMEOUT_SECONDS = 20.0
EXCHANGE_SECONDS = 120.0  # an answer that is not waited for is an account lost
BAD_TOKENS = frozenset({-216, -220, -124})
OUTSIDE_THE_WINDOW = frozenset({-230, -232})
SHUT_OUT = frozenset({-213, -217, -227})
OUT_OF_QUOTA = frozenset({-211, -223, -224, -321})
TOO_FAST = -32
DEFAULT_LIFE_SECONDS = 3600


@dataclass(frozen=True)
class Exchanged:
    """What a refresh token was exchanged for."""

    access_token: str
    refresh_token: str
    seconds: int  # for which the access token is good


class OpenApi:
    """One app's methods. They raise RefusedError, NotReachedError, NoAnswerError or HeldBackError."""

    def __init__(self, settings: ZaloOaSettings, line: Line) -> None:
        self._settings = settings
        self._line = line

    async def exchange(self, refresh_token: str) -> Exchanged:
        """New tokens for a refresh token, which is worth nothing any more once this was asked."""
        status, answer = await self._line.ask(
            ("POST", f"{self._settings.oauth_url}/v4/oa/access_token"),
            form={"app_id": self._settings.app_id, "grant_type": "refresh_token", "refresh_token": refresh_token},
            headers={"secret_key": self._settings.secret_key.get_secret_value()},
            seconds=EXCHANGE_SECONDS,
        )
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
            return Exchanged(access, refresh, _seconds(answer.get("expires_in")))
        code = _code(answer)
        if may_pass(status) or code == TOO_FAST:
            raise NotReachedError(f"HTTP {status}")  # says nothing of the token
        if code:
            raise RefusedError(code, _said(answer))
        raise NoAnswerError("no tokens")

    async def send(self, access_token: str, user: str, message: Json, begin: Callable[[], Awaitable[bool]] | None = None) -> str:
        """The number of the message sent."""
        request = ("POST", f"{self._settings.api_url}/v3.0/oa/message/cs")
        given = {"recipient": {"user_id": user}, "message": message}
        data = await self._data(request, access_token, given, begin)
        return str(data.get("message_id") or "")

    async def account_name(self, access_token: str) -> str:
        """What the account is called."""
        data = await self._data(("GET", f"{self._settings.api_url}/v2.0/oa/getoa"), access_token)
        return str(data.get("name") or "")

    async def _data(
        self,
        request: tuple[str, str],
        access_token: str,
        given: Json | None = None,
        begin: Callable[[], Awaitable[bool]] | None = None,
    ) -> Json:
        headers = {"access_token": access_token}
        status, answer = await self._line.ask(request, json=given, headers=headers, before_it_leaves=begin)
        if code := _code(answer):
            raise RefusedError(code, _said(answer))
        if may_pass(status):
            raise NotReachedError(f"HTTP {status}")
        if status != 200:  # noqa: PLR2004 - HTTP's own
            raise RefusedError(status, _said(answer))
        data = answer.get("data")
        return data if isinstance(data, dict) else {}


def _code(answer: Json) -> int:
    """The error inside the answer; 0 when there is none."""
    code: Any = answer.get("error")
    try:
        return int(code or 0)
    except (TypeError, ValueError):
        return -1


def _said(answer: Json) -> str:
    return str(answer.get("message") or answer.get("error_name") or answer.get("error_description") or "")[:200]


def _seconds(given: object) -> int:
    """How long the access token is good: a number, given as text."""
    try:
        return max(int(str(given)), 1)
    except ValueError:
        return DEFAULT_LIFE_SECONDS


@asynccontextmanager
async def open_api(settings: ZaloOaSettings, seconds: float = TIMEOUT_SECONDS) -> AsyncIterator[OpenApi]:
    """The line to the account, closed at the end; nothing was asked yet."""
    line = Line(seconds)
    try:
        yield OpenApi(settings, line)
    finally:
        await line.close()
