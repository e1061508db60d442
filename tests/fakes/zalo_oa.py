"""A fake of a Zalo Official Account: OAuth with single-use refresh tokens, messages within 7 days, signed webhooks."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

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

APP_ID, OA_ID = "8500000000000000085", "3850000000000000085"
SECRET_KEY, OA_SECRET, FIRST_REFRESH_TOKEN = "fake-app-key-0085", "fake-oa-key-0085", "fake-refresh-0"
LONGEST, MOST_BUTTONS = 2000, 5
WINDOW_SECONDS = 7 * 24 * 60 * 60
BUTTONS = {"oa.query.show": str, "oa.query.hide": str, "oa.open.url": dict, "oa.open.phone": dict, "oa.open.sms": dict}


@dataclass(frozen=True)
class Message:
    """One message of the account to a person, as it was sent."""

    id: str
    user: str
    text: str
    buttons: tuple[Json, ...] = ()

    @property
    def labels(self) -> list[str]:
        """The buttons' labels."""
        return [button["title"] for button in self.buttons]


@dataclass
class Person:
    """Someone on Zalo, who speaks to the account."""

    zalo: FakeZaloOa
    id: str
    name: str

    def says(self, text: str) -> str:
        """Sends a text; returns the message's id."""
        number = f"{next(self.zalo.numbers):020x}"
        self.zalo.wrote(self.id)
        self.zalo.deliver("user_send_text", self, message={"msg_id": number, "text": text})
        return number

    def sends(self, kind: str) -> None:
        """Sends something that is no text: image, sticker, audio, file, location…"""
        self.zalo.wrote(self.id)
        number = f"{next(self.zalo.numbers):020x}"
        attachments = [{"type": kind, "payload": {"url": "https://photo.example/1.jpg"}}]
        self.zalo.deliver(f"user_send_{kind}", self, message={"msg_id": number, "attachments": attachments})

    def presses(self, message: Message, label: str) -> None:
        """Presses a button: its payload comes back as a text."""
        button = next(button for button in message.buttons if button["title"] == label)
        assert button["type"].startswith("oa.query."), button
        self.says(button["payload"])

    def follows(self) -> None:
        """Follows the account."""
        self.zalo.wrote(self.id)
        self.zalo.deliver_raw(self.zalo.event("follow", follower={"id": self.id}, oa_id=OA_ID))

    def unfollows(self) -> None:
        """Follows it no more."""
        self.zalo.deliver_raw(self.zalo.event("unfollow", follower={"id": self.id}, oa_id=OA_ID))


class FakeZaloOa:
    """Both servers of the account in one, who speaks to it and what it did."""

    def __init__(self, *, now: Callable[[], float] = time.time, lasts: int = 90_000, port: int = 0) -> None:
        self.now, self.lasts = now, lasts
        self.numbers = count(1)
        self.record = Record()
        self.webhook = ""
        self.refresh_token = FIRST_REFRESH_TOKEN
        self.spent: list[str] = []
        self.exchanges = 0
        self._access: dict[str, float] = {}
        self._last_wrote: dict[str, float] = {}
        self._sent: list[Message] = []
        self._in_order = asyncio.Lock()  # an event is brought once the one before it was taken
        self._posted: list[Json] = []
        routes = [
            Route("/v4/oa/access_token", self._exchange, methods=["POST"]),
            Route("/v3.0/oa/message/cs", self._message, methods=["POST"]),
            Route("/v2.0/oa/getoa", self._account, methods=["GET"]),
        ]
        self._server = AppThread(Starlette(routes=routes), "fake-zalo-oa", port)
        self.base_url = f"http://127.0.0.1:{self._server.port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()

    @property
    def settings(self) -> dict[str, str]:
        """What the program is told of the account."""
        return {
            "zalo_oa__app_id": APP_ID,
            "zalo_oa__secret_key": SECRET_KEY,
            "zalo_oa__oa_secret": OA_SECRET,
            "zalo_oa__refresh_token": FIRST_REFRESH_TOKEN,
            "zalo_oa__oauth_url": self.base_url,
            "zalo_oa__api_url": self.base_url,
        }

    # The world.

    def person(self, name: str) -> Person:
        """A new person."""
        return Person(self, f"{8_500_000_000_000_000_000 + next(self.numbers)}", name)

    def wrote(self, user: str) -> None:
        """The person is in touch with the account now."""
        self._last_wrote[user] = self.now()

    def event(self, name: str, **more: Any) -> Json:
        """A webhook's body."""
        return {"app_id": APP_ID, "event_name": name, "timestamp": str(int(self.now() * 1000)), **more}

    def deliver(self, name: str, person: Person, **more: Any) -> None:
        """An event of a person's."""
        self.deliver_raw(self.event(name, sender={"id": person.id}, recipient={"id": OA_ID}, user_id_by_app=person.id, **more))

    def deliver_raw(self, body: Any) -> None:
        """An event of any shape, brought again until it is taken."""
        self._posted.append(body)
        self._server.call(lambda: asyncio.ensure_future(self._post(body)))

    def repeat(self) -> None:
        """The last event once more."""
        self.deliver_raw(self._posted[-1])

    def new_refresh_token(self) -> str:
        """What a person gets who authorizes the app anew; the one before it is worth nothing any more."""
        self.spent.append(self.refresh_token)
        self.refresh_token = f"fake-refresh-{next(self.numbers)}-by-hand"
        return self.refresh_token

    def end_access(self) -> None:
        """No access token is worth anything any more."""
        self._access.clear()

    def spoil(self, method: str, **fault: Any) -> Fault:
        """Spoils the next requests for the method (access_token, message, getoa); see Fault."""
        made = Fault(method, **fault)
        self.record.note(lambda: self.record.faults.append(made))
        return made

    def fails(self, code: int, said: str = "", method: str = "message", **more: Any) -> Fault:
        """The next requests are answered with this error, in HTTP 200 as always here."""
        return self.spoil(method, answer={"error": code, "message": said}, **more)

    # What the bot did.

    def messages(self, person: Person) -> list[Message]:
        """The account's messages to the person."""
        with self.record.changed:
            return [message for message in self._sent if message.user == person.id]

    def next_message(self, person: Person, before: int = 0, seconds: float = PATIENCE) -> Message:
        """The account's message to the person after the first so many."""
        return self.record.wait(lambda: self.messages(person)[before:], seconds)[0]

    def answered(self, person: Person, text: str) -> Message:
        """The account's next message after this was said."""
        before = len(self.messages(person))
        person.says(text)
        return self.next_message(person, before)

    def calls_to(self, method: str) -> list[Call]:
        """The requests for the method."""
        with self.record.changed:
            return [call for call in self.record.calls if call.method == method]

    # The service.

    async def _exchange(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        given: Json = {**form, "secret_key": request.headers.get("secret_key")}
        return await self._answer(Call("access_token", given), "", lambda: self._exchanged(given))

    def _exchanged(self, given: Json) -> Json:
        if given["secret_key"] != SECRET_KEY or given.get("app_id") != APP_ID or given.get("grant_type") != "refresh_token":
            self.record.violations.append(f"no such exchange: {given}")
            return {"error": -14003, "error_name": "invalid app or secret key"}
        if given.get("refresh_token") != self.refresh_token:
            if given.get("refresh_token") not in self.spent:
                self.record.violations.append("a refresh token that was never given")
            return {"error": -14014, "error_name": "Invalid refresh token."}
        self.exchanges += 1
        self.spent.append(self.refresh_token)
        self.refresh_token, access = (f"fake-{kind}-{next(self.numbers)}" for kind in ("refresh", "access"))
        self._access[access] = self.now() + self.lasts
        return {"access_token": access, "refresh_token": self.refresh_token, "expires_in": str(self.lasts)}

    async def _message(self, request: Request) -> Response:
        given = await request.json()
        token = request.headers.get("access_token", "")
        user = given.get("recipient", {}).get("user_id", "")
        return await self._answer(Call("message", given), user, lambda: self._taken(token, user, given.get("message", {})))

    def _taken(self, token: str, user: str, message: Json) -> Json:
        if self._access.get(token, 0) <= self.now():
            return {"error": -216, "message": "Access token is invalid"}
        buttons = message.get("attachment", {}).get("payload", {}).get("buttons", [])
        text = message.get("text", "")
        if not 1 <= len(text.encode("utf-16-le")) // 2 <= LONGEST or not self._are_buttons(buttons):
            self.record.violations.append(f"no such message can be sent: {message}")
            return {"error": -201, "message": "Params is invalid"}
        if self.now() - self._last_wrote.get(user, 0) > WINDOW_SECONDS:
            return {"error": -230, "message": "User has not interacted with the OA in the past 7 days"}
        sent = Message(f"{next(self.numbers):020x}", user, text, tuple(buttons))
        self._sent.append(sent)
        return {"error": 0, "message": "Success", "data": {"message_id": sent.id, "user_id": user}}

    def _are_buttons(self, buttons: list[Json]) -> bool:
        return len(buttons) <= MOST_BUTTONS and all(
            0 < len(button["title"]) <= 100 and isinstance(button["payload"], BUTTONS[button["type"]]) for button in buttons
        )

    async def _account(self, request: Request) -> Response:
        token = request.headers.get("access_token", "")
        known = self._access.get(token, 0) > self.now()
        answer: Json = {"error": 0, "message": "Success", "data": {"oa_id": OA_ID, "name": "Cẩm nang 85"}}
        return await self._answer(Call("getoa", {}), "", lambda: answer if known else {"error": -216, "message": "Invalid token"})

    async def _answer(self, call: Call, user: str, work: Callable[[], Json]) -> Response:
        self.record.note(lambda: self.record.calls.append(call))
        fault = await self.record.spoilt(call, user, lambda: (self.record.note(work), 200))
        self.record.note(lambda: None)
        if fault and fault.cut:
            return Cut()
        answer = call.answer
        return Response(answer, call.status or 200) if isinstance(answer, bytes) else JSONResponse(answer, call.status or 200)

    async def _post(self, body: Any) -> None:
        raw = json.dumps(body, ensure_ascii=False).encode()
        stamp = str(body.get("timestamp", "")) if isinstance(body, dict) else ""
        mac = hashlib.sha256(APP_ID.encode() + raw + stamp.encode() + OA_SECRET.encode()).hexdigest()
        headers = {"X-ZEvent-Signature": f"mac={mac}", "Content-Type": "application/json"}
        async with self._in_order, httpx.AsyncClient(trust_env=False) as client:
            for _ in range(400):
                try:
                    if self.webhook and (await client.post(self.webhook, content=raw, headers=headers)).status_code == 200:
                        break
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.05)
        self.record.note(lambda: None)
