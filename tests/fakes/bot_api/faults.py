"""What goes wrong on purpose: answers other than the right one, by rule, and the flood limits."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bot_api.calls import Call

DESCRIPTIONS = {
    400: "Bad Request: this fake was told to refuse",
    401: "Unauthorized",
    403: "ForbiddenError: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True)
class Answer:
    """What goes back to the bot."""

    status: int
    body: bytes
    content_type: str = "application/json"


@dataclass(eq=False)
class Fault:
    """One rule; it applies to the calls that fit it, as often as it was told."""

    method: str | None = None
    chat: int | None = None
    when: Callable[[Call], bool] | None = None
    times: int | None = 1  # None: always
    delay: float = 0.0  # seconds before anything else happens
    answer: Answer | None = None  # in place of doing what was asked
    ends: Literal["silence", "cut", "garbage", "lost"] | None = None  # done, then not answered; lost: cut before it was read
    garbage: bytes = b"<html>"
    used: int = 0

    def fits(self, call: Call) -> bool:
        """Whether it applies to this call."""
        return (
            (self.times is None or self.used < self.times)
            and (self.method is None or self.method == call.method)
            and (self.chat is None or self.chat == call.chat_id)
            and (self.when is None or self.when(call))
        )

    def stop(self) -> None:
        """Nothing goes wrong by this rule any more."""
        self.times = 0


def refusal(status: int, *, retry_after: int | None = None, description: str | None = None, is_html: bool = False) -> Answer:
    """The answer of a server that refuses."""
    said = description or DESCRIPTIONS.get(status, "Error").format(retry_after=retry_after)
    if is_html:
        return Answer(status, f"<html><head><title>{status} {said}</title></head></html>\r\n".encode(), "text/html")
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": said}
    if retry_after is not None:
        body["parameters"] = {"retry_after": retry_after}
    return Answer(status, json.dumps(body).encode())


@dataclass
class FloodLimits:
    """Telegram's pace: whoever sends faster is told to wait."""

    per_second: int = 30  # overall, in any second
    chat_burst: int = 3  # one message a second and chat, after so many at once
    group_per_minute: int = 20
    refused: int = 0
    _sent: deque[float] = field(default_factory=deque)
    _free_at: dict[int, float] = field(default_factory=dict)
    _in_group: dict[int, deque[float]] = field(default_factory=dict)

    def wait(self, chat_id: int, now: float) -> int:
        """Whole seconds to wait before this message may be sent; 0: it may be, and counts."""
        groups = self._in_group.setdefault(chat_id, deque()) if chat_id < 0 else deque()
        free_at = max(self._free_at.get(chat_id, 0.0), now)
        seconds = max(
            _until_free(self._sent, self.per_second, 1.0, now),
            _until_free(groups, self.group_per_minute, 60.0, now),
            free_at - now - (self.chat_burst - 1),
        )
        if seconds > 0:
            self.refused += 1
            return ceil(seconds)
        self._sent.append(now)
        groups.append(now)
        self._free_at[chat_id] = free_at + 1.0
        return 0


def _until_free(sent: deque[float], limit: int, window: float, now: float) -> float:
    while sent and sent[0] <= now - window:
        sent.popleft()
    return sent[0] + window - now if len(sent) >= limit else 0.0
