"""The content that is valid now, and its index; a reload swaps both at once or changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from knowledge.index import Index
from knowledge.learned import learned_from, taught
from knowledge.loader import load_folder

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.model import Knowledge, Learned


@dataclass(frozen=True)
class Snapshot:
    """Content and the index made from it."""

    knowledge: Knowledge
    index: Index


class Library:
    """A content folder that is read again on demand, with what was learned beside it; for any thread."""

    def __init__(self, folder: Path) -> None:
        """Reads the folder. Raises ContentError with every mistake."""
        self.folder = folder
        self._learned: Learned | None = None  # None: what the folder's file holds
        self._changing = Lock()
        self._current = self._read(None)

    @property
    def current(self) -> Snapshot:
        """The last content that was right."""
        return self._current

    def reload(self) -> None:
        """Reads the folder again. Raises ContentError and keeps the last good content when it has mistakes."""
        with self._changing:
            self._current = self._read(self._current)

    def teach(self, learned: Learned, prepared: Snapshot | None = None) -> None:
        """From now on just this is learned, whatever the folder's file says; `prepared` is used where it fits."""
        with self._changing:
            self._learned = learned
            now = self._current.knowledge
            if learned_from(taught(now.learned)) == learned:
                return
            fits = prepared and prepared.knowledge.learned == learned and prepared.knowledge.topics is now.topics
            if prepared and fits:
                self._current = prepared
            else:
                knowledge = replace(now, learned=learned)
                self._current = Snapshot(knowledge, Index(knowledge, before=self._current.index))

    def _read(self, before: Snapshot | None) -> Snapshot:
        knowledge = load_folder(self.folder)
        if self._learned is not None:
            knowledge = replace(knowledge, learned=self._learned)
        if before and before.knowledge == knowledge:
            return before
        return Snapshot(knowledge, Index(knowledge, before=before.index if before else None))
