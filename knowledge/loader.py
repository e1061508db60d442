"""Content folder → Knowledge. Collects every mistake of every file before it complains."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.complaints import SHOWN, mistakes_by_place, nearest
from knowledge.faults import MendableError
from knowledge.messages import Messages
from knowledge.model import (
    ID_FORM,
    Checklist,
    Group,
    Knowledge,
    Learned,
    OutOfScope,
    QuizFile,
    SourceList,
    Vocabulary,
    as_citations,
    as_list,
)
from knowledge.yaml_source import Data, Document, Mistake, Path, UnreadableError, read, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path as Folder

Model = TypeVar("Model", bound=BaseModel)

SOURCES = "sources.yaml"
OUT_OF_SCOPE = "out_of_scope.yaml"
LEARNED = "learned.yaml"  # may be missing
PLACES = ("", "topics/", "checklists/", "quiz/")
_ID_LINE = re.compile(r"^[ -]*id:\s*['\"]?([^\s'\"]+)", re.MULTILINE)


class ContentError(MendableError):
    """The content can't be used; `mistakes` says why, sorted by file and line."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def load_folder(folder: Folder) -> Knowledge:
    """The knowledge in a content folder. Raises ContentError with all mistakes."""
    return load_texts(texts_in(folder), folder.as_posix() + "/")


def texts_in(folder: Folder) -> dict[str, str | Mistake]:
    """The texts of a content folder's files by name; a file that could not be read is its mistake."""
    files: dict[str, str | Mistake] = {}
    for path in sorted(path for place in PLACES for path in folder.glob(f"{place}*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            files[name] = text_of(path, path.as_posix())
        except UnreadableError as error:
            files[name] = error.mistake
    return files


def load_texts(files: Mapping[str, str | Mistake], shown_under: str = "") -> Knowledge:
    """The knowledge in YAML texts by file name ("sources.yaml", "topics/x.yaml"…); a file that could not be read is its mistake.

    Raises ContentError with all mistakes.
    """
    reader = _Reader(files, shown_under)
    listed = reader.parsed(SOURCES, SourceList)
    vocabulary = reader.parsed("vocabulary.yaml", Vocabulary)
    messages = reader.parsed("messages.yaml", Messages)
    out_of_scope = reader.parsed(OUT_OF_SCOPE, OutOfScope)
    learned = reader.parsed(LEARNED, Learned) if LEARNED in files else Learned()
    groups = reader.all_parsed("topics/", Group)
    checklists = reader.all_parsed("checklists/", Checklist)
    quiz = reader.all_parsed("quiz/", QuizFile)
    reader.mistakes.extend(_Names(reader).mistakes())
    if reader.mistakes or not (listed and vocabulary and messages and out_of_scope and learned):
        raise ContentError(reader.mistakes)
    return Knowledge(
        sources={source.id: source for source in listed.sources},
        groups=tuple(groups),
        vocabulary=vocabulary,
        messages=messages,
        topics={topic.id: topic for group in groups for topic in group.topics},
        out_of_scope=out_of_scope.subjects,
        checklists={checklist.id: checklist for checklist in checklists},
        quiz={item.id: item for file in quiz for item in file.items},
        learned=learned,
    )


def learned_in(folder: Folder) -> Learned:
    """What the folder's file of learned phrasings holds, whatever is wrong with other files. Raises ContentError."""
    path = folder / LEARNED
    try:
        if not any(folder.glob(LEARNED)):
            return Learned()
        reader = _Reader({LEARNED: text_of(path, path.as_posix())}, folder.as_posix() + "/")
    except UnreadableError as error:
        raise ContentError([error.mistake]) from None
    learned = reader.parsed(LEARNED, Learned)
    if reader.mistakes or not learned:
        raise ContentError(reader.mistakes)
    return learned


@dataclass(frozen=True)
class _Item:
    """One entry of a list in a file, as it was typed: names are checked in files that have other mistakes too."""

    document: Document
    path: Path
    data: dict[str, Data]

    def text(self, key: str) -> str:
        """The text under the key, or nothing."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""

    def day(self, key: str) -> date | None:
        """The day under the key, if there is a right one."""
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            return None

    def mistake(self, text: str, *path: str | int) -> Mistake:
        """A mistake at that place of the entry."""
        return self.document.mistake((*self.path, *path), text)


class _Reader:
    """One reading of all files, with the mistakes met so far."""

    def __init__(self, files: Mapping[str, str | Mistake], shown_under: str) -> None:
        self.files, self.shown_under = files, shown_under
        self.mistakes: list[Mistake] = []
        self.documents: dict[str, Document] = {}

    def parsed(self, name: str, model: type[Model]) -> Model | None:
        """The file as its model, or None once its mistakes are noted."""
        shown = self.shown_under + name
        missing = Mistake(shown, 1, 1, f"thiếu tệp này: tạo lại tệp {name} trong thư mục nội dung")
        given = self.files.get(name, missing)
        if isinstance(given, Mistake):
            self.mistakes.append(given)
            return None
        try:
            document, mistakes = read(shown, given)
        except UnreadableError as error:
            self.mistakes.append(error.mistake)
            return None
        self.documents[name] = document
        self.mistakes.extend(mistakes)
        # What is wrong with the form of a line explains what the model finds wrong there.
        explained = {mistake.line for mistake in mistakes}
        try:
            return model.model_validate(document.data)
        except ValidationError as error:
            found = mistakes_by_place(document, model, error)
            self.mistakes.extend(mistake for _, mistake in found if mistake.line not in explained)
            return None

    def named(self, place: str) -> list[str]:
        """The files of that folder."""
        return [name for name in self.files if name.startswith(place)]

    def all_parsed(self, place: str, model: type[Model]) -> list[Model]:
        """The files of that folder as their model, without those that have mistakes."""
        return [parsed for name in self.named(place) if (parsed := self.parsed(name, model))]

    def items(self, name: str, key: str) -> list[_Item]:
        """The entries of a list in a file; none when it can't be read."""
        document = self.documents.get(name)
        listed = document.data.get(key) if document and isinstance(document.data, dict) else None
        if document is None or not isinstance(listed, list):
            return []
        return [_Item(document, (key, i), one) for i, one in enumerate(listed) if isinstance(one, dict)]

    def roots(self, names: list[str]) -> list[_Item]:
        """The files themselves, those that can be read."""
        documents = [self.documents[name] for name in names if name in self.documents]
        return [_Item(document, (), document.data) for document in documents if isinstance(document.data, dict)]

    def known(self, names: list[str], key: str) -> set[str] | None:
        """The ids that the files define; those of a file that is no YAML by its lines; None when a file is lost."""
        known: set[str] = set()
        for name in names:
            text = self.files.get(name)
            if name in self.documents:
                known.update(item.text("id") for item in self.items(name, key))
            elif isinstance(text, str):
                known.update(_ID_LINE.findall(text))
            else:
                return None
        return known - {""}


class _Names:
    """The check of what ties entries together: ids used twice, or named and defined nowhere, and the order of days."""

    def __init__(self, reader: _Reader) -> None:
        topic_files, checklist_files = reader.named("topics/"), reader.named("checklists/")
        self._checklists = [
            (reader.items(name, "steps"), reader.items(name, "verdicts")) for name in checklist_files if name in reader.documents
        ]
        self._quiz = [item for name in reader.named("quiz/") for item in reader.items(name, "items")]
        self._sources = reader.items(SOURCES, "sources")
        self._topics = [item for name in topic_files for item in reader.items(name, "topics")]
        self._subjects = reader.items(OUT_OF_SCOPE, "subjects")
        self._groups = reader.roots(topic_files)
        self._known_sources = reader.known([SOURCES], "sources")
        self._known_topics = reader.known(topic_files, "topics")

    def mistakes(self) -> list[Mistake]:
        """What is wrong; a name that isn't even spelt like an id is the model's to tell."""
        found = [*self._twice(), *(mistake for source in self._sources for mistake in self._of_source(source))]
        found += [mistake for topic in self._topics for mistake in self._of_topic(topic)]
        found += [mistake for item in self._quiz for mistake in self._of_quiz(item)]
        return found + [mistake for steps, verdicts in self._checklists for mistake in self._of_checklist(steps, verdicts)]

    def _twice(self) -> Iterator[Mistake]:
        places = [(steps + verdicts, "id") for steps, verdicts in self._checklists]
        places += [(items, "id") for items in (self._sources, self._topics, self._subjects, self._quiz)]
        for items, key in [*places, (self._groups, "group")]:
            seen: set[str] = set()
            for item in items:
                name = item.text(key)
                if name in seen:
                    yield item.mistake(f"{key} '{name[:SHOWN]}' đã dùng ở chỗ khác: đặt {key} khác", key)
                elif name:
                    seen.add(name)

    def _of_source(self, source: _Item) -> Iterator[Mistake]:
        yield from _unknown(source, ("replaced_by",), source.data.get("replaced_by"), "nguồn", self._known_sources)
        issued, begins, ends = source.day("date"), source.day("in_force_from"), source.day("in_force_until")
        if begins and ends and ends < begins:
            yield source.mistake("ngày hết hiệu lực sớm hơn ngày có hiệu lực: xem lại hai ngày", "in_force_until")
        if issued and begins and begins < issued:
            yield source.mistake("ngày có hiệu lực sớm hơn ngày ban hành: xem lại hai ngày", "in_force_from")

    def _of_topic(self, topic: _Item) -> Iterator[Mistake]:
        yield from self._cited(topic)
        for i, related in enumerate(_list(as_list(topic.data.get("related")))):
            yield from _unknown(topic, ("related", i), related, "mục", self._known_topics)

    def _of_quiz(self, item: _Item) -> Iterator[Mistake]:
        yield from _unknown(item, ("topic",), item.data.get("topic"), "mục", self._known_topics)
        yield from self._cited(item)

    def _cited(self, item: _Item) -> Iterator[Mistake]:
        for i, cited in enumerate(_list(as_citations(item.data.get("sources")))):
            source = cited.get("source") if isinstance(cited, dict) else None
            yield from _unknown(item, ("sources", i), source, "nguồn", self._known_sources)

    def _of_checklist(self, steps: list[_Item], verdicts: list[_Item]) -> Iterator[Mistake]:
        """A path only goes forward, so that it ends; everything on it can be reached."""
        for item in steps + verdicts:
            for i, topic in enumerate(_list(as_list(item.data.get("topics")))):
                yield from _unknown(item, ("topics", i), topic, "mục", self._known_topics)
        following = [item.text("id") for item in steps + verdicts]
        reached = {item.text(answer) for item in steps for answer in ("yes", "no")}
        for number, item in enumerate(steps):
            for answer in ("yes", "no"):
                yield from _unknown(item, (answer,), item.data.get(answer), "bước hay kết luận", set(following))
                if item.text(answer) in following[: number + 1]:
                    yield item.mistake(f"'{answer}' quay lại một bước đã qua: chỉ sang bước sau hoặc kết luận", answer)
        for number, item in enumerate(steps + verdicts):
            if number and item.text("id") not in reached:
                yield item.mistake(
                    "không câu trả lời nào dẫn tới chỗ này: nối vào 'yes' hoặc 'no' của một bước, hoặc xóa đi", "id"
                )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _unknown(item: _Item, path: Path, given: object, what: str, known: set[str] | None) -> Iterator[Mistake]:
    if known is not None and isinstance(given, str) and re.fullmatch(ID_FORM, given) and given not in known:
        yield item.mistake(f"không có {what} nào có id '{given[:SHOWN]}'{nearest(given, known)}: sửa id hoặc xóa dòng này", *path)
