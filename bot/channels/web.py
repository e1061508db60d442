"""The chat page's turns: JSON → Incoming, replies → JSON, and a retried turn answered twice the same."""

from __future__ import annotations

import asyncio
import base64
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from handlers.contract import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.contract import Reply
    from handlers.router import Router

CHANNEL = "web"
KEEP_SECONDS = 15 * 60
MOST = 20_000  # turns remembered; the oldest go first
_RANDOM_ID = re.compile(r"[0-9a-f]{32}")
_MAX_ACTION = 64

Payload = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """One request of the page: its tab, the turn's own random id, and what was said or pressed."""

    session: str
    id: str
    incoming: Incoming


def to_turn(body: object) -> Turn | None:
    """The turn in a request's JSON; None when it is not what the page sends."""
    if not isinstance(body, dict):
        return None
    session, turn = body.get("session"), body.get("turn")
    text, action = body.get("text", ""), body.get("action", "")
    if not all(isinstance(value, str) for value in (session, turn, text, action)):
        return None
    if not (_RANDOM_ID.fullmatch(str(session)) and _RANDOM_ID.fullmatch(str(turn))):
        return None
    if not (len(action) <= _MAX_ACTION and action.isascii()):
        return None
    return Turn(str(session), str(turn), Incoming(CHANNEL, f"{CHANNEL}:{session}", text, action))


def to_payload(replies: list[Reply]) -> Payload:
    """What the page draws."""
    return {"replies": [_drawn(reply) for reply in replies]}


def _drawn(reply: Reply) -> Payload:
    drawn: Payload = {name: getattr(reply, name) for name in ("text", "title", "sources", "opens")}
    drawn["buttons"] = [{name: value for name, value in vars(button).items() if value} for button in reply.buttons]
    if reply.picture:
        drawn["picture"] = {"src": _inline("image/png", reply.picture.png), "alt": reply.picture.alt}
    if reply.document:
        drawn["document"] = {
            "href": _inline(reply.document.media_type, reply.document.content),
            "name": reply.document.name,
        }
    return drawn


def _inline(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


class WebChannel:
    """Answers each turn once; `seconds` is a clock that never goes back."""

    def __init__(self, router: Router, seconds: Callable[[], float]) -> None:
        self._router = router
        self._seconds = seconds
        self._answered: OrderedDict[str, tuple[float, str, Payload]] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, turn: Turn) -> Payload:
        """The replies; those given before when the tab asks for its last turn again."""
        lock = self._locks.setdefault(turn.session, asyncio.Lock())
        async with lock:
            self.forget_old()
            _, last, payload = self._answered.get(turn.session, (0.0, "", {}))
            if last != turn.id:
                payload = to_payload(await self._router.respond(turn.incoming))
                self._answered[turn.session] = (self._seconds() + KEEP_SECONDS, turn.id, payload)
                self._answered.move_to_end(turn.session)
                if len(self._answered) > MOST:
                    self._answered.popitem(last=False)
        return payload

    def forget_old(self) -> None:
        """Drops the answers that no tab will ask for again; also called by the scheduler, so that silence forgets too."""
        now = self._seconds()
        while self._answered and next(iter(self._answered.values()))[0] <= now:
            self._answered.popitem(last=False)
