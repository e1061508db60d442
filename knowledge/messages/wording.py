"""What a sentence of messages.yaml may be."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True)
class _OnlyTheseBlanks:
    """Checks that a sentence has just the blanks ({name}) that the program fills."""

    allowed: tuple[str, ...]

    def __call__(self, sentence: str) -> str:
        only = f"chỉ dùng {', '.join('{' + name + '}' for name in self.allowed)}" if self.allowed else "xóa đi"
        try:
            wrong = sorted(_used_in(sentence) - set(self.allowed))
        except ValueError:
            raise ValueError(f"dấu ngoặc nhọn viết chưa đủ cặp {{…}}: {only}") from None
        if wrong:
            raise ValueError(f"chỗ trống {{{wrong[0]}}} không dùng được ở câu này: {only}")
        return sentence


def _used_in(sentence: str) -> set[str]:
    """The blanks as they are typed, {name:>9} being another one than {name}. ValueError for a lone brace."""
    fields = [(name, kind, form) for _, name, form, kind in string.Formatter().parse(sentence) if name is not None]
    return {name + (f"!{kind}" if kind else "") + (f":{form}" if form else "") for name, kind, form in fields}


def blanks(*allowed: str) -> AfterValidator:
    """The check that a sentence has no other blanks than these."""
    return AfterValidator(_OnlyTheseBlanks(allowed))


Sentence = Annotated[Wording, blanks()]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Phrases = Annotated[tuple[Sentence, ...], BeforeValidator(_listed)]

_Command = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
Menu = dict[_Command, Annotated[Sentence, StringConstraints(max_length=256)]]


class Section(BaseModel):
    """A part of messages.yaml: each field is one sentence or one list of phrases; {blanks} are filled by the program."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
