"""The content that is valid now, and its index; a reload swaps both at once or changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.index import Index
from knowledge.loader import load_folder

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.model import Knowledge


@dataclass(frozen=True)
class Snapshot:
    """Content and the index made from it."""

    knowledge: Knowledge
    index: Index


class Library:
    """A content folder that is read again on demand."""

    def __init__(self, folder: Path) -> None:
        """Reads the folder. Raises ContentError with every mistake."""
        self.folder = folder
        self._current = _read(folder)

    @property
    def current(self) -> Snapshot:
        """The last content that was right."""
        return self._current

    def reload(self) -> None:
        """Reads the folder again. Raises ContentError and keeps the last good content when it has mistakes."""
        self._current = _read(self.folder)


def _read(folder: Path) -> Snapshot:
    knowledge = load_folder(folder)
    return Snapshot(knowledge, Index(knowledge))
