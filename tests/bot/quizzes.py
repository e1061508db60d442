"""A tiny knowledge base with quiz items, and people who play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.loader import load_folder
from knowledge.quiz import fingerprint
from tests.bot.small import small_content

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.fakes.telegram import FakeTelegram, Message, Person

ITEM = """\
  - id: {topic}-{number}
    topic: {topic}
    question: Câu {number} về {topic} là gì?
    right: Đáp án đúng số {number}
    wrong:
      - Đáp án sai thứ nhất
      - Đáp án sai thứ hai
      - Đáp án sai thứ ba
    explanation: Sổ tay nói rõ ở trang {number}.
    difficulty: easy
    approved: "{stamp}"
"""
TOPICS = ("trong-lua", "nuoi-ca", "xay-cau")


def quiz_content(folder: Path, items_of_each: int = 8) -> Path:
    """The small content with so many items for each of its three topics, all approved."""
    content = small_content(folder)
    knowledge = load_folder(content)
    stamps = {topic: fingerprint(knowledge.topics[topic], knowledge) for topic in TOPICS}
    items = [
        ITEM.format(topic=topic, number=number, stamp=stamps[topic]) for topic in TOPICS for number in range(1, items_of_each + 1)
    ]
    (content / "quiz").mkdir()
    (content / "quiz" / "do.yaml").write_text("items:\n" + "".join(items), encoding="utf-8")
    return content


def right(message: Message) -> int:
    """The place of the poll's right option."""
    place: int = message.poll["correct_option_ids"][0]
    return place


def wrong(message: Message) -> int:
    """The place of an option that is not right."""
    return (right(message) + 1) % len(message.poll["options"])


def recounted(telegram: FakeTelegram, polls: list[Message]) -> Mapping[int, tuple[int, int]]:
    """Right answers and answers of each person, counted from the fake's own record of the votes as they stand."""
    counts: dict[int, tuple[int, int]] = {}
    for message in polls:
        for person, options in telegram.votes_in(message).items():
            was_right, answered = counts.get(person, (0, 0))
            counts[person] = was_right + (options == [right(message)]), answered + 1
    return counts


def account(person: Person) -> str:
    """The person's account."""
    return f"telegram:{person.id}"
