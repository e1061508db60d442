"""The environment's variables, with those of a `.env` file below them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from dotenv.parser import parse_stream

from bot.config import ConfigError
from knowledge.yaml_source import Mistake, UnreadableError, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dotenv.parser import Binding

_WRONG = "dòng này không đúng dạng TÊN=giá trị: sửa lại; giá trị có dấu # hay dấu nháy thì đặt cả giá trị trong dấu nháy đơn"


def read_environment(file: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """The file's variables and those given, which win. Without the file, those given. Raises ConfigError."""
    written = _written(file) if file.exists() and not file.is_dir() else {}
    given = tuple(name.upper() for name in variables)
    return {name: value for name, value in written.items() if not _is_set(name.upper(), given)} | dict(variables)


def _written(file: Path) -> dict[str, str]:
    try:
        lines = list(parse_stream(io.StringIO(text_of(file, str(file)), newline="")))
    except UnreadableError as error:
        raise ConfigError([error.mistake]) from None
    wrong = [Mistake(str(file), _number(line), 1, _WRONG) for line in lines if line.error or (line.key and line.value is None)]
    if wrong:
        raise ConfigError(wrong)
    return {line.key: line.value for line in lines if line.key and line.value is not None}


def _number(line: Binding) -> int:
    """Where it begins in the file; the parser counts the empty lines above it too."""
    blank = re.match(r"\s*", line.original.string)
    return line.original.line + len(re.findall(r"\r\n|\n|\r", blank[0] if blank else ""))


def _is_set(name: str, given: tuple[str, ...]) -> bool:
    """Whether a variable given says it already, by the same name or as a part of what it sets at once."""
    return any(name == other or name.startswith(f"{other}__") for other in given)
