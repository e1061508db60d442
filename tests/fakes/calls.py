"""What a fake of a messenger keeps of each request, and how a test spoils the next one."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 15.0  # seconds
Json = dict[str, Any]
Value = TypeVar("Value")


@dataclass
class Call:
    """One request and its answer; no status when the connection was cut."""

    method: str
    given: Json
    status: int | None = None
    answer: Any = None


@dataclass
class Fault:
    """What happens to the next requests for a method, instead of the answer or (`after`) once they were carried out."""

    method: str
    answer: Any = None
    status: int = 200
    cut: bool = False
    after: bool = False
    seconds: float = 0.0
    times: int = 1
    used: int = 0
    chat: str = ""


@dataclass
class Record:
    """Everything that happened, in order; all of it may be used from any thread."""

    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=lambda: threading.Condition(threading.RLock()))

    def note(self, change: Callable[[], Any]) -> Any:
        """Makes the change and wakes who waits for it."""
        with self.changed:
            value = change()
            self.changed.notify_all()
        return value

    def fault(self, method: str, chat: str) -> Fault | None:
        """The fault that is due for the method, used up."""
        with self.changed:
            for fault in self.faults:
                if fault.method == method and fault.used < fault.times and fault.chat in {"", chat}:
                    fault.used += 1
                    self.changed.notify_all()
                    return fault
        return None

    async def spoilt(self, call: Call, chat: str, carry_out: Callable[[], tuple[Any, int]]) -> Fault | None:
        """Carries the request out as far as a fault lets it; the fault that takes the answer's place, if any."""
        fault = self.fault(call.method, chat)
        if fault and not fault.after:
            await asyncio.sleep(fault.seconds)
        if fault is None or fault.after or (fault.answer is None and not fault.cut):
            call.answer, call.status = carry_out()
        if fault and fault.after:
            await asyncio.sleep(fault.seconds)
        if fault is None or (fault.answer is None and not fault.cut):
            return None
        call.answer, call.status = fault.answer, None if fault.cut else fault.status
        return fault

    def wait(self, condition: Callable[[], Value], seconds: float = PATIENCE) -> Value:
        """The condition's value as soon as it is true; looked at after every request and change."""
        with self.changed:
            value = self.changed.wait_for(condition, seconds)
        assert value, f"it did not come true in {seconds} s; {self.violations} {self.calls[-12:]}"
        return value
