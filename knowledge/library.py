"""The content that is valid now, and its index; a reload swaps both at once or changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from knowledge.index import Index
from knowledge.learned import with_learned
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
        self._current = self._read()

    @property
    def current(self) -> Snapshot:
        """The last content that was right."""
        return self._current

    def reload(self) -> None:
        """Reads the folder again. Raises ContentError and keeps the last good content when it has mistakes."""
        with self._changing:
            self._current = self._read()

    def teach(self, learned: Learned) -> None:
        """From now on just this is learned, whatever the folder's file says."""
        with self._changing:
            self._learned = learned
            if learned != self._current.knowledge.learned:
                knowledge = with_learned(self._current.knowledge, learned)
                self._current = Snapshot(knowledge, Index(knowledge))

    def _read(self) -> Snapshot:
        knowledge = load_folder(self.folder)
        if self._learned is not None:
            knowledge = with_learned(knowledge, self._learned)
        return Snapshot(knowledge, Index(knowledge))
