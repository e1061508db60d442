"""The smallest content there is, for tests that break it; messages.yaml has a line for each field, in the model's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.loader import ContentError, load_texts
from knowledge.messages import Messages, Section

if TYPE_CHECKING:
    from collections.abc import Iterable

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
SECTIONS: dict[str, type[Section]] = {
    name: field.annotation
    for name, field in Messages.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def written(fields: Iterable[str], indent: str = "") -> str:
    """A line for each field, a section's fields below its name."""
    return "".join(
        f"{name}:\n{written(SECTIONS[name].model_fields, '  ')}"
        if name in SECTIONS and not indent
        else f"{indent}{name}: {'{}' if name.startswith('menu_') else 'chữ'}\n"
        for name in fields
    )


MESSAGES = written(FIELDS)

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
