"""What is right as YAML but would serve people badly; `camnang knowledge check` tells it, each at its line and column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.complaints import nearest
from knowledge.index import Answer, Index
from knowledge.reading import Reader
from knowledge.yaml_source import Document, Mistake, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from knowledge.model import Knowledge, Topic
    from knowledge.reading import Reading

LONGEST_PHRASING = 200  # characters
LONGEST_ANSWER = 1200  # characters with everything printed under it; every messenger takes it in one message
CHECK_EVERY_DAYS = 90
NEARLY_SAME = 96  # of 100: one letter in a phrasing of 25
PARTS = 10


@dataclass(frozen=True)
class Places:
    """Where each entry, source and quiz item stands in its file."""

    topics: Mapping[str, tuple[Document, tuple[str | int, ...]]]
    sources: Mapping[str, tuple[Document, tuple[str | int, ...]]]
    quiz: Mapping[str, tuple[Document, tuple[str | int, ...]]]
    learned: Document | None = None

    def topic(self, topic: str, text: str, *path: str | int) -> Mistake:
        """A mistake in that entry."""
        document, base = self.topics[topic]
        return document.mistake((*base, *path), text)

    def phrasing(self, topic: Topic, i: int, text: str) -> Mistake:
        """A mistake in that entry's phrasing: its own ones come first, then those learned."""
        own = len(topic.questions)
        if i < own or self.learned is None:
            return self.topic(topic.id, text, "questions", i)
        return self.learned.mistake(("topics", topic.id, i - own), text)

    def item(self, item: str, text: str, *path: str | int) -> Mistake:
        """A mistake in that quiz item."""
        document, base = self.quiz[item]
        return document.mistake((*base, *path), text)

    def source(self, source: str, text: str, *path: str | int) -> Mistake:
        """A mistake in that source."""
        document, base = self.sources[source]
        return document.mistake((*base, *path), text)


def places_in(files: Mapping[str, str | Mistake], shown_under: str) -> Places:
    """The places in files that were read without a mistake before."""
    documents = {name: read(shown_under + name, text)[0] for name, text in files.items() if isinstance(text, str)}
    topics = [document for name, document in documents.items() if name.startswith("topics/")]
    quiz = [document for name, document in documents.items() if name.startswith("quiz/")]
    sources, learned = documents["sources.yaml"], documents.get("learned.yaml")
    return Places(_placed(topics, "topics"), _placed([sources], "sources"), _placed(quiz, "items"), learned)


def mistakes_in(knowledge: Knowledge, places: Places, printed: Callable[[Topic], str]) -> list[Mistake]:
    """What must be mended; `printed` gives an entry's whole answer as people see it."""
    found = [*_long(knowledge, places, printed), *_alike(knowledge, places), *_never_cited(knowledge, places)]
    return sorted(found)


def senseless_dates(knowledge: Knowledge, places: Places, today: date) -> list[Mistake]:
    """Days that can't be: checked or compared in the future, ended before it was issued, replaced by itself."""
    found: list[Mistake] = []
    for source in knowledge.sources.values():
        for field, day in (("checked_on", source.checked_on), ("verified_on", source.verified_on)):
            if day and day > today:
                found.append(places.source(source.id, f"ngày {day} chưa tới: viết ngày đã kiểm tra", field))
        if source.in_force_until and source.issued_on and source.in_force_until < source.issued_on:
            found.append(places.source(source.id, "ngày hết hiệu lực sớm hơn ngày ban hành: xem lại hai ngày", "in_force_until"))
        if source.replaced_by == source.id:
            found.append(places.source(source.id, "văn bản không tự thay chính nó: sửa id hoặc xóa dòng này", "replaced_by"))
    found.extend(
        places.topic(topic.id, f"ngày {topic.verified_on} chưa tới: viết ngày đã đối chiếu", "verified_on")
        for topic in knowledge.topics.values()
        if topic.verified_on and topic.verified_on > today
    )
    return sorted(found)


def overdue_in(knowledge: Knowledge, places: Places, today: date) -> list[Mistake]:
    """The sources due for a check."""
    return [
        places.source(
            source, f"quá {CHECK_EVERY_DAYS} ngày chưa kiểm tra lại: xem văn bản còn hiệu lực không rồi sửa ngày", "checked_on"
        )
        for source in overdue(knowledge, today)
    ]


def strays_in(knowledge: Knowledge, places: Places) -> list[Mistake]:
    """What was learned for entries that are no longer there."""
    gone = [topic for topic in knowledge.learned.topics if topic not in knowledge.topics]
    said = "không có mục nào có id '{}'{}: sửa id hoặc xóa các cách hỏi này"
    shown = [(topic, said.format(topic, nearest(topic, knowledge.topics))) for topic in gone]
    return [places.learned.mistake(("topics", topic), text) for topic, text in shown if places.learned]


def twin_of(
    phrasing: str, topic: str | None, knowledge: Knowledge, reading_of: Callable[[str], Reading]
) -> tuple[str, str] | None:
    """The entry and its phrasing that is nearly the same, where it is another entry."""
    asked = [(other, text) for other in knowledge.topics if other != topic for text in knowledge.phrasings(other)[1:]]
    plain = _plain(phrasing, reading_of)
    for _, _, i in process.extract(
        plain, [_plain(text, reading_of) for _, text in asked], scorer=fuzz.ratio, score_cutoff=NEARLY_SAME, limit=None
    ):
        if _numbers_in(_plain(asked[i][1], reading_of)) == _numbers_in(plain):
            return asked[i]
    return None


def led_elsewhere(knowledge: Knowledge, places: Places, parts: Iterable[int] = range(PARTS)) -> list[tuple[float, Mistake]]:
    """The phrasings that another entry would answer if they weren't there, with how sure it would be, the surest first.

    A tenth of all phrasings at a time is left out of an index of the rest; `parts` are the tenths to go through.
    """
    found: list[tuple[float, Mistake]] = []
    for part in parts:
        kept, left_out = _parted(knowledge, part)
        index = Index(kept)
        for topic, i, question in left_out:
            answer = index.search(question)
            if isinstance(answer, Answer) and answer.entry != topic:
                text = f"'{question}', nếu chưa có ở đây, được trả lời bằng mục {answer.entry}: xem đã đúng mục chưa"
                found.append((answer.score, places.topic(topic, text, "questions", i)))
    return sorted(found, key=lambda pair: -pair[0])


def overdue(knowledge: Knowledge, today: date) -> list[str]:
    """The ids of the sources whose last check is too long ago."""
    return [source.id for source in knowledge.sources.values() if (today - source.checked_on).days > CHECK_EVERY_DAYS]


def _placed(documents: Iterable[Document], key: str) -> dict[str, tuple[Document, tuple[str | int, ...]]]:
    placed: dict[str, tuple[Document, tuple[str | int, ...]]] = {}
    for document in documents:
        listed = document.data.get(key) if isinstance(document.data, dict) else None
        for i, item in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(item, dict):
                placed[str(item["id"])] = (document, (key, i))
    return placed


def _long(knowledge: Knowledge, places: Places, printed: Callable[[Topic], str]) -> Iterator[Mistake]:
    for topic in knowledge.topics.values():
        for i, question in enumerate(knowledge.phrasings(topic.id)[1:]):
            if len(question) > LONGEST_PHRASING:
                yield places.phrasing(topic, i, f"cách hỏi dài quá {LONGEST_PHRASING} ký tự: viết ngắn lại")
        length = len(printed(topic))
        if length > LONGEST_ANSWER:
            text = f"câu trả lời cùng dòng nguồn dài {length} ký tự, quá {LONGEST_ANSWER}: viết ngắn lại hoặc tách mục"
            yield places.topic(topic.id, text, "answer")


def _alike(knowledge: Knowledge, places: Places) -> Iterator[Mistake]:
    """Pairs of phrasings of different entries that differ by hardly a letter once marks and the words' order are set aside."""
    reader = Reader(knowledge.vocabulary)
    phrasings = [(topic, i, text) for topic in knowledge.topics for i, text in enumerate(knowledge.phrasings(topic)[1:])]
    plain = [_plain(text, reader.read) for _, _, text in phrasings]
    likeness = process.cdist(plain, plain, scorer=fuzz.ratio, score_cutoff=NEARLY_SAME, dtype=np.uint8, workers=-1)
    for first, second in np.argwhere(np.triu(likeness, k=1)):
        (topic, _, text), (other, i, like) = phrasings[first], phrasings[second]
        if topic != other and _numbers_in(plain[first]) == _numbers_in(plain[second]):
            said = f"'{like}' gần như trùng với '{text}' của mục {topic}: sửa hoặc xóa một trong hai"
            yield places.phrasing(knowledge.topics[other], i, said)


def _plain(text: str, reading_of: Callable[[str], Reading]) -> str:
    return " ".join(sorted(reading_of(text).folded))


def _numbers_in(text: str) -> list[str]:
    return [word for word in text.split() if any(letter.isdigit() for letter in word)]


def _never_cited(knowledge: Knowledge, places: Places) -> Iterator[Mistake]:
    cited = {citation.source for topic in knowledge.topics.values() for citation in topic.sources}
    cited |= {source.replaced_by for source in knowledge.sources.values() if source.replaced_by}
    for source in knowledge.sources:
        if source not in cited:
            yield places.source(source, "không câu trả lời nào dẫn nguồn này: dẫn vào mục cần nó hoặc xóa đi", "id")


def _parted(knowledge: Knowledge, part: int) -> tuple[Knowledge, list[tuple[str, int, str]]]:
    """The knowledge without that part of its phrasings, and these phrasings with their entries and numbers."""
    numbered = [(topic.id, i, text) for topic in knowledge.topics.values() for i, text in enumerate(topic.questions)]
    left_out = [phrasing for number, phrasing in enumerate(numbered) if number % PARTS == part]
    texts = {(topic, text) for topic, _, text in left_out}
    topics = {
        topic.id: topic.model_copy(update={"questions": tuple(q for q in topic.questions if (topic.id, q) not in texts)})
        for topic in knowledge.topics.values()
    }
    return replace(knowledge, topics=topics), left_out
