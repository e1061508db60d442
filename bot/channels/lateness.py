"""What was asked during a long outage is not answered one by one: each chat is told once that it can be asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

OLD = timedelta(minutes=10)
# No messenger brings what is older. A message that says so has a wrong date: it counts as just sent, as one of the future does.
OLDEST = timedelta(days=2)
# What comes later than this after the line was said was written by someone who had read it, whatever its date says.
READ = timedelta(seconds=10)

Verdict = Literal["answer", "say", "ignore"]


def sent_at(said: datetime | None, now: datetime) -> datetime:
    """When a message was sent by its date; now, where that can't be."""
    return said if said is not None and timedelta() <= now - said <= OLDEST else now


def is_late(said: datetime | None, now: datetime) -> bool:
    """Whether a message of that date is not answered by itself any more."""
    return now - sent_at(said, now) > OLD


class Lateness:
    """Judges messages by their dates; a date that is wrong silences nobody. In memory only."""

    def __init__(self) -> None:
        self._told: dict[Hashable, datetime] = {}

    def judge(self, chat: Hashable, said: datetime | None, now: datetime) -> Verdict:
        """What to do with a message of that chat, which came now."""
        told = self._told.pop(chat, None)
        if not is_late(said, now):
            return "answer"
        self._told[chat] = told or now
        if told is None:
            return "say"
        return "ignore" if now - told <= READ else "answer"
