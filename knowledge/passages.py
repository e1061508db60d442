"""Search in long texts: a passage is found by its words, its heading, its best sentence and by what it defines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from knowledge.bm25 import Bm25
from knowledge.text import fold, has_marks, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.field import Floats

    Words = tuple[str, ...]

# Round numbers from a plateau. On a public set of 530 questions about 304 articles of law, as they are, without headings,
# without line breaks, and with four articles made one, half or twice any of them costs less than a point of nDCG@10.
HEADING_SHARE = 0.5  # a match in the heading beside one anywhere in the passage, heading included
SENTENCE_SHARE = 0.5  # as above, in the sentence that matches best: words that stand together belong together
DEFINITION_SHARE = 0.5  # of the best score, given to the passages that define what is asked for
FOLDED_SHARE = 0.5  # the words without diacritics beside the words as typed: a mistyped mark costs half
LONGEST_HEADING = 40  # words

_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+|\n+")
_CLAUSE = re.compile(r"\d.*|.*[.,;:!?]", re.DOTALL)
_LAW = (
    r"(?:bo luat|luat|phap lenh|nghi dinh|nghi quyet|thong tu|quyet dinh|hien phap)(?: [^\W\d]+){0,8}?"
    r"(?:(?: so)? \d+)?(?: nam)? (?:19|20)\d\d(?: qh\d+| nd cp)?"
)
_AUTHORITY = re.compile(
    rf"\b(?:theo|trong|tai|can cu)(?: quy dinh)?(?: cua| tai| trong)? ({_LAW})\b(?: quy dinh)?|\b({_LAW}) quy dinh\b"
)
_DEFINES = re.compile(r"(?:(?:\d+|\w) )*(\w+(?: \w+){0,11}?)(?: duoc hieu)? la ")
_ASKS_FOR_DEFINITION = re.compile(
    r"^(.+?) (?:duoc (?:hieu|dinh nghia)|(?:co )?nghia la|la (?:\w+ ){0,2}?(?:gi|ai|sao|the nao))\b"
    r"|\b(?:the nao la|dinh nghia|khai niem|giai thich(?: tu ngu)?)(?: cua| ve)? (.+)"
)
_BEFORE_TERM = re.compile(r"(?:theo|trong|tai|quy dinh|dieu|khoan|diem|thi|cum tu|thuat ngu|tu ngu|khai niem|\d+) ")


@dataclass(frozen=True)
class Hit:
    """A passage that was found: its place in the list, and how well it matches, above 0."""

    passage: int
    score: float


class PassageIndex:
    """An index over passages, each of them sentences, the first line maybe a heading."""

    def __init__(self, passages: Sequence[str]) -> None:
        spelt, folded = cache(_spelt), cache(fold)  # the texts are long, their vocabulary is not
        texts = [_read(passage, spelt) for passage in passages]
        self._typed = _View(texts)
        texts = [text.each(folded) for text in texts]
        self._folded = _View(texts)
        self._definers: dict[str, list[int]] = {}
        for passage, text in enumerate(texts):
            for term in text.defined():
                self._definers.setdefault(term, []).append(passage)

    def search(self, question: str, most: int = 10) -> list[Hit]:
        """The passages that match best, best first; none where no word is known."""
        asked = self._without_authority(_spelt(question))
        folded = tuple(map(fold, asked))
        scores = self._folded.scores(folded)
        if has_marks(question):
            scores = self._typed.scores(asked) + FOLDED_SHARE * scores
        scores[self._defining(" ".join(folded))] += DEFINITION_SHARE * scores.max(initial=0)
        best = np.argsort(-scores, kind="stable")[:most]
        return [Hit(int(passage), float(scores[passage])) for passage in best if scores[passage] > 0]

    def _without_authority(self, asked: Words) -> Words:
        """The words but for "Theo Bộ luật Dân sự 2015": it says where to look, and a law does not name itself; others may."""
        text, kept = fold(" ".join(asked)), list(asked)
        for found in reversed(list(_AUTHORITY.finditer(text))):
            if not self._folded.knows((found[1] or found[2]).split()):
                first = text.count(" ", 0, found.start())
                del kept[first : first + found[0].count(" ") + 1]
        return tuple(kept) or asked

    def _defining(self, asked: str) -> list[int]:
        """The passages with a sentence "X là …", where the question is what X is."""
        found = _ASKS_FOR_DEFINITION.search(asked)
        term = (found[1] or found[2]) if found else ""
        while term not in self._definers and (before := _BEFORE_TERM.match(term)):
            term = term[before.end() :]
        return self._definers.get(term, [])


@dataclass(frozen=True)
class _Text:
    """A passage as words. There is always a sentence, if only an empty one."""

    heading: Words
    sentences: tuple[Words, ...]

    def each(self, changed: Callable[[str], str]) -> _Text:
        """The text with each word changed."""
        return _Text(tuple(map(changed, self.heading)), tuple(tuple(map(changed, sentence)) for sentence in self.sentences))

    def defined(self) -> set[str]:
        """What its sentences define, where the words are folded: each X of "X là …"."""
        found = (_DEFINES.match(" ".join(sentence)) for sentence in self.sentences)
        return {definition[1] for definition in found if definition}


def _read(passage: str, spelt: Callable[[str], Words]) -> _Text:
    def of(text: str) -> Words:
        return tuple(chain.from_iterable(map(spelt, text.split())))

    first, _, rest = passage.strip().partition("\n")
    heading = () if _CLAUSE.fullmatch(first.strip()) else of(first)
    is_heading = bool(rest) and 0 < len(heading) <= LONGEST_HEADING
    sentences = map(of, _SENTENCE_END.split(rest if is_heading else passage))
    return _Text(heading if is_heading else (), tuple(filter(None, sentences)) or ((),))


def _spelt(text: str) -> Words:
    """The words, numbers without leading zeros: a law says "03 năm", people ask about "3 năm"."""
    return tuple((word.lstrip("0") or word) if word.isdigit() else word for word in words(text))


class _View:
    """The passages as typed, or without diacritics: what a question's words say for each of them."""

    def __init__(self, texts: Sequence[_Text]) -> None:
        self._whole = Bm25([(*text.heading, *chain(*text.sentences)) for text in texts])
        self._heading = Bm25([text.heading for text in texts])
        # A sentence alone does not say what it is about; the heading does.
        self._sentence = Bm25([text.heading + sentence for text in texts for sentence in text.sentences])
        self._first_sentences = np.cumsum([0, *(len(text.sentences) for text in texts)])[:-1]

    def scores(self, asked: Words) -> Floats:
        """How well each passage matches, 0 and up."""
        best: Floats = np.maximum.reduceat(self._sentence.scores(asked), self._first_sentences)
        return self._whole.scores(asked) + HEADING_SHARE * self._heading.scores(asked) + SENTENCE_SHARE * best

    def knows(self, asked: Sequence[str]) -> bool:
        """Whether the passages hold each of the words and each pair of neighbours."""
        return self._whole.knows(asked)
