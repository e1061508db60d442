"""Phrasings that editors added by one tap: their file as text, and whether one more would do harm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.index import Answer, Index, Suggest
from knowledge.lint import twin_of
from knowledge.model import Learned
from knowledge.text import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.index import Found
    from knowledge.library import Snapshot
    from knowledge.model import Knowledge

HEADER = """\
# Cách hỏi mà người phụ trách thêm bằng một lần bấm (/chuatraloi), xếp theo mục; out_of_scope: câu ngoài phạm vi.
# Chương trình ghi tệp này. Xóa hay sửa một dòng tùy ý; lời ghi chú thêm vào tệp không được giữ lại.
"""

Taught = tuple[str, str | None]  # a phrasing, and the entry that answers it; None: nothing should


@dataclass(frozen=True)
class Harm:
    """A question that was answered well and would no longer be: `now` answers it instead, nothing where that is None."""

    question: str
    right: str | None
    now: str | None


def taught(learned: Learned) -> Iterator[Taught]:
    """Everything in it, one by one."""
    for topic, phrasings in learned.topics.items():
        yield from ((phrasing, topic) for phrasing in phrasings)
    yield from ((question, None) for question in learned.out_of_scope)


def learned_from(given: Iterable[Taught]) -> Learned:
    """All of it, each phrasing once (the last word counts), in an order that does not depend on when it came."""
    last = {normalize(phrasing): (phrasing, topic) for phrasing, topic in given if normalize(phrasing)}
    in_order = sorted(last.values(), key=lambda pair: (pair[1] or "", normalize(pair[0])))
    topics: dict[str, tuple[str, ...]] = {}
    for phrasing, topic in in_order:
        if topic is not None:
            topics[topic] = (*topics.get(topic, ()), phrasing)
    return Learned(topics=topics, out_of_scope=tuple(phrasing for phrasing, topic in in_order if topic is None))


def as_yaml(learned: Learned) -> str:
    """The text of its file."""
    lines = [HEADER]
    if learned.topics:
        lines.append("topics:\n")
    for topic, phrasings in learned.topics.items():
        lines += [f"  {topic}:\n", *(f"    - {_quoted(phrasing)}\n" for phrasing in phrasings)]
    if learned.out_of_scope:
        lines += ["out_of_scope:\n", *(f"  - {_quoted(question)}\n" for question in learned.out_of_scope)]
    return "".join(lines)


def harm_of(new: Taught, before: Snapshot) -> tuple[Harm | None, Knowledge, Index]:
    """The first question that would suffer, and what the content and its index would be. Takes a second.

    The new phrasing comes first, then all that the content knows: an entry's phrasings must not lead to another entry or to
    nothing, and what is out of scope must not be answered, where that was so before.
    """
    knowledge = replace(before.knowledge, learned=learned_from([*taught(before.knowledge.learned), new]))
    index = Index(knowledge, before=before.index)
    if twin := twin_of(new[0], new[1], before.knowledge, index.reading):
        return Harm(twin[1], twin[0], new[1]), knowledge, index
    known = list(_known(knowledge, new))
    for (question, right), now in zip(known, index.search_many([question for question, _ in known]), strict=True):
        if _is_bad(now, right) and (question == new[0] or not _is_bad(before.index.search(question), right)):
            return Harm(question, right, now.entry if isinstance(now, Answer) else None), knowledge, index
    return None, knowledge, index


def _known(knowledge: Knowledge, new: Taught) -> Iterator[Taught]:
    yield new
    for topic in knowledge.topics:
        yield from ((phrasing, topic) for phrasing in knowledge.phrasings(topic))
    yield from ((question, None) for questions in knowledge.foreign for question in questions)


def _is_bad(found: Found, right: str | None) -> bool:
    if right is None:
        return isinstance(found, Answer)
    if isinstance(found, Answer):
        return found.entry != right
    return not (isinstance(found, Suggest) and right in found.entries)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
