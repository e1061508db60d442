"""The content as the peers get it: every phrasing with its entry, those of out-of-scope subjects too, in two spellings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import knowledge
from knowledge.loader import load_folder
from knowledge.text import fold, normalize

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.model import Knowledge


def _folded(text: str) -> str:
    return fold(normalize(text))


SPELLINGS: dict[str, Callable[[str], str]] = {"normalized": normalize, "folded": _folded}


@dataclass(frozen=True)
class Phrasings:
    """Texts and their entries, side by side; None for an out-of-scope subject. Questions are to be spelt like the texts."""

    texts: list[str]
    entries: list[str | None]
    spell: Callable[[str], str]


def own_knowledge() -> Knowledge:
    """The content of this repository."""
    return load_folder(Path(knowledge.__file__).parent / "content")


def phrasings(content: Knowledge, spelling: str) -> Phrasings:
    """All phrasings in one of the SPELLINGS."""
    asked: list[tuple[str, str | None]] = [(text, topic.id) for topic in content.topics.values() for text in topic.phrasings]
    asked += [(text, None) for subject in content.out_of_scope for text in subject.questions]
    spell = SPELLINGS[spelling]
    return Phrasings([spell(text) for text, _ in asked], [entry for _, entry in asked], spell)
