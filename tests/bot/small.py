"""A tiny knowledge base for tests of the bot, so that no test waits for the whole content or depends on its words."""

from __future__ import annotations

import shutil
from pathlib import Path

REAL = Path(__file__).parents[2] / "knowledge" / "content"

SOURCES = """\
sources:
  - id: so-tay
    name: Sổ tay thử nghiệm
    status: dùng để thử
    checked_on: 2026-11-23
    evidence: several pages
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


def small_content(folder: Path) -> Path:
    """A content folder with three topics, its sentences and words being the real ones."""
    content = folder / "content"
    (content / "topics").mkdir(parents=True)
    for name in ("messages.yaml", "vocabulary.yaml"):
        shutil.copy(REAL / name, content)
    (content / "out_of_scope.yaml").write_text(OUT_OF_SCOPE, encoding="utf-8")
    (content / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (content / "topics" / "thu-nghiem.yaml").write_text(TOPICS, encoding="utf-8")
    return content
