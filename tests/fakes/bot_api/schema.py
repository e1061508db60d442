"""The Bot API's schema, compiled once to functions that say what is wrong with a request or an object."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Checker = Callable[[Any], str | None]  # None, or the path within the value and what is wrong there: "[0].text: missing"
    Decoder = Callable[[Any], tuple[Any, str | None]]  # the value that was meant, and what is wrong with it

FILE = Path(__file__).parents[1] / "bot-api-10.0.json"
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    file_name: str
    content_type: str
    content: bytes


class Schema:
    """Every method and type of the Bot API."""

    def __init__(self, file: Path = FILE) -> None:
        read = json.loads(file.read_text(encoding="utf-8"))
        self._types: dict[str, Any] = read["types"]
        self._checkers: dict[str, Checker] = {"Integer": _integer, "Float": _number, "String": _string, "Boolean": _boolean}
        self._methods = {name.lower(): (name, self._method(found["fields"])) for name, found in read["methods"].items()}
        self._returns: dict[str, Checker] = {
            name: self._union(tuple(found["returns"])) for name, found in read["methods"].items()
        }

    def method(self, name: str) -> str | None:
        """The method's name as the schema spells it; None when there is none."""
        found = self._methods.get(name.lower())
        return found[0] if found else None

    def parameters(self, method: str, given: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
        """What was given, decoded, and the first thing that is wrong with it."""
        decoders, required = self._methods[method.lower()][1]
        decoded: dict[str, Any] = {}
        first = None
        for name, raw in given.items():
            if decoder := decoders.get(name):
                decoded[name], problem = decoder(raw)
            elif isinstance(raw, Upload) and _is_attached(name, given):
                decoded[name], problem = raw, None
            else:
                decoded[name], problem = raw, ": unknown parameter"
            if problem and not first:
                first = f"{name}{problem}"
        if not first and (missing := required - given.keys()):
            first = f"{', '.join(sorted(missing))}: missing"
        return decoded, first

    def problem(self, type_name: str, value: object) -> str | None:
        """What is wrong with an object of this type; None when nothing is."""
        found = self._checker(type_name)(value)
        return f"{type_name}{found}" if found else None

    def problem_of_result(self, method: str, result: object) -> str | None:
        """What is wrong with the result of the method; None when nothing is."""
        found = self._returns[method](result)
        return f"result of {method}{found}" if found else None

    def _method(self, fields: dict[str, Any]) -> tuple[dict[str, Decoder], frozenset[str]]:
        decoders = {name: self._decoder(tuple(field["types"])) for name, field in fields.items()}
        return decoders, _required(fields)

    def _decoder(self, types: tuple[str, ...]) -> Decoder:
        takes_file = "InputFile" in types
        structured = tuple(name for name in types if name not in {"Integer", "Float", "String", "Boolean", "InputFile"})
        check_structure = self._union(structured)
        check_native = self._union(tuple(name for name in types if name != "InputFile"))

        def decode(raw: Any) -> tuple[Any, str | None]:
            if isinstance(raw, Upload):
                return raw, None if takes_file else ": a file is not expected here"
            if not isinstance(raw, str):
                return raw, check_native(raw)
            if structured:
                try:
                    value = json.loads(raw)
                except ValueError:
                    return raw, ": not JSON"
                return value, check_structure(value)
            return _scalar(types, raw)

        return decode

    def _checker(self, type_name: str) -> Checker:
        if type_name not in self._checkers:
            self._checkers[type_name] = self._later(type_name)  # types hold themselves
            self._checkers[type_name] = self._compiled(type_name)
        return self._checkers[type_name]

    def _later(self, type_name: str) -> Checker:
        def check(value: Any) -> str | None:
            return self._checkers[type_name](value)

        return check

    def _compiled(self, type_name: str) -> Checker:
        if type_name.startswith("Array of "):
            return _array(self._checker(type_name.removeprefix("Array of ")))
        declared = self._types[type_name]
        if "subtypes" in declared:
            return self._union(tuple(declared["subtypes"]))
        return self._object(declared["fields"])

    def _object(self, fields: dict[str, Any]) -> Checker:
        checkers = {name: self._field(field) for name, field in fields.items()}
        required = _required(fields)

        def check(value: Any) -> str | None:
            if type(value) is not dict:
                return f": an object is expected, not {value!r:.80}"
            for name, item in value.items():
                checker = checkers.get(name)
                if checker is None:
                    return f".{name}: unknown field"
                if problem := checker(item):
                    return f".{name}{problem}"
            if not required <= value.keys():
                return f".{min(required - value.keys())}: missing"
            return None

        return check

    def _field(self, field: dict[str, Any]) -> Checker:
        return _exactly(field["is"]) if "is" in field else self._union(tuple(field["types"]))

    def _union(self, types: tuple[str, ...]) -> Checker:
        checkers = [(self._checker(name), self._fields_of(name)) for name in types if name != "InputFile"]
        if len(checkers) == 1:
            return checkers[0][0]

        def check(value: Any) -> str | None:
            problems = []
            for checker, fields in checkers:
                problem = checker(value)
                if problem is None:
                    return None
                problems.append((_likeness(fields, value), problem))
            return max(problems, key=lambda found: found[0])[1]

        return check

    def _fields_of(self, type_name: str) -> dict[str, Any]:
        found: dict[str, Any] = self._types.get(type_name, {}).get("fields", {})
        return found


@cache
def schema() -> Schema:
    """The schema, read and compiled once."""
    return Schema()


def _required(fields: dict[str, Any]) -> frozenset[str]:
    return frozenset(name for name, field in fields.items() if field.get("required"))


def _is_attached(name: str, given: dict[str, Any]) -> bool:
    return any(isinstance(value, str) and f"attach://{name}" in value for value in given.values())


def _likeness(fields: dict[str, Any], value: Any) -> int:
    """How much the value looks as if it was meant to be of these fields: the kind it says it is counts most."""
    if not isinstance(value, dict):
        return 0
    says_so = any("is" in field and value.get(name) == field["is"] for name, field in fields.items())
    return 100 * says_so + len(fields.keys() & value.keys())


def _scalar(types: tuple[str, ...], raw: str) -> tuple[Any, str | None]:
    if "Integer" in types and _INTEGER.fullmatch(raw):
        return int(raw), None
    if "Boolean" in types and raw.lower() in _BOOLEANS:
        return _BOOLEANS[raw.lower()], None
    if "String" in types:
        return raw, None
    if "Float" in types:
        try:
            return float(raw), None
        except ValueError:
            pass
    return raw, f": {' or '.join(types)} is expected, not {raw!r:.80}"


def _array(check_item: Checker) -> Checker:
    def check(value: Any) -> str | None:
        if type(value) is not list:
            return f": an array is expected, not {value!r:.80}"
        for place, item in enumerate(value):
            if problem := check_item(item):
                return f"[{place}]{problem}"
        return None

    return check


def _exactly(expected: str) -> Checker:
    return lambda value: None if value == expected else f": {expected!r} is expected, not {value!r:.80}"


def _integer(value: Any) -> str | None:
    return None if type(value) is int else f": an Integer is expected, not {value!r:.80}"


def _number(value: Any) -> str | None:
    return None if type(value) in (int, float) else f": a Float is expected, not {value!r:.80}"


def _string(value: Any) -> str | None:
    return None if type(value) is str else f": a String is expected, not {value!r:.80}"


def _boolean(value: Any) -> str | None:
    return None if type(value) is bool else f": a Boolean is expected, not {value!r:.80}"
