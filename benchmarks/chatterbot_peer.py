"""Runs ChatterBot in its own environment: python -m benchmarks.chatterbot_peer; started by benchmarks.matching.

Its first line of input is the phrasings with their entries. Imports nothing of this project that needs a library.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import Any

from benchmarks.serving import Ranking, ranked, serve


class Chatterbot:
    """BestMatch by Levenshtein distance on the statements of a database in memory, each phrasing answered by its entry."""

    def __init__(self, phrasings: list[tuple[str, str | None]]) -> None:
        from chatterbot import ChatBot  # noqa: PLC0415 - its memory is measured
        from chatterbot.comparisons import LevenshteinDistance  # noqa: PLC0415 - as above
        from chatterbot.tagging import LowercaseTagger  # noqa: PLC0415 - as above
        from chatterbot.trainers import ListTrainer  # noqa: PLC0415 - as above

        self._entries = dict(phrasings)
        self._scores: dict[str, float] = {}
        scores = self._scores

        class Remembered(LevenshteinDistance):  # type: ignore[misc] # its environment alone has it
            """The distance as it is, remembered: the bot tells its best answer only."""

            def compare_text(self, question: str, phrasing: str) -> Any:  # noqa: ANN401 - as its parent
                """The likeness of the two."""
                scores[phrasing] = super().compare_text(question, phrasing)
                return scores[phrasing]

        # The default tagger needs an English model; this one takes words as they are.
        self._bot = ChatBot(
            "peer", database_uri=None, tagger=LowercaseTagger, read_only=True, statement_comparison_function=Remembered
        )
        trainer = ListTrainer(self._bot, show_training_progress=False)
        for text, entry in phrasings:
            trainer.train([text, entry or "out-of-scope"])

    def find(self, question: str) -> object:
        """The bot's response."""
        self._scores.clear()
        return self._bot.get_response(question)

    def ranking(self, question: str) -> Ranking:  # noqa: ARG002 - what was compared for it is remembered
        """The entries by the likenesses that the bot computed."""
        known = {phrasing: score for phrasing, score in self._scores.items() if phrasing in self._entries}
        return ranked(known.values(), [self._entries[phrasing] for phrasing in known])


if __name__ == "__main__":
    serve(partial(Chatterbot, [tuple(pair) for pair in json.loads(sys.stdin.readline())]))
