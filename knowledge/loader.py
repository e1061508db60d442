"""Content folder → Knowledge. Collects every mistake of every file before it complains."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.complaints import mistakes_of, nearest
from knowledge.messages import Messages
from knowledge.model import Group, Knowledge, OutOfScope, Source, SourceList, Topic, Vocabulary
from knowledge.yaml_source import Document, Mistake, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Model = TypeVar("Model", bound=BaseModel)


class ContentError(Exception):
    """The content can't be used; `mistakes` says why, sorted by file and line."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def load_folder(folder: Path) -> Knowledge:
    """The knowledge in a content folder. Raises ContentError with all mistakes."""
    mistakes: list[Mistake] = []
    files: dict[str, str] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("topics/*.yaml")]):
        name = path.relative_to(folder).as_posix()
        try:
            files[name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            mistakes.append(Mistake(str(path), 1, 1, "không đọc được tệp: lưu lại dạng UTF-8 và kiểm tra quyền đọc"))
            files[name] = ""
    return load_texts(files, folder.as_posix() + "/", mistakes)


def load_texts(files: Mapping[str, str], shown_under: str = "", earlier: list[Mistake] | None = None) -> Knowledge:
    """The knowledge in YAML texts by file name ("sources.yaml", "topics/x.yaml"…). Raises ContentError with all mistakes."""
    reader = _Reader(files, shown_under, list(earlier or []))
    listed = reader.parsed("sources.yaml", SourceList)
    vocabulary = reader.parsed("vocabulary.yaml", Vocabulary)
    messages = reader.parsed("messages.yaml", Messages)
    out_of_scope = reader.parsed("out_of_scope.yaml", OutOfScope)
    groups = [(name, group) for name in files if name.startswith("topics/") and (group := reader.parsed(name, Group))]
    reader.check_names(groups, listed.sources if listed else ())
    if reader.mistakes or not (listed and vocabulary and messages and out_of_scope):
        raise ContentError(reader.mistakes)
    return Knowledge(
        sources={source.id: source for source in listed.sources},
        groups=tuple(group for _, group in groups),
        vocabulary=vocabulary,
        messages=messages,
        topics={topic.id: topic for _, group in groups for topic in group.topics},
        out_of_scope=out_of_scope.subjects,
    )


class _Reader:
    """One reading of all files, with the mistakes met so far."""

    def __init__(self, files: Mapping[str, str], shown_under: str, mistakes: list[Mistake]) -> None:
        self.files, self.shown_under, self.mistakes = files, shown_under, mistakes
        self.documents: dict[str, Document] = {}

    def parsed(self, name: str, model: type[Model]) -> Model | None:
        """The file as its model, or None once its mistakes are noted."""
        shown = self.shown_under + name
        if name not in self.files:
            self.mistakes.append(Mistake(shown, 1, 1, f"thiếu tệp này: tạo lại tệp {name} trong thư mục nội dung"))
            return None
        document, mistakes = read(shown, self.files[name])
        self.mistakes.extend(mistakes)
        self.documents[name] = document
        if mistakes:
            return None
        try:
            return model.model_validate(document.data)
        except ValidationError as error:
            self.mistakes.extend(mistakes_of(document, model, error))
            return None

    def check_names(self, groups: list[tuple[str, Group]], sources: Sequence[Source]) -> None:
        """Notes ids that are used twice, or named and defined nowhere."""
        self._check_sources(sources)
        known_sources = {source.id for source in sources}
        known_topics = {topic.id for _, group in groups for topic in group.topics}
        seen: set[str] = set()
        for name, path, topic in _topics(groups):
            if topic.id in seen:
                self._note(name, (*path, "id"), f"id '{topic.id}' đã dùng ở mục khác: đặt id khác")
            seen.add(topic.id)
            for i, citation in enumerate(topic.sources):
                if known_sources and citation.source not in known_sources:
                    self._unknown(name, (*path, "sources", i), "nguồn", citation.source, known_sources)
            for i, related in enumerate(topic.related):
                if related not in known_topics:
                    self._unknown(name, (*path, "related", i), "mục", related, known_topics)

    def _check_sources(self, sources: Sequence[Source]) -> None:
        ids = {source.id for source in sources}
        for i, source in enumerate(sources):
            path: tuple[str | int, ...] = ("sources", i)
            if sum(other.id == source.id for other in sources[:i]):
                self._note("sources.yaml", (*path, "id"), f"id '{source.id}' đã dùng ở nguồn khác: đặt id khác")
            if source.replaced_by and source.replaced_by not in ids:
                self._unknown("sources.yaml", (*path, "replaced_by"), "nguồn", source.replaced_by, ids)
            if source.in_force_from and source.in_force_until and source.in_force_until < source.in_force_from:
                self._note(
                    "sources.yaml",
                    (*path, "in_force_until"),
                    "ngày hết hiệu lực sớm hơn ngày có hiệu lực: xem lại hai ngày",
                )
            if source.issued_on and source.in_force_from and source.in_force_from < source.issued_on:
                self._note("sources.yaml", (*path, "in_force_from"), "ngày có hiệu lực sớm hơn ngày ban hành: xem lại hai ngày")

    def _note(self, name: str, path: tuple[str | int, ...], text: str) -> None:
        self.mistakes.append(self.documents[name].mistake(path, text))

    def _unknown(self, name: str, path: tuple[str | int, ...], what: str, given: str, known: set[str]) -> None:
        self._note(name, path, f"không có {what} nào có id '{given}'{nearest(given, known)}")


def _topics(groups: list[tuple[str, Group]]) -> Iterator[tuple[str, tuple[str | int, ...], Topic]]:
    for name, group in groups:
        for i, topic in enumerate(group.topics):
            yield name, ("topics", i), topic
