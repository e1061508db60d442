"""What the questions that nobody could answer need: their groups, and what one tap does about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Aside = Literal["ignored", "to_write"]


@dataclass(frozen=True)
class Gap:
    """Questions that ask the same and were not answered. `key` tells this one from all others, in 16 letters at most."""

    key: str
    text: str  # the most frequent wording, masks dropped: this is what would be learned
    asked: int  # in whole groups of `privacy.min_group`, so that comparing tells of fewer no more than any figure does
    others: tuple[str, ...]  # some other wordings
    nearest: tuple[str, ...]  # entries, the nearest first


@dataclass(frozen=True)
class Learnt:
    """It holds from now on; `id` undoes it. `entry` is None for a question that is out of scope."""

    id: int
    text: str
    entry: str | None


@dataclass(frozen=True)
class Harmful:
    """It was not learned: the question, rightly answered by `right` (None: by nothing), would then be by `now`."""

    text: str
    question: str
    right: str | None
    now: str | None


@dataclass(frozen=True)
class Unfit:
    """It was not learned: without masks it has no words, or it is too long for a phrasing."""


@dataclass(frozen=True)
class Settled:
    """Somebody has dealt with it, or it is no longer kept."""


Lesson = Learnt | Harmful | Unfit | Settled


class Gaps(Protocol):
    """The questions that nobody could answer. Every method may raise StorageError; `by` is the account of who does it."""

    async def open(self, most: int, skip: int = 0) -> tuple[int, list[Gap]]:
        """How many groups there are, and so many of them after the skipped ones, the most frequent first."""

    async def learn(self, key: str, entry: str | None, by: str) -> Lesson:
        """Adds its wording to the entry, or to what is out of scope, unless that does harm; takes seconds."""

    async def set_aside(self, key: str, aside: Aside, by: str) -> bool:
        """It is no longer shown; False when somebody has dealt with it."""

    async def undo(self, lesson: int, by: str) -> str | None:
        """What was learned is no longer known; its wording, None when it was not known."""

    async def to_write(self) -> list[Gap]:
        """Those that need an entry of their own, the latest first; nearest and other wordings left out."""

    async def written(self, key: str, by: str) -> bool:
        """It needs no entry any more; False when it needed none."""
