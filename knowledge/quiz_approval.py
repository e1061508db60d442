"""Writes approvals into the text of a quiz file, and leaves every other letter of it as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.yaml_source import Document, UnreadableError, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.yaml_source import Data

_COMMENT = re.compile(r" +#[^\r\n]*")


def approve(document: Document, text: str, approvals: Mapping[str, str]) -> str:
    """The text of the document with these approvals, item → fingerprint.

    Raises UnreadableError where an item is written so unusually that a line can't be put into it.
    """
    lines = text.splitlines(keepends=True)
    # From the end, so that the lines before stay where they are.
    for number, item in reversed(list(enumerate(_items(document.data)))):
        if stamp := approvals.get(str(item.get("id"))):
            _put(lines, document, ("items", number), stamp, replaces="approved" in item)
            item["approved"] = stamp
    changed = "".join(lines)
    try:
        same = read(document.file, changed)[0].data == document.data
    except UnreadableError:
        same = False
    if not same:
        raise UnreadableError(document.mistake((), "không ghi được dấu duyệt vào tệp này: tự thêm dòng 'approved: …' vào câu đố"))
    return changed


def _put(lines: list[str], document: Document, item: tuple[str | int, ...], stamp: str, *, replaces: bool) -> None:
    line, column = document.position((*item, "approved" if replaces else "difficulty"))
    above = lines[line - 1]
    end = above[len(above.rstrip("\r\n")) :] or "\n"
    if replaces:
        comment = _COMMENT.search(above)
        lines[line - 1] = f"{above[: column - 1]}approved: '{stamp}'{comment[0] if comment else ''}{end}"
    else:
        lines[line - 1] = above.rstrip("\r\n") + end
        lines.insert(line, f"{' ' * (column - 1)}approved: '{stamp}'{end}")


def _items(data: Data) -> list[dict[str, Data]]:
    listed = data.get("items") if isinstance(data, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
