"""Who asks more than anyone can read gets one polite line, then silence for a minute."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Literal

MOST_QUESTIONS = 20  # a minute
SECONDS = 60
MOST_PERSONS = 20_000  # remembered; the one who asked least recently is forgotten first

Verdict = Literal["answer", "warn", "ignore"]


@dataclass
class _Asked:
    times: deque[float] = field(default_factory=deque)
    silent_until: float = float("-inf")


class FloodGuard:
    """Judges each question by when its person asked the last ones; in memory only. Times are in seconds."""

    def __init__(self) -> None:
        self._persons: OrderedDict[str, _Asked] = OrderedDict()

    def judge(self, person: str, when: float, now: float) -> Verdict:
        """What to do with a question asked at that time; silence is by our own clock, which no wrong date can stop."""
        asked = self._persons.setdefault(person, _Asked())
        self._persons.move_to_end(person)
        if len(self._persons) > MOST_PERSONS:
            self._persons.popitem(last=False)
        if now < asked.silent_until:
            return "ignore"
        asked.times.append(when)
        while asked.times[0] <= when - SECONDS:
            asked.times.popleft()
        if len(asked.times) <= MOST_QUESTIONS:
            return "answer"
        asked.times.clear()
        asked.silent_until = now + SECONDS
        return "warn"
