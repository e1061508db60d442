"""Index.search(question) → Answer | Suggest | Nothing: which entry answers it, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from knowledge.calibration import CALIBRATION, Calibration, Figures
from knowledge.documents import kinds_of, named, numbers_of
from knowledge.field import Field
from knowledge.reading import Reader
from knowledge.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.documents import Named
    from knowledge.field import Evidence, Floats
    from knowledge.model import Knowledge
    from knowledge.reading import Reading

MARKED_SHARE = 0.7  # what the words as marked count beside the words folded, in a question typed with diacritics
# Fitted by conditional likelihood on the phrasings themselves, each left out of the index in turn.
NEAR, LIKELY, COVERED = 14.7, 1.4, 2.5
LEANING_WORDS = 8  # a longer question stands by itself
FAR = 3.0  # what an entry that is not near the last topic loses in a question about the topic itself
RELATED, SAME_GROUP = 3.0, 1.0  # what the last topic adds to the score of an entry near it
ABOUT = 0.5  # the share at which the last topic's title counts beside the question's own words
FEW_WORDS = (
    2  # so few are answered outright only when a phrasing is nearly the same; else "đăng bài" would pick one entry of many
)
NEARLY_SAME = 0.8
OTHER_DOCUMENT = 4.0  # taken from the score of an entry that speaks of none of the documents named
MOST_CANDIDATES = 5
MOST_SUGGESTIONS = 3
AT_A_TIME = 16  # questions searched for together: more would not fit into a processor's cache
LONGEST = 2000  # characters; whatever is longer is cut, for a question is not a document

Candidate = tuple[str, float]


@dataclass(frozen=True)
class Answer:
    """The entry that answers the question; `score` is the probability, 0…1, that it does."""

    entry: str
    score: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Suggest:
    """The entries that may be meant, the likeliest first; at most three."""

    entries: tuple[str, ...]
    score: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Nothing:
    """No entry answers it."""

    score: float
    candidates: tuple[Candidate, ...]


Found = Answer | Suggest | Nothing


class Index:
    """Search over the phrasings of every entry. Holds no state but what it was made from."""

    def __init__(self, knowledge: Knowledge, calibration: Calibration = CALIBRATION, before: Index | None = None) -> None:
        """`before` is an index of nearly the same content, if there is one: what it has read need not be read again."""
        self._calibration = calibration
        self.vocabulary = knowledge.vocabulary
        self._reader = Reader(knowledge.vocabulary)
        read_it = before.reading if before and before.vocabulary == knowledge.vocabulary else self._reader.read
        self._loanwords = frozenset(word for loanword in knowledge.vocabulary.loanwords for word in words(loanword))
        self.entries = list(knowledge.topics)
        asked = [*map(knowledge.phrasings, knowledge.topics), *knowledge.foreign]
        self._read = {text: read_it(text) for texts in asked for text in texts}
        read = [list(dict.fromkeys(self._read[text] for text in texts)) for texts in asked]
        readings = [reading for of_entry in read for reading in of_entry]
        entry_of = [number for number, of_entry in enumerate(read) for _ in of_entry]
        self._marked = Field([reading.marked for reading in readings], entry_of, len(asked))
        self._folded = Field([reading.folded for reading in readings], entry_of, len(asked))
        self._numbers = _Numbers(knowledge, len(asked), zip(entry_of, readings, strict=True))
        self._contrasting = _phrases(knowledge.vocabulary.contrasting)
        self._continuing = _phrases(knowledge.vocabulary.continuing)
        self._unfinished = frozenset(self._reader.read(text).folded for text in knowledge.vocabulary.unfinished)
        self._entry_numbers = {entry: number for number, entry in enumerate(self.entries)}
        self._titles = {topic.id: self._reader.read(topic.title) for topic in knowledge.topics.values()}
        self._knowledge = knowledge

    def reading(self, text: str) -> Reading:
        """The text as this index sees it; at no cost where it is one of its own phrasings."""
        return self._read.get(text) or self._reader.read(text)

    def search_many(self, questions: Sequence[str]) -> Iterator[Found]:
        """What answers each question: as `search` does, many at a time."""
        for first in range(0, len(questions), AT_A_TIME):
            readings = [self.reading(question[:LONGEST]) for question in questions[first : first + AT_A_TIME]]
            figures = iter(self._figures([reading for reading in readings if reading.folded]))
            yield from (self._decided(next(figures)) if reading.folded else Nothing(0.0, ()) for reading in readings)

    def search(self, question: str, about: str | None = None) -> Found:
        """What answers the question; `about` is the entry last talked of, for a question that leans on it."""
        reading = self._reader.read(question[:LONGEST])
        if not self.entries or not reading.folded:
            return Nothing(0.0, ())
        (figures,) = self._figures([reading])
        if about in self._entry_numbers and self._leans(reading, figures):
            return self._continued(reading, about)
        return self._decided(figures)

    def likeliest(self, question: str, most: int) -> list[str]:
        """The entries that may be meant, the likeliest first; none when the question is about something else altogether."""
        figures = self.figures(question)
        if figures is None or self._calibration.probability(figures) < self._calibration.suggest_from:
            return []
        return [self.entries[number] for number in np.argsort(-figures.leant, kind="stable")[:most]]

    def _leans(self, reading: Reading, figures: Figures) -> bool:
        """Whether a question goes on from the last topic: it is short, says so or lacks a subject, and names no document."""
        marker = _opening(reading, self._contrasting) or _opening(reading, self._continuing)
        goes_on = bool(marker) or reading.folded in self._unfinished
        names_document = bool(self._numbers.named_in(reading).known) or figures.strange_document
        in_scope = figures.out_of_scope < float(figures.scores.max())
        return len(reading.spelt) <= LEANING_WORDS and goes_on and not names_document and in_scope

    def _continued(self, reading: Reading, about: str) -> Found:
        """What answers a question that goes on from the topic: "thế còn …" turns to its neighbours, others stay with it."""
        contrast = _opening(reading, self._contrasting)
        opening = contrast or _opening(reading, self._continuing)
        rest = self._reader.read(" ".join(reading.spelt[opening:])) if opening < len(reading.spelt) else reading
        number = self._entry_numbers[about]
        added = self._nearness_to(about)
        if not contrast:
            # Fines, terms and places to report to are everywhere: only those near the topic are meant.
            far = np.where(added > 0, 0.0, FAR)
            far[number] = 0.0
            added = added + ABOUT * self._figures([self._titles[about]])[0].scores - far
        return self._decided(replace(self._figures([rest])[0], leaning=added))

    def figures(self, question: str) -> Figures | None:
        """The figures behind a search, for whoever fits the calibration; None for a text without words."""
        reading = self._reader.read(question[:LONGEST])
        return self._figures([reading])[0] if reading.folded else None

    def _figures(self, readings: Sequence[Reading]) -> list[Figures]:
        """How each question stands with every entry."""
        folded = self._folded.evidence([self._folded.mended(reading.folded, self._loanwords) for reading in readings])
        scores, near = _score(folded), folded.near
        if any(reading.has_marks for reading in readings):
            marked = self._marked.evidence([self._marked.mended(reading.marked, self._loanwords) for reading in readings])
            share = np.array([[MARKED_SHARE if reading.has_marks else 0.0] for reading in readings])
            scores = share * _score(marked) + (1 - share) * scores
            near = share * marked.near + (1 - share) * near
        return [self._figures_of(*one) for one in zip(readings, scores, near, strict=True)]

    def _figures_of(self, reading: Reading, scores: Floats, near: Floats) -> Figures:
        named = self._numbers.named_in(reading)
        scores = scores - OTHER_DOCUMENT * self._numbers.disagreeing(named)
        answerable = len(self.entries)
        short = len(reading.folded) <= FEW_WORDS and float(near[scores.argmax()]) < NEARLY_SAME
        vague = short or reading.folded in self._unfinished
        return Figures(scores[:answerable], float(scores[answerable:].max(initial=0.0)), bool(named.strange), vague)

    def _nearness_to(self, about: str) -> Floats:
        """What the last topic adds to the scores of its neighbours: most to its related entries, less to its group."""
        group = {member.id for member in self._knowledge.group_of(about).topics}
        related = self._knowledge.topics[about].related
        added = {**dict.fromkeys(group, SAME_GROUP), **dict.fromkeys(related, RELATED), about: 0.0}
        return np.array([added.get(entry, 0.0) for entry in self.entries])

    def _decided(self, figures: Figures) -> Found:
        probability = self._calibration.probability(figures)
        best = [self.entries[i] for i in figures.best[:MOST_CANDIDATES]]
        shares = figures.shares()[:MOST_CANDIDATES]
        candidates = tuple((entry, round(probability * share, 4)) for entry, share in zip(best, shares, strict=True))
        if self._calibration.answers(figures):
            return Answer(best[0], probability, candidates)
        if probability >= self._calibration.suggest_from:
            return Suggest(tuple(best[:MOST_SUGGESTIONS]), probability, candidates)
        return Nothing(probability, candidates)


class _Numbers:
    """Which entries speak of which numbered document."""

    def __init__(self, knowledge: Knowledge, entries: int, readings: Iterable[tuple[int, Reading]]) -> None:
        numbers = numbers_of(knowledge.sources.values())
        self._kinds = kinds_of(knowledge.sources.values())
        self._spoken_of: dict[str, Floats] = {number: np.zeros(entries) for number in self._kinds}
        for entry, topic in enumerate(knowledge.topics.values()):
            for number in (numbers.get(citation.source) for citation in topic.sources):
                if number:
                    self._spoken_of[number][entry] = 1
        for entry, reading in readings:
            for number in self.named_in(reading).known:
                self._spoken_of[number][entry] = 1

    def named_in(self, reading: Reading) -> Named:
        """The documents that the text names."""
        return named(reading.spelt, self._kinds)

    def disagreeing(self, found: Named) -> Floats:
        """1 for every entry that speaks of none of the known documents named, 0 for the others."""
        if not found.known:
            return np.zeros(1)
        speaking: Floats = sum((self._spoken_of[number] for number in found.known), np.zeros(1))
        return np.where(speaking > 0, 0.0, 1.0)


def as_json(found: Found) -> dict[str, object]:
    """The contract of `camnang ask --json`: outcome, entry, score and at most five candidates."""
    outcome = {Answer: "answer", Suggest: "suggest", Nothing: "none"}[type(found)]
    return {
        "outcome": outcome,
        "entry": found.entry if isinstance(found, Answer) else None,
        "score": round(found.score, 4),
        "candidates": [{"entry": entry, "score": score} for entry, score in found.candidates],
    }


def _phrases(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """The phrases as words, with diacritics and without."""
    return frozenset(tuple(words(spelling)) for text in texts for spelling in (text, fold(text)))


def _opening(reading: Reading, phrases: frozenset[tuple[str, ...]]) -> int:
    """With how many words of the longest of these phrases the text begins."""
    return max((len(phrase) for phrase in phrases if reading.spelt[: len(phrase)] == phrase), default=0)


def _score(evidence: Evidence) -> Floats:
    return NEAR * evidence.near + LIKELY * evidence.likely + COVERED * evidence.covered
