"""The A4 page for a notice board, as SVG: what it is, a large QR code, how to use it. Lengths are millimetres."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import segno

from bot.drawing import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.messages import Messages

PAPER = ("210mm", "297mm")
POINTS = ("595.21", "841.93")  # A4 in 1/72 inch, a hair more so that 300 pixels to the inch make 2480 × 3508
QUIET = 4  # modules of white that readers of QR codes ask for on each side
SMALLEST_CODE, LARGEST_CODE = 60.0, 134.0

_WIDTH, _HEIGHT = 210, 297
_FRAME, _TOP, _BOTTOM = 10, 19, 281
_MIDDLE, _TEXT_WIDTH = _WIDTH / 2, 166
_NUMBERS, _STEPS, _STEP_WIDTH = 30, 39, 150
# The width of a letter, of its size; the margins leave room for wider ones.
_LETTER, _ADDRESS_LETTER = 0.48, 0.56
_LEADING = 1.3
_MIDDLE_FORM = 'text-anchor="middle"'
_BOLD = 'text-anchor="middle" font-weight="bold"'
_PAGE = """\
<svg xmlns="http://www.w3.org/2000/svg" xml:lang="vi"
  width="{width}" height="{height}" viewBox="0 0 210 297" preserveAspectRatio="none">
<title>{title}</title>
<rect width="210" height="297" fill="#fff"/>
<rect x="{frame}" y="{frame}" width="{inner_width}" height="{inner_height}" fill="none" stroke="#000" stroke-width="0.5"/>
<g font-family="{fonts}" fill="#000">
{lines}
</g>
{code}
</svg>
"""
_CODE = """\
<svg x="{x:.2f}" y="{y:.2f}" width="{side:.2f}" height="{side:.2f}" viewBox="-{quiet} -{quiet} {whole} {whole}">
<rect x="-{quiet}" y="-{quiet}" width="{whole}" height="{whole}" fill="#fff"/>
<path id="code" shape-rendering="crispEdges" fill="#000" d="{modules}"/>
</svg>"""


class NoRoomError(Exception):
    """The words leave too little room for the code."""


@dataclass(frozen=True)
class Poster:
    """What differs from poster to poster: where the code leads, the first step, and the example."""

    address: str
    first_step: str
    example: str


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    gap: float  # white above it
    form: str
    x: float
    number: str = ""

    @property
    def height(self) -> float:
        return self.gap + self.size * _LEADING


def drawn(poster: Poster, messages: Messages, size: tuple[str, str]) -> str:
    """The page as SVG in that width and height. Raises NoRoomError."""
    above, below = _above(messages), _below(poster, messages)
    room = _BOTTOM - _TOP - _height(above) - _height(below)
    side = min(room, LARGEST_CODE)
    if side < SMALLEST_CODE:
        raise NoRoomError
    top = _TOP + _height(above) + (room - side) / 2
    lines = [*_placed(above, _TOP), *_placed(below, _BOTTOM - _height(below))]
    return _PAGE.format(
        width=size[0],
        height=size[1],
        title=escape(messages.poster_name),
        frame=_FRAME,
        inner_width=_WIDTH - 2 * _FRAME,
        inner_height=_HEIGHT - 2 * _FRAME,
        fonts=FONTS,
        lines="\n".join(lines),
        code=_code(poster.address, top, side),
    )


def shown(address: str) -> str:
    """The address as people type it."""
    return address.removeprefix("https://")


def _above(messages: Messages) -> list[_Line]:
    return [*_centred(messages.poster_name, 19, form=_BOLD), *_centred(messages.poster_purpose, 6.2, gap=2)]


def _below(poster: Poster, messages: Messages) -> list[_Line]:
    steps = (poster.first_step, messages.poster_ask, messages.poster_private)
    return [
        *_address_lines(shown(poster.address)),
        *(line for number, step in enumerate(steps, 1) for line in _step(number, step)),
        *_centred(poster.example, 5.8, gap=8, form='text-anchor="middle" font-style="italic"'),
        *_centred(messages.poster_footer, 4, gap=7),
    ]


def _address_lines(address: str) -> list[_Line]:
    size = 6
    letters = int(_TEXT_WIDTH / (size * _ADDRESS_LETTER))
    parts = [address] if len(address) <= letters else re.split(r"(?=\?)", address, maxsplit=1)
    return [_Line(cut, size, 0, _BOLD, _MIDDLE) for part in parts for cut in _evenly_cut(part, letters)]


def _centred(text: str, size: float, *, gap: float = 0, form: str = _MIDDLE_FORM) -> list[_Line]:
    parts = _evenly_cut(text, int(_TEXT_WIDTH / (size * _LETTER)))
    return [_Line(part, size, 0 if index else gap, form, _MIDDLE) for index, part in enumerate(parts)]


def _step(number: int, text: str) -> list[_Line]:
    size, gap = 6, 4.5 if number > 1 else 9
    parts = _evenly_cut(text, int(_STEP_WIDTH / (size * _LETTER)))
    return [_Line(part, size, 0 if index else gap, "", _STEPS, "" if index else f"{number}.") for index, part in enumerate(parts)]


def _evenly_cut(text: str, letters: int) -> list[str]:
    """The fewest lines of so many letters, none much shorter than the others; what has no blanks is cut anywhere."""
    fewest = len(textwrap.wrap(text, letters, break_on_hyphens=False))
    tried = (textwrap.wrap(text, width, break_on_hyphens=False) for width in range(len(text) // fewest, letters + 1))
    return next(lines for lines in tried if len(lines) == fewest)


def _height(lines: Iterable[_Line]) -> float:
    return sum(line.height for line in lines)


def _placed(lines: Sequence[_Line], top: float) -> list[str]:
    """The lines one below the other."""
    written = []
    for line in lines:
        top += line.height
        baseline = top - line.size * (_LEADING - 1)
        if line.number:
            written.append(_text(replace(line, text=line.number, form='font-weight="bold"', x=_NUMBERS), baseline))
        written.append(_text(line, baseline))
    return written


def _text(line: _Line, baseline: float) -> str:
    form = f" {line.form}" if line.form else ""
    return f'<text x="{line.x:g}" y="{baseline:.2f}" font-size="{line.size:g}"{form}>{escape(line.text)}</text>'


def _code(address: str, top: float, side: float) -> str:
    # A quarter of the code may be torn or dirty.
    matrix = segno.make_qr(address, error="q").matrix
    whole = len(matrix) + 2 * QUIET
    return _CODE.format(x=_MIDDLE - side / 2, y=top, side=side, quiet=QUIET, whole=whole, modules=_modules(matrix))


def _modules(matrix: Sequence[Sequence[int]]) -> str:
    """The dark modules as one path, each run of a row one rectangle."""
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(runs)
