"""How tests say what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.faults import Fault, FloodLimits, refusal

if TYPE_CHECKING:
    from tests.fakes.bot_api.people import Person
    from tests.fakes.bot_api.service import Service
    from tests.fakes.bot_api.world import Chat


class Disturbances:
    """Rules by which calls go wrong; the first one that fits a call applies.

    Each may be narrowed by `chat`, `times` (1 unless told; None: always), `when` (of a call) and `delay` (seconds, before it).
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def fail(
        self,
        method: str | None = None,
        *,
        status: int,
        retry_after: int | None = None,
        description: str | None = None,
        is_html: bool = False,
        **rule: Any,
    ) -> Fault:
        """Refuses instead of doing."""
        answer = refusal(status, retry_after=retry_after, description=description, is_html=is_html)
        return self._rule(method, answer=answer, **rule)

    def delay(self, method: str | None = None, *, seconds: float, **rule: Any) -> Fault:
        """Waits before doing what was asked."""
        return self._rule(method, delay=seconds, **rule)

    def silence(self, method: str | None = None, **rule: Any) -> Fault:
        """Does what was asked and never answers."""
        return self._rule(method, ends="silence", **rule)

    def cut(self, method: str | None = None, *, is_done: bool, **rule: Any) -> Fault:
        """Cuts the connection, after it was done or before it was even read."""
        return self._rule(method, ends="cut" if is_done else "lost", **rule)

    def garble(self, method: str | None = None, *, body: bytes = b"<html>\xff", **rule: Any) -> Fault:
        """Does what was asked and answers 200 with a body that says nothing."""
        return self._rule(method, ends="garbage", garbage=body, **rule)

    def enforce_flood_limits(self, limits: FloodLimits | None = None) -> FloodLimits:
        """The limits, from now on; `.refused` counts the 429s they gave."""
        self._service.flood = limits or FloodLimits()
        return self._service.flood

    def _rule(self, method: str | None, *, chat: Person | Chat | None = None, **rule: Any) -> Fault:
        with self._service.world.changed:
            fault = Fault(method, chat.id if chat else None, **rule)
            self._service.faults.append(fault)
        return fault
