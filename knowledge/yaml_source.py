"""YAML text → plain data that remembers where each piece stood. Scalars stay the text that was typed."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path as File

# libyaml reads a thousand phrasings in milliseconds; the pure reader is the fallback where it was not built.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 20
NO_NAME = -1  # stands in a path for what has no name of its own

Data = str | list["Data"] | dict[str, "Data"]
Path = tuple[str | int, ...]
Position = tuple[int, int]

# Beside what YAML refuses: the line ends that YAML counts and editors don't, so that line numbers agree.
_REFUSED = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n?|\n")
_TAB_INDENT = re.compile(" *\t")

_QUOTE_IT = "đặt cả câu trong dấu nháy"
_ALIGN = "xem lại dấu cách đầu dòng ở dòng này và dòng trên, và dấu nháy trong dòng"
# What the YAML readers say, by a part of it → the same for people, and whether it is seen best where the piece began.
_REASONS = (
    ("mapping values are not allowed", f"dấu ':' ở đây không hợp lệ: {_QUOTE_IT}, hoặc sửa dấu cách đầu dòng", False),
    ("entries are not allowed", "dấu '- ' không đứng sau chữ khác: xuống dòng rồi viết '- …'", False),
    ("cannot start any token", f"câu không bắt đầu bằng ký tự này được: {_QUOTE_IT}", False),
    ("alphabetic or numeric character", f"câu không bắt đầu bằng * hay & được: {_QUOTE_IT}", True),
    ("expected ':'", "thiếu dấu ': ' sau tên mục: viết 'tên: nội dung', hoặc thụt dòng vào nếu là phần tiếp của câu trên", True),
    ("unexpected end of stream", "dấu nháy mở ở đây chưa được đóng: thêm dấu nháy ở cuối câu", True),
    ("',' or ']'", "dấu [ mở ở đây chưa được đóng: thêm dấu ], hoặc viết mỗi ý một dòng '- …'", True),
    ("',' or '}'", f"dấu {{ mở ở đây chưa được đóng: thêm dấu }}, hoặc {_QUOTE_IT}", True),
    (
        "node content",
        f"chỗ này thừa dấu , ] hay }}, hoặc danh sách chưa được đóng: {_QUOTE_IT}, hoặc viết mỗi ý một dòng '- …'",
        False,
    ),
    ("escape", "dấu \\ không dùng được trong nháy kép: dùng nháy đơn", False),
    ("", f"YAML viết chưa đúng: {_ALIGN}", False),
)


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing wrong in one file; line and column count from 1."""

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        shown = f"{self.file}:{self.line}:{self.column}: {self.text}"
        # A file's own words must not break the line or steer the terminal.
        return "".join(letter if letter.isprintable() else " " for letter in shown)


class UnreadableError(Exception):
    """A file that is no text, or no YAML at all."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake
        super().__init__(str(mistake))


@dataclass(frozen=True)
class Document:
    """A YAML file's data and the place of every node in it."""

    file: str
    data: Data
    positions: dict[Path, Position]

    def position(self, path: Sequence[str | int]) -> Position:
        """The place of the deepest known node on the path, so that a missing key is reported at its parent."""
        for length in range(len(path), -1, -1):
            found = self.positions.get(tuple(path[:length]))
            if found:
                return found
        return (1, 1)

    def mistake(self, path: Sequence[str | int], text: str) -> Mistake:
        """A mistake at the node of that path."""
        return Mistake(self.file, *self.position(path), text)


def text_of(path: File, shown: str) -> str:
    """The file's text, which mistakes call `shown`. Raises UnreadableError when it can't be read or is not UTF-8."""
    try:
        raw = path.read_bytes()
    except (OSError, ValueError):
        raise UnreadableError(Mistake(shown, 1, 1, "không mở được tệp: kiểm tra tên tệp và quyền đọc")) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _end_of(error.object[: error.start].decode("utf-8-sig"))
        raise UnreadableError(Mistake(shown, *place, "tệp không phải dạng UTF-8: mở tệp và lưu lại dạng UTF-8")) from None


def read(file: str, text: str) -> tuple[Document, list[Mistake]]:
    """The file's data and its mistakes of form. Raises UnreadableError for what is no YAML at all."""
    text = text.removeprefix("\ufeff")
    refused = _REFUSED.search(text)
    if refused:
        reason = f"có ký tự không đọc được (U+{ord(refused[0]):04X}): xóa ký tự đó và lưu tệp dạng UTF-8"
        raise UnreadableError(Mistake(file, *_end_of(text[: refused.start()]), reason))
    try:
        with closing(_events(text)) as events:
            return _Reading(file, events).document()
    except yaml.MarkedYAMLError as error:
        raise UnreadableError(_syntax_mistake(file, text, error)) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        # The pure reader lets a few numbers that are no character, or no version, fall through.
        raise UnreadableError(Mistake(file, 1, 1, _REASONS[-1][1])) from None


def _events(text: str) -> Generator[yaml.Event, None, None]:
    yield from yaml.parse(text, Loader=_Loader)


def _end_of(text: str) -> Position:
    ends = list(_LINE_END.finditer(text))
    return len(ends) + 1, len(text) - (ends[-1].end() if ends else 0) + 1


def _syntax_mistake(file: str, text: str, error: yaml.MarkedYAMLError) -> Mistake:
    said = str(error.problem or "")
    reason, where_it_began = next((ours, began) for theirs, ours, began in _REASONS if theirs in said)
    marks = [error.problem_mark, error.context_mark]
    mark = next((mark for mark in (reversed(marks) if where_it_began else marks) if mark), None)
    if mark is None:
        return Mistake(file, 1, 1, reason)
    fault = error.problem_mark or mark
    lines = _LINE_END.split(text)
    tab = _TAB_INDENT.match(lines[fault.line]) if fault.line < len(lines) else None
    if tab:
        return Mistake(file, fault.line + 1, tab.end(), "dòng này thụt bằng phím Tab: thay bằng dấu cách")
    return Mistake(file, mark.line + 1, mark.column + 1, reason)


class _Reading:
    """One reading of one file, event by event: nothing is built twice, and nothing deeper than MAX_DEPTH."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self._file, self._events = file, events
        self._positions: dict[Path, Position] = {}
        self._mistakes: list[Mistake] = []

    def document(self) -> tuple[Document, list[Mistake]]:
        """The data of the file's only document; an empty file is an empty mapping."""
        data: Data = {}
        started = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if started:
                    raise UnreadableError(self._at(event, "dòng '---' chia tệp làm hai: xóa dòng đó"))
                started = True
                data = self._node(next(self._events), ())
        return Document(self._file, data, self._positions), self._mistakes

    def _at(self, event: yaml.Event, text: str) -> Mistake:
        return Mistake(self._file, *_start(event), text)

    def _node(self, event: yaml.Event, path: Path) -> Data:
        if len(path) > MAX_DEPTH:
            raise UnreadableError(self._at(event, f"lồng nhau quá {MAX_DEPTH} tầng: viết lại đơn giản hơn"))
        self._positions.setdefault(path, _start(event))
        if isinstance(event, yaml.AliasEvent):
            self._mistakes.append(self._at(event, f"dấu * đầu câu là ký hiệu riêng của YAML: {_QUOTE_IT}"))
            return f"*{event.anchor}"
        self._check_properties(event)
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return [self._node(child, (*path, i)) for i, child in enumerate(self._until(yaml.SequenceEndEvent))]
        return self._mapping(path)

    def _mapping(self, path: Path) -> dict[str, Data]:
        plain: dict[str, Data] = {}
        for key in self._until(yaml.MappingEndEvent):
            typed = self._node(key, (*path, NO_NAME))
            name = typed if isinstance(typed, str) else ""
            known = bool(name) and name not in plain
            if known:
                self._positions[(*path, name)] = _start(key)
            elif name:
                self._mistakes.append(self._at(key, f"mục '{name[:60]}' viết hai lần: gộp hai mục làm một"))
            else:
                self._mistakes.append(self._at(key, "tên mục phải là chữ: viết dạng 'tên: nội dung'"))
            value = self._node(next(self._events), (*path, name if known else NO_NAME))
            if known:
                plain[name] = value
        return plain

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _check_properties(self, event: yaml.Event) -> None:
        for sign, given in (("&", getattr(event, "anchor", None)), ("!", getattr(event, "tag", None))):
            if given:
                self._mistakes.append(self._at(event, f"dấu {sign} đầu câu là ký hiệu riêng của YAML: {_QUOTE_IT}"))


def _start(event: yaml.Event) -> Position:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
