"""The updates that wait for the bot: numbered, kept until confirmed, given again until then."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.schema import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Condition

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # these come only when asked for
FIRST = 812_345_001


@dataclass(eq=False)
class Pending:
    """One update; a raw one outside the numbering is given once, for no offset can confirm it."""

    update: Any
    number: int = 0
    once: bool = False
    taken: bool = False


class Updates:
    """The queue between the world and the bot; its owner holds the lock."""

    def __init__(self, changed: Condition) -> None:
        self._changed = changed
        self._next = FIRST
        self.pending: deque[Pending] = deque()
        self.posted: list[Any] = []  # all there ever were
        self.in_flight: set[Pending] = set()
        self.allowed: frozenset[str] = frozenset()
        self.wake: Callable[[], None] = lambda: None

    def post(self, kind: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """The update, on its way to the bot; None when the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in UNASKED:
            return None
        with self._changed:
            update = {"update_id": self._next, kind: payload}
            problem = schema().problem("Update", update)
            assert problem is None, problem
            self._append(Pending(update, self._next))
            self._next += 1
        return update

    def post_raw(self, update: Any) -> Any:
        """Whatever is given, on its way to the bot; a number is added to an object that has none."""
        with self._changed:
            if isinstance(update, dict) and "update_id" not in update:
                update = {"update_id": self._next, **update}
                self._append(Pending(update, self._next))
                self._next += 1
            else:
                self._append(Pending(update, update.get("update_id", 0) if isinstance(update, dict) else 0, once=True))
        return update

    def confirm(self, offset: int) -> None:
        """Forgets what stands before the offset; a negative one keeps that many at the end."""
        if offset < 0:
            offset = self._next + offset
        while self.pending and not self.pending[0].once and self.pending[0].number < offset:
            self.pending.popleft()

    def take(self, limit: int) -> list[Any]:
        """The updates to give now."""
        given = [self.pending[place] for place in range(min(limit, len(self.pending)))]
        for entry in given:
            entry.taken = True
        if any(entry.once for entry in given):
            self.pending = deque(entry for entry in self.pending if not (entry.once and entry.taken))
        return [entry.update for entry in given]

    def put_back(self, entry: Pending) -> None:
        """Puts an update that could not be posted back to its place in the line."""
        self.pending = deque(sorted([entry, *self.pending], key=lambda waiting: waiting.number))

    def allow(self, kinds: list[str] | None) -> None:
        """Remembers which kinds the bot asks for; an empty list is the default, None changes nothing."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def drop(self) -> None:
        """Forgets all that waits."""
        self.pending.clear()

    @property
    def waiting(self) -> int:
        """How many are not yet confirmed."""
        return len(self.pending) + len(self.in_flight)

    def _append(self, entry: Pending) -> None:
        self.posted.append(entry.update)
        self.pending.append(entry)
        self._changed.notify_all()
        self.wake()
