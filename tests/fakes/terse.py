"""Another Bot API server, as terse as one can be: no field that nobody reads, a connection for each request."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    Json = dict[str, Any]
    Answer = tuple[int, object]  # the HTTP status, and the body: bytes as they are or something for JSON

PATIENCE = 10.0  # seconds
BOT: Json = {"id": 7_000_000_086, "is_bot": True, "first_name": "Cẩm nang", "username": "terse_bot"}


class TerseTelegram:
    """The server; a function in `answers` may say something else to a method's requests than what is usual."""

    token = f"{BOT['id']}:AAAnother-token_of-another-server-0086"

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[Json], Answer | None]] = {}
        self.violations: list[str] = []  # it minds nothing
        self._changed = threading.Condition()
        self._asked: list[tuple[str, Json]] = []
        self._updates: list[object] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("_OfThis", (_Handler,), {"telegram": self}))
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/bot"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def says(self, person: int, text: str, number: int, *, chat: Json | None = None, beside: Sequence[object] = ()) -> None:
        """A person says it, in private unless a group is named; the message bears the update's number."""
        place = chat or {"id": person, "type": "private"}
        message = {"message_id": number, "date": int(time.time()), "chat": place, "from": user(person), "text": text}
        self.gives(*beside, {"update_id": number, "message": message})

    def gives(self, *updates: object) -> None:
        """Updates of any shape, given together; those without a number are given once."""
        with self._changed:
            self._updates += updates
            self._changed.notify_all()

    def values_of(self, method: str, **values: str) -> list[Json]:
        """The parameters of the requests for the method that had these among them."""
        with self._changed:
            return [given for asked, given in self._asked if asked == method and values.items() <= given.items()]

    def sent(self, chat: int) -> list[str]:
        """The texts that the chat was sent, those that were refused among them."""
        return [given["text"] for given in self.values_of("sendMessage", chat_id=f"{chat}")]

    def wait(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Returns as soon as the condition is true; looked at after every request."""
        with self._changed:
            assert self._changed.wait_for(condition, seconds), f"it did not come true; asked: {self._asked[-20:]}"

    def answer(self, method: str, values: Json) -> Answer:
        """What the request is answered with."""
        with self._changed:
            if method == "getUpdates":
                return _done(self._given(int(values.get("offset", 0)), float(values["timeout"])))
            self._asked.append((method, values))
            self._changed.notify_all()
        special = self.answers[method](values) if method in self.answers else None
        return special or _done(_RESULTS.get(method, lambda _: True)(values))

    def _given(self, offset: int, seconds: float) -> list[object]:
        self._updates = [update for update in self._updates if _number(update) >= offset]
        self._changed.wait_for(lambda: self._updates, min(seconds, PATIENCE))
        given = self._updates
        self._updates = [update for update in given if _number(update)]
        return given


class _Handler(BaseHTTPRequestHandler):
    telegram: TerseTelegram

    def do_POST(self) -> None:
        """Answers and hangs up."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        values = dict(parse_qsl(body.decode()))
        status, said = self.telegram.answer(self.path.rsplit("/", 1)[1], values)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        """Nothing is worth a line."""


def user(number: int) -> Json:
    """A person, as briefly as one can be told."""
    return {"id": number, "is_bot": False, "first_name": "Lan"}


def _done(result: object) -> Answer:
    return 200, {"ok": True, "result": result}


def _number(update: object) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else 0


def _sent(values: Json) -> Json:
    return {"message_id": 1, "date": int(time.time()), "chat": {"id": int(values["chat_id"]), "type": "private"}}


_RESULTS: dict[str, Callable[[Json], object]] = {
    "getMe": lambda _: BOT,
    "getMyCommands": lambda _: [],
    "getMyDescription": lambda _: {"description": ""},
    "getMyShortDescription": lambda _: {"short_description": ""},
    "getChatMember": lambda values: {"status": "administrator", "user": user(int(values["user_id"]))},
    "sendMessage": _sent,
}
