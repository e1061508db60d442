"""A fake of the Zalo Bot Platform: one update a poll, read is gone; no buttons, no edits; a monthly quota."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.calls import PATIENCE, Call, Fault, Json, Record
from tests.fakes.serving import AppThread, Cut

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from starlette.requests import Request

TOKEN = "85000000085:AAFake_token-of-the-fake-Zalo-0085"  # noqa: S105 - of a fake
BOT = {"id": "85bot85bot85", "account_name": "bot.camnang85", "account_type": "BASIC", "can_join_groups": True}
LONGEST = 2000
EMPTY = {"ok": False, "error_code": 408, "description": "Request timeout"}
_MARKS = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*")  # an escaped sign, or bold


@dataclass(frozen=True)
class Message:
    """One message of the bot in a chat, as it was sent."""

    id: str
    chat: str
    markdown: str
    photo: str = ""
    png: bytes = b""

    @property
    def text(self) -> str:
        """What a person sees of it."""
        return _MARKS.sub(lambda found: found[1] or "", self.markdown)


@dataclass
class Person:
    """Someone on Zalo, who speaks to the bot in private or in a group."""

    zalo: FakeZalo
    id: str
    name: str

    def says(self, text: str, *, chat: str = "", reply_to: str = "", mention: bool = True, **more: Any) -> str:
        """Sends a text; in a group it mentions the bot or replies to one of its messages. Returns the message's id."""
        said = f"@{BOT['account_name']} {text}" if chat and mention and not reply_to else text
        quoted = {"reply_to_message": {"message_id": reply_to}} if reply_to else {}
        return self.zalo.deliver("message.text.received", self, chat, {"text": said, **quoted, **more})

    def sends(self, kind: str, **content: Any) -> str:
        """Sends something that is no text: image, sticker, voice, unsupported."""
        photo = {"photo_url" if self.zalo.other_names else "photo": "https://photo.example/1.jpg"} if kind == "image" else {}
        return self.zalo.deliver(f"message.{kind}.received", self, "", {**photo, **content})


class FakeZalo:
    """The server, who speaks to the bot and what it did. The attributes choose among the shapes that sources disagree on."""

    def __init__(self, token: str = TOKEN, *, now: Callable[[], float] = time.time, port: int = 0) -> None:
        self.token, self.now = token, now
        self.flat = self.other_names = self.empty_as_http = self.errors_as_http = False
        self.quota: int | None = None
        self.backends: dict[str, str] = {}
        self.record = Record()
        self._numbers = count(1)
        self._known: set[str] = set()
        self._updates: deque[Json] = deque()
        self._posted: list[Json] = []
        self._came = asyncio.Event()
        self._webhook: Json | None = None
        self._sent: list[Message] = []
        route = Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])
        self._server = AppThread(Starlette(routes=[route]), "fake-zalo", port)
        self.base_url = f"http://127.0.0.1:{self._server.port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.call(self._came.set)
        self._server.close()

    # The world.

    def person(self, name: str) -> Person:
        """A new person, who can't be written to before they wrote."""
        return Person(self, f"{next(self._numbers):020x}", name)

    def group(self) -> str:
        """A group the bot is in."""
        chat = f"zgr-{next(self._numbers):016x}"
        self._known.add(chat)
        return chat

    def deliver(self, event: str, person: Person, chat: str, content: Json) -> str:
        """An update about a message; returns the message's id."""
        self._known.add(chat or person.id)
        number = f"{next(self._numbers):020x}"
        seconds = self.now()
        message = {
            "from": {"id": person.id, "name" if self.other_names else "display_name": person.name, "is_bot": False},
            "chat": {"id": chat or person.id, "chat_type": "GROUP" if chat else "PRIVATE"},
            "message_id": number,
            "date": int(seconds) if self.other_names else int(seconds * 1000),
            **content,
        }
        self.deliver_raw({"event_name": event, "message": message})
        return number

    def deliver_raw(self, update: Any) -> None:
        """An update of any shape."""
        self._posted.append(update)
        self.record.note(lambda: self._updates.append(update))
        self._server.call(self._came.set)
        if self._webhook:
            self._server.call(lambda: asyncio.ensure_future(self._post()))

    def repeat(self) -> None:
        """The last update once more."""
        self.deliver_raw(self._posted[-1])

    def spoil(self, method: str, **fault: Any) -> Fault:
        """Spoils the next requests for the method; see Fault."""
        made = Fault(method, **fault)
        self.record.note(lambda: self.record.faults.append(made))
        return made

    def fails(self, code: int, said: str = "", method: str = "sendMessage", **more: Any) -> Fault:
        """The next requests are answered with this error, in the way errors come here."""
        status = code if self.errors_as_http else 200
        return self.spoil(method, answer={"ok": False, "error_code": code, "description": said}, status=status, **more)

    # What the bot did.

    def messages(self, chat: Person | str) -> list[Message]:
        """The bot's messages in the chat."""
        place = chat if isinstance(chat, str) else chat.id
        with self.record.changed:
            return [message for message in self._sent if message.chat == place]

    def next_message(self, chat: Person | str, before: int = 0, seconds: float = PATIENCE) -> Message:
        """The bot's message in the chat after the first so many."""
        return self.record.wait(lambda: self.messages(chat)[before:], seconds)[0]

    def answered(self, person: Person, text: str, **manner: Any) -> Message:
        """The bot's next message in the chat after this was said."""
        chat = manner.get("chat") or person
        before = len(self.messages(chat))
        person.says(text, **manner)
        return self.next_message(chat, before)

    @property
    def webhook(self) -> Json | None:
        """What setWebhook was given last."""
        return self._webhook

    @property
    def waiting(self) -> int:
        """Updates that nobody read."""
        return len(self._updates)

    def calls_to(self, method: str) -> list[Call]:
        """The requests for the method."""
        with self.record.changed:
            return [call for call in self.record.calls if call.method == method]

    # The service.

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != self.token:
            return _said({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401 if self.errors_as_http else 200)
        given = dict(request.query_params) | (await request.json() if await request.body() else {})
        call = Call(method, given)
        self.record.note(lambda: self.record.calls.append(call))
        if method == "getUpdates" and not self._webhook:
            await self._some_update(float(given.get("timeout", 30)))
            if request.state.transport.is_closing():
                return Cut()  # whose connection was lost meanwhile reads nothing
        fault = await self.record.spoilt(call, str(given.get("chat_id", "")), lambda: self._carried_out(method, given))
        if call.status == 200 and call.answer.get("ok") and method == "sendPhoto":
            await self._fetch_photo()
        self.record.note(lambda: None)
        return Cut() if fault and fault.cut else _said(call.answer, call.status or 200)

    def _carried_out(self, method: str, given: Json) -> tuple[Json, int]:
        work: dict[str, Callable[[Json], Json]] = {
            "getMe": lambda _: _ok(BOT),
            "getUpdates": self._update,
            "setWebhook": self._set_webhook,
            "deleteWebhook": lambda _: self._drop_webhook(),
            "getWebhookInfo": lambda _: _ok(self._webhook) if self._webhook else _error(404, "Not found"),
            "sendMessage": self._message,
            "sendPhoto": self._photo,
            "sendChatAction": lambda _: {"ok": True},
        }
        if method not in work:
            self.record.violations.append(f"no such method: {method}")
            return _error(404, "Not found"), 404
        answer = self.record.note(lambda: work[method](given))
        code = answer.get("error_code")
        as_http = self.empty_as_http if code == 408 else self.errors_as_http
        return answer, code if code and as_http else 200

    async def _some_update(self, seconds: float) -> None:
        self._came.clear()
        if not self._updates:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), seconds)

    def _update(self, _: Json) -> Json:
        if self._webhook:
            return _error(400, "getUpdates can't be used while a webhook is set")
        if not self._updates:
            return EMPTY
        update = self._updates.popleft()  # read is gone
        return update if self.flat else _ok(update)

    def _set_webhook(self, given: Json) -> Json:
        if not 8 <= len(given.get("secret_token", "")) <= 256 or not given.get("url", "").startswith("https://"):
            self.record.violations.append(f"setWebhook: {given}")
            return _error(400, "Bad Request")
        self._webhook = {"url": given["url"], "secret": given["secret_token"]}
        for _ in range(len(self._updates)):
            self._server.call(lambda: asyncio.ensure_future(self._post()))
        return _ok({"url": given["url"], "updated_at": int(self.now() * 1000)})

    def _drop_webhook(self) -> Json:
        if not self._webhook:
            return _error(404, "Not found")
        self._webhook = None
        return _ok({"url": "", "updated_at": int(self.now() * 1000)})

    def _message(self, given: Json) -> Json:
        text = given.get("text", "")
        wrong = not 1 <= len(text.encode("utf-16-le")) // 2 <= LONGEST or given.get("parse_mode") not in {
            None,
            "markdown",
            "html",
        }
        return self._taken(given, wrong=wrong, markdown=text)

    def _photo(self, given: Json) -> Json:
        wrong = not str(given.get("photo", "")).startswith("https://") or len(given.get("caption", "")) > LONGEST
        return self._taken(given, wrong=wrong, markdown=given.get("caption", ""), photo=given.get("photo", ""))

    def _taken(self, given: Json, *, wrong: bool, **content: Any) -> Json:
        chat = given.get("chat_id", "")
        if wrong or not isinstance(chat, str):
            self.record.violations.append(f"no such message can be sent: {given}")
            return _error(400, "Bad Request")
        if chat not in self._known:
            return _error(400, "user has not interacted with the bot")
        if self.quota is not None and len(self._sent) >= self.quota:
            return _error(429, "Quota exceeded")
        message = Message(f"{next(self._numbers):020x}", chat, **content)
        self._sent.append(message)
        return _ok({"message_id": message.id, "date": int(self.now() * 1000)})

    async def _fetch_photo(self) -> None:
        """Fetches the picture as Zalo would, from where its public address leads."""
        message = self._sent[-1]
        parts = urlsplit(message.photo)
        backend = self.backends.get(f"{parts.scheme}://{parts.netloc}", "")
        if backend:
            async with httpx.AsyncClient(trust_env=False) as client:
                fetched = await client.get(backend + parts.path + (f"?{parts.query}" if parts.query else ""))
            self._sent[-1] = Message(message.id, message.chat, message.markdown, message.photo, fetched.content)

    async def _post(self) -> None:
        """Brings one update to the webhook, again until it is taken."""
        if not self._updates or not self._webhook:
            return
        update = self._updates.popleft()
        parts, body = urlsplit(self._webhook["url"]), update if self.flat else _ok(update)
        address = self.backends.get(f"{parts.scheme}://{parts.netloc}", "") + parts.path
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(200):
                try:
                    headers = {"X-Bot-Api-Secret-Token": self._webhook["secret"]}
                    if (await client.post(address, json=body, headers=headers)).status_code == 200:
                        break
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.05)
        self.record.note(lambda: None)


def _ok(result: Any) -> Json:
    return {"ok": True, "result": result}


def _error(code: int, said: str) -> Json:
    return {"ok": False, "error_code": code, "description": said}


def _said(answer: Any, status: int) -> Response:
    if isinstance(answer, bytes):
        return Response(answer, status)
    return JSONResponse(answer, status)
