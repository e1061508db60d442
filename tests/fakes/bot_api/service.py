"""Answers requests: finds the rule that disturbs, checks, does what is asked, and keeps the record."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.bodies import read_parameters
from tests.fakes.bot_api.calls import Call
from tests.fakes.bot_api.delivery import Deliverer
from tests.fakes.bot_api.errors import ApiError, ViolationError
from tests.fakes.bot_api.faults import Answer, Fault, FloodLimits
from tests.fakes.bot_api.methods import METHODS
from tests.fakes.bot_api.schema import Schema, schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bot_api.world import World

TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]+", re.ASCII)


class Service:
    """The Bot API of one bot."""

    def __init__(self, world: World, token: str) -> None:
        self.world, self.token = world, token
        self.deliverer = Deliverer(world)
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()  # answered with 200, by method
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self.flood: FloodLimits | None = None
        self._schema: Schema = schema()
        self.closed = asyncio.Event()
        self._own = {
            "setWebhook": self.deliverer.set_webhook,
            "deleteWebhook": self.deliverer.delete_webhook,
            "getWebhookInfo": self.deliverer.get_webhook_info,
        }

    async def answer(
        self, path: tuple[str, str], query: bytes, content_type: str, body: bytes, is_gone: Callable[[], bool]
    ) -> Answer | None:
        """The answer to a request for /bot<token>/<method>; None: the connection is cut."""
        token, asked = path
        method = self._schema.method(asked)
        if token != self.token:
            refused = ApiError(401, "Unauthorized") if TOKEN.fullmatch(token) else ApiError(404, "Not Found")
            return self._refused(Call(asked, {}, monotonic()), refused)
        if not method:
            return self._refused(Call(asked, {}, monotonic()), ApiError(404, "Not Found"), f"{asked}: no such method")
        try:
            raw = read_parameters(query, content_type, body)
        except ValueError as error:
            return self._refused(Call(method, {}, monotonic()), ViolationError(f"unreadable request: {error}"))
        parameters, problem = self._schema.parameters(method, raw)
        return await self._disturbed(Call(method, parameters, monotonic()), problem, is_gone)

    async def _disturbed(self, call: Call, problem: str | None, is_gone: Callable[[], bool]) -> Answer | None:
        fault = self._fault(call)
        if not fault:
            return await self._answered(call, problem, is_gone)
        if fault.delay:
            await self._pause(fault.delay)
        if fault.ends == "lost":
            return None
        if fault.answer:
            return self._replaced(call, fault.answer)
        answer = await self._answered(call, problem, is_gone, is_told=not fault.ends)
        if fault.ends == "silence":
            await self._pause(None)
            return None
        if fault.ends == "garbage":
            return Answer(200, fault.garbage)
        return None if fault.ends == "cut" else answer

    async def _pause(self, seconds: float | None) -> None:
        """Waits so long, but not beyond the server's end."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.closed.wait()

    def _fault(self, call: Call) -> Fault | None:
        with self.world.changed:
            for fault in self.faults:
                if fault.fits(call):
                    fault.used += 1
                    self.world.changed.notify_all()
                    return fault
        return None

    def _replaced(self, call: Call, answer: Answer) -> Answer:
        call.status, call.description = answer.status, "by rule"
        self._record(call)
        self._note_answered(call)
        return answer

    async def _answered(self, call: Call, problem: str | None, is_gone: Callable[[], bool], *, is_told: bool = True) -> Answer:
        self._record(call)
        try:
            if problem:
                raise ViolationError(problem)
            if call.method == "getUpdates":
                call.result = await self.deliverer.get_updates(call.parameters, is_gone)
            else:
                call.result = self._done(call)
        except ApiError as error:
            return self._refused(call, error, is_recorded=True)
        return self._ok(call, is_told=is_told)

    def _done(self, call: Call) -> Any:
        method = METHODS.get(call.method)
        with self.world.changed:
            if own := self._own.get(call.method):
                return own(call.parameters)
            if not method:
                raise ViolationError(f"{call.method} is not built in this fake")
            self._hold_pace(call)
            return method(self.world, call.parameters)

    def _hold_pace(self, call: Call) -> None:
        if self.flood and call.method.startswith("send") and call.method != "sendChatAction":
            seconds = self.flood.wait(call.chat_id or 0, monotonic())
            if seconds:
                raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

    def _ok(self, call: Call, *, is_told: bool) -> Answer:
        if call.method != "getUpdates" and (problem := self._schema.problem_of_result(call.method, call.result)):
            self.violations.append(f"of this fake itself: {problem}")
        call.status = 200 if is_told else None
        self._note_answered(call)
        return Answer(200, json.dumps({"ok": True, "result": call.result}).encode())

    def _refused(self, call: Call, error: ApiError, violation: str = "", *, is_recorded: bool = False) -> Answer:
        call.status, call.description = error.status, error.description
        if not is_recorded:
            self._record(call)
        if isinstance(error, ViolationError) or violation:
            self.violations.append(violation or f"{call.method}: {error.description} {call.parameters}")
        self._note_answered(call)
        return Answer(error.status, json.dumps(error.body).encode())

    def _record(self, call: Call) -> None:
        with self.world.changed:
            self.calls.append(call)
            self.world.changed.notify_all()

    def _note_answered(self, call: Call) -> None:
        with self.world.changed:
            if call.status == 200:
                self.counts[call.method] += 1
            self.world.changed.notify_all()
