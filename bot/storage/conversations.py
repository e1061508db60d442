"""What a conversation's next turn may lean on; in memory only, and not for long."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from handlers.contract import Conversation

if TYPE_CHECKING:
    from collections.abc import Callable

KEEP_SECONDS = 15 * 60
MOST = 20_000  # conversations; a flood of made-up persons pushes out the oldest, not the server's memory


class MemoryConversations:
    """The Conversations of handlers.contract; `seconds` is a clock that never goes back."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[float, Conversation]] = OrderedDict()

    def of(self, person: str) -> Conversation:
        """What is remembered of the last quarter of an hour."""
        self.forget_old()
        return self._kept.get(person, (0.0, Conversation()))[1]

    def keep(self, person: str, conversation: Conversation) -> None:
        """Remembers it for a quarter of an hour."""
        self.forget_old()
        self._kept[person] = (self._seconds() + KEEP_SECONDS, conversation)
        self._kept.move_to_end(person)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def forget_old(self) -> None:
        """Drops what is too old; also called by the scheduler, so that silence forgets too."""
        now = self._seconds()
        while self._kept and next(iter(self._kept.values()))[0] <= now:
            self._kept.popitem(last=False)
