"""The smallest content there is, for tests that break it; messages.yaml has a line for each field, in the model's order."""

from __future__ import annotations

from knowledge.loader import ContentError, load_texts
from knowledge.messages import Messages

SOURCES = """\
sources:
  - id: so-tay
    name: Sổ tay
    checked_on: 2026-11-23
    evidence: several pages
  - id: trang-bao
    name: Trang báo
    checked_on: 2026-11-23
    evidence: one page
"""

OUT_OF_SCOPE = """\
subjects:
  - id: thoi-tiet
    questions:
      - mai có mưa không
"""

VOCABULARY = """\
abbreviations:
  qđ: quy định
synonyms:
  mạng xã hội:
    - facebook
filler:
  - ạ
"""

RICE = """\
group: nong-nghiep
title: Nông nghiệp
topics:
  - id: trong-lua
    title: Trồng lúa
    questions:
      - trồng lúa thế nào
    answer: Gieo mạ vào tháng mười một.
    sources:
      - so-tay
    related:
      - nuoi-ca
"""

FISH = """\
group: thuy-san
title: Thủy sản
topics:
  - id: nuoi-ca
    title: Nuôi cá
    answer: Thả cá vào tháng ba.
    sources:
      - trang-bao: mục 2
"""

FIELDS = list(Messages.model_fields)
MESSAGES = "".join(f"{field}: {{}}\n" if field.startswith("menu_") else f"{field}: chữ\n" for field in FIELDS)

TINY = {
    "sources.yaml": SOURCES,
    "vocabulary.yaml": VOCABULARY,
    "messages.yaml": MESSAGES,
    "out_of_scope.yaml": OUT_OF_SCOPE,
    "topics/lua.yaml": RICE,
    "topics/ca.yaml": FISH,
}


def complaints(**changed: str) -> list[str]:
    """What is said of the tiny content with some files changed: `sources=…` for sources.yaml, `lua=…` for topics/lua.yaml."""
    files = dict(TINY)
    for name, text in changed.items():
        files[next(file for file in TINY if file.removeprefix("topics/") == f"{name}.yaml")] = text
    try:
        load_texts(files)
    except ContentError as error:
        return str(error).splitlines()
    return []
