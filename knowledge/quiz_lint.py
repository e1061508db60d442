"""What makes a quiz item a bad one; `camnang knowledge check` tells it, each at its line and column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.quiz import is_approved
from knowledge.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.lint import Places
    from knowledge.model import Knowledge, QuizItem
    from knowledge.yaml_source import Mistake

TELLING = 1.4  # so many times as long as the longest other option, or the shortest so many times as long as it
TELLING_LETTERS = 12  # and so many letters more
NEARLY_SAME = 92  # of 100
# Options that speak of the other options, which stand in another order each time they are shown.
_SOME = r"(tat ca|ca|khong co|khong|moi|cac|nhung)?( ?(hai|ba|bon|[234]))?( cac| nhung)?"
_ABOUT_OPTIONS = re.compile(
    rf"^{_SOME} ?(dap an|phuong an|lua chon|cau tra loi|cau|y kien|y|dieu|noi dung) (nao )?"
    r"(((neu |o )?(tren|duoi)|deu|con lai|dung|sai|dau tien|dau|cuoi|khac)\b|$)"
    r"|(tat ca|ca( hai| ba| bon| [234]))( cac)? (dap an|phuong an|lua chon)\b|^khong( co)? (dap an|phuong an|lua chon|cau|y) nao$"
    r"|^(tat ca|ca( hai| ba| bon| [234]))( deu)?( dung| sai)?$|^(dap an|phuong an|lua chon) [0-9]"
)
_NAMED = r"(?:cả |đáp án |câu |phương án |ý |chọn )*[a-d]"
_LETTERS = re.compile(
    rf"{_NAMED}(?: *(?:,|và|hoặc|&|\+) *{_NAMED})+(?: đều)?(?: đúng| sai)?|(?:đáp án|phương án) [a-d]", re.IGNORECASE
)


def quiz_mistakes(knowledge: Knowledge, places: Places) -> list[Mistake]:
    """What must be mended."""
    found = [mistake for item in knowledge.quiz.values() for mistake in _of(item, places)]
    return sorted([*found, *_alike(knowledge, places)])


def quiz_advice(knowledge: Knowledge, places: Places) -> list[Mistake]:
    """Items that are out of play until someone looks at them, and topics that no item asks about, if there is a quiz at all."""
    return sorted([*_out_of_play(knowledge, places), *_without_items(knowledge, places)] if knowledge.quiz else [])


def _of(item: QuizItem, places: Places) -> Iterator[Mistake]:
    if text := _given_away(item):
        yield places.item(item.id, text, "right")
    for number, option in enumerate(item.options):
        path: tuple[str | int, ...] = ("wrong", number - 1) if number else ("right",)
        if _ABOUT_OPTIONS.search(_plain(option)) or _LETTERS.fullmatch(option):
            yield places.item(
                item.id, f"'{option}' nói về các đáp án khác mà thứ tự được xáo trộn: viết thành một ý riêng", *path
            )
        if _plain(option) in map(_plain, item.options[:number]):
            yield places.item(item.id, f"đáp án '{option}' viết hai lần: sửa hoặc xóa một trong hai", *path)


def _given_away(item: QuizItem) -> str:
    """What to do about a right option that its length tells; empty when it does not."""
    right, wrong = len(item.right), [len(option) for option in item.wrong]
    if right >= TELLING * max(wrong) and right - max(wrong) >= TELLING_LETTERS:
        return "đáp án đúng dài hơn hẳn nên dễ đoán: rút ngắn lại, hoặc viết đáp án sai dài gần bằng"
    if min(wrong) >= TELLING * right and min(wrong) - right >= TELLING_LETTERS:
        return "đáp án đúng ngắn hơn hẳn nên dễ đoán: viết dài thêm, hoặc rút ngắn đáp án sai"
    return ""


def _alike(knowledge: Knowledge, places: Places) -> Iterator[Mistake]:
    items = list(knowledge.quiz.values())
    plain = [" ".join(sorted(_plain(item.question).split())) for item in items]
    likeness = process.cdist(plain, plain, scorer=fuzz.ratio, score_cutoff=NEARLY_SAME, dtype=np.uint8, workers=-1)
    for first, second in np.argwhere(np.triu(likeness, k=1)):
        if re.findall(r"\d+", plain[first]) == re.findall(r"\d+", plain[second]):
            text = f"câu hỏi gần như trùng với câu {items[first].id}: sửa hoặc xóa một trong hai"
            yield places.item(items[second].id, text, "question")


def _out_of_play(knowledge: Knowledge, places: Places) -> Iterator[Mistake]:
    for item in knowledge.quiz.values():
        if not is_approved(item, knowledge, {}):
            said = f"mục {item.topic} đã đổi từ khi câu đố được duyệt" if item.approved else "câu đố chưa được duyệt"
            text = f"{said} nên không được hỏi: so lại với mục rồi chạy 'camnang knowledge approve {item.id}'"
            yield places.item(item.id, text, "approved" if item.approved else "id")


def _without_items(knowledge: Knowledge, places: Places) -> Iterator[Mistake]:
    asked = {item.topic for item in knowledge.quiz.values()}
    for topic in knowledge.topics:
        if topic not in asked:
            yield places.topic(topic, f"chưa có câu đố nào về mục này: thêm một câu có 'topic: {topic}' vào thư mục quiz", "id")


def _plain(text: str) -> str:
    return fold(" ".join(words(text)))
