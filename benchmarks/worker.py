"""Runs one engine of this environment: python -m benchmarks.worker NAME SPELLING [SIZE]; started by benchmarks.processes."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.content import own_knowledge, phrasings
from benchmarks.grown import grown
from benchmarks.peers import CharacterTfidf, Fuzzy, Ours, WordBM25
from benchmarks.serving import serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.serving import Engine


def builder(name: str, spelling: str, size: int | None = None) -> Callable[[], Engine]:
    """What builds the engine of that name once the content, as it is or grown to a size, is in memory."""
    content = grown(own_knowledge(), size).content if size else own_knowledge()
    if name == "ours":
        return partial(Ours, content)
    asked = phrasings(content, spelling)
    peers: dict[str, Callable[[], Engine]] = {
        "wratio": partial(Fuzzy, asked, "WRatio"),
        "token_set_ratio": partial(Fuzzy, asked, "token_set_ratio"),
        "bm25s": partial(WordBM25, asked),
        "tfidf": partial(CharacterTfidf, asked),
    }
    return peers[name]


if __name__ == "__main__":
    given = sys.argv[1:]
    serve(builder(given[0], given[1], *map(int, given[2:])))
