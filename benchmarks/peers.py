"""The engines that are compared, each as its own documentation shows it; a library is imported by its engine alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from benchmarks.serving import Ranking, ranked

if TYPE_CHECKING:
    from benchmarks.content import Phrasings
    from knowledge.model import Knowledge


class Ours:
    """The index of this repository, with the outcome that it decides on and the figures behind it."""

    def __init__(self, content: Knowledge) -> None:
        from knowledge import index  # noqa: PLC0415 - its memory is measured

        self._as_json = index.as_json
        self._index = index.Index(content)

    def find(self, question: str) -> object:
        """The outcome."""
        return self._index.search(question)

    def ranking(self, question: str) -> Ranking:
        """The outcome, and the entries by the engine's own score."""
        said: Any = self._as_json(self._index.search(question))
        figures = self._index.figures(question)
        best = [(candidate["entry"], candidate["score"]) for candidate in said["candidates"][:3]]
        return Ranking(best, 0.0, said["outcome"], figures.calibrating() if figures else None)


class Fuzzy:
    """`process.extractOne` of rapidfuzz."""

    def __init__(self, phrasings: Phrasings, scorer: Literal["WRatio", "token_set_ratio"]) -> None:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - its memory is measured

        self._phrasings, self._process, self._scorer = phrasings, process, getattr(fuzz, scorer)

    def find(self, question: str) -> object:
        """The nearest phrasing."""
        return self._process.extractOne(self._phrasings.spell(question), self._phrasings.texts, scorer=self._scorer)

    def ranking(self, question: str) -> Ranking:
        """The entries by the scores of all phrasings."""
        spelt = self._phrasings.spell(question)
        found = self._process.extract(spelt, self._phrasings.texts, scorer=self._scorer, limit=None)
        return ranked([score for _, score, _ in found], [self._phrasings.entries[at] for _, _, at in found])


class WordBM25:
    """BM25 over words, of bm25s."""

    def __init__(self, phrasings: Phrasings) -> None:
        import bm25s  # noqa: PLC0415 - its memory is measured

        self._phrasings = phrasings
        self._index = bm25s.BM25()
        self._index.index([text.split() for text in phrasings.texts], show_progress=False)

    def find(self, question: str) -> object:
        """The nearest phrasing."""
        return self._scores(question).argmax()

    def ranking(self, question: str) -> Ranking:
        """The entries by the score of a word, for the sum grows with the question: no cut-off would fit short and long ones."""
        return ranked(self._scores(question) / (len(question.split()) + 1), self._phrasings.entries)

    def _scores(self, question: str) -> Any:  # noqa: ANN401 - an array of numpy, which is not to be imported before it is measured
        return self._index.get_scores(self._phrasings.spell(question).split())


class CharacterTfidf:
    """TF-IDF over n-grams of 2 to 5 characters within words, of scikit-learn; compared by cosine."""

    def __init__(self, phrasings: Phrasings) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - its memory is measured

        self._phrasings = phrasings
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5))
        self._phrasing_of_term = self._vectorizer.fit_transform(phrasings.texts).T.tocsr()

    def find(self, question: str) -> object:
        """The nearest phrasing."""
        return self._cosines(question).argmax()

    def ranking(self, question: str) -> Ranking:
        """The entries by cosine."""
        return ranked(self._cosines(question), self._phrasings.entries)

    def _cosines(self, question: str) -> Any:  # noqa: ANN401 - as above
        return (self._vectorizer.transform([self._phrasings.spell(question)]) @ self._phrasing_of_term).toarray()[0]
