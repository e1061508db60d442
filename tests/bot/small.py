"""A tiny knowledge base, so that no test of the bot waits for the whole content or depends on its words."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.index import Suggest

if TYPE_CHECKING:
    from knowledge.library import Snapshot

REAL = Path(__file__).parents[2] / "knowledge" / "content"

SOURCES = """\
sources:
  - id: so-tay
    name: Sổ tay thử nghiệm
    status: dùng để thử
    checked_on: 2026-11-23
    evidence: several pages
"""

VOCABULARY = """\
surnames:
  - nguyễn
  - trần
given_names:
  - bình
  - lan
"""

OUT_OF_SCOPE = """\
subjects:
  - id: thoi-tiet
    questions:
      - ngày mai trời có mưa không
"""

TOPICS = """\
group: thu-nghiem
title: Thử nghiệm
topics:
  - id: trong-lua
    title: Trồng lúa nước ở đồng bằng
    questions:
      - trồng lúa thế nào
      - khi nào gieo mạ
      - bón phân cho ruộng lúa
    answer: Gieo mạ vào tháng mười một.
    sources:
      - so-tay
    related:
      - nuoi-ca
  - id: nuoi-ca
    title: Nuôi cá trong ao
    questions:
      - nuôi cá thế nào
      - thả cá giống vào tháng mấy
      - cho cá ăn gì
    answer: Thả cá giống vào tháng ba.
    sources:
      - so-tay
  - id: xay-cau
    title: Xây cầu qua sông
    questions:
      - xây cầu bê tông bao lâu
      - ai duyệt bản vẽ cầu
      - cầu chịu được xe mấy tấn
    answer: Bản vẽ cầu do sở duyệt.
    sources:
      - so-tay
"""

QUESTION, ENTRY, ANSWER = "khi nào gieo mạ", "trong-lua", "Gieo mạ vào tháng mười một."
STRANGE = "zzz qqq xxx"


def small_content(folder: Path) -> Path:
    """A content folder with three entries; the program's own sentences are the real ones."""
    content = folder / "content"
    (content / "topics").mkdir(parents=True)
    shutil.copy(REAL / "messages.yaml", content)
    files = {"sources": SOURCES, "vocabulary": VOCABULARY, "out_of_scope": OUT_OF_SCOPE, "topics/thu-nghiem": TOPICS}
    for name, text in files.items():
        (content / f"{name}.yaml").write_text(text, encoding="utf-8")
    return content


def unsure_question(current: Snapshot) -> str:
    """A question that is asked back, wherever the cut-offs are just now."""
    words = sorted({word for topic in current.knowledge.topics.values() for text in topic.phrasings for word in text.split()})
    tried = [*words, *(f"{one} {other}" for one in words for other in words)]
    return next(text for text in tried if isinstance(current.index.search(text), Suggest))
