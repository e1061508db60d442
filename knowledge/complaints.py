"""What a content or settings file's mistake is called, in Vietnamese, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from knowledge.yaml_source import Document, Mistake
    from knowledge.yaml_source import Path as Place

SHOWN = 60  # characters of the file's own words, so that a mistake stays a line one can read
NAMED = 20  # a longer list of names says less than the nearest one

_EMPTY = "mục '{field}' đang để trống: viết nội dung vào"
_NO_LINES = "mục '{field}' đang để trống: viết ít nhất một dòng '- …'"
_ONE_TEXT = "mục '{field}' phải là một câu chữ, không phải danh sách; nếu trong câu có dấu ':' hay '?', đặt cả câu trong dấu nháy"
_NUMBER = "'{value}' không phải số nguyên ở mục '{field}': viết chữ số, ví dụ 90"
_BY_TYPE = {
    "missing": "thiếu mục '{field}': thêm dòng '{field}: …'",
    "string_too_short": _EMPTY,
    "too_short": _NO_LINES,
    "too_long": "mục '{field}' có quá nhiều dòng (nhiều nhất {max_length}): bỏ bớt",
    "string_too_long": "'{value}' dài quá {max_length} ký tự: viết ngắn lại",
    "tuple_type": "mục '{field}' phải là danh sách: mỗi dòng bắt đầu bằng '- '",
    "dict_type": "mục '{field}' phải gồm các dòng 'tên: nội dung'",
    "model_type": "chỗ này phải gồm các dòng 'tên: nội dung'",
    "literal_error": "'{value}' không dùng được ở mục '{field}': chọn một trong {expected}",
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "bool_parsing": "'{value}' không dùng được ở mục '{field}': viết true hoặc false",
    "greater_than_equal": "mục '{field}' phải từ {ge} trở lên",
    "less_than_equal": "mục '{field}' phải không quá {le}",
}
_OF_MANY = ("missing", "too_short", "too_long", "tuple_type", "dict_type", "model_type", "value_error")
_DATE = "'{value}' không phải ngày ở mục '{field}': viết năm-tháng-ngày, ví dụ 2026-11-23"
_LINK = "'{value}' không phải địa chỉ ở mục '{field}': viết cả địa chỉ, bắt đầu bằng https://"
_IDENTIFIER = "'{value}' viết chưa đúng dạng ở mục '{field}': chỉ chữ thường không dấu, chữ số và dấu gạch nối, ví dụ qd85-la-gi"
_ANY = "'{value}' không dùng được ở mục '{field}': xem lại nội dung mục này"


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint "; có phải 'x'?" for a misspelt name, or nothing when none is near."""
    near = process.extractOne(name[:SHOWN], sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"; có phải '{near[0]}'?" if near else ""


def mistakes_by_place(document: Document, model: type[BaseModel], error: ValidationError) -> list[tuple[Place, Mistake]]:
    """Every mistake that the model found in the document, at its line and column, each with its path in the data."""
    everything = error.errors(include_url=False)
    found = [details for details in everything if not _is_echo(details, everything)]
    placed = [(_place(details["loc"]), _sentence(details, model)) for details in found]
    return [(place, document.mistake(place, sentence)) for place, sentence in placed]


def fields_at(model: type[BaseModel], location: Place) -> list[str]:
    """The names that may be written at that place of the data."""
    for part in location:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        model = (_model_in(field.annotation) if field else None) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _is_echo(details: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Whether a list is only called too short because what is in it has mistakes of its own."""
    depth = len(details["loc"])
    inside = (other["loc"] for other in others if len(other["loc"]) > depth)
    return details["type"] == "too_short" and any(location[:depth] == details["loc"] for location in inside)


def _place(location: Place) -> Place:
    return tuple(part for part in location if part != "[key]")


def _sentence(details: ErrorDetails, model: type[BaseModel]) -> str:
    place = _place(details["loc"])
    field = next((part for part in reversed(place) if isinstance(part, str)), "")[:SHOWN]
    if details["type"] == "extra_forbidden":
        return _unknown_field(field, fields_at(model, place[:-1]))
    if details["type"] == "value_error":
        return str(details["ctx"]["error"])
    context = {**details.get("ctx", {}), "field": field, "value": str(details["input"])[:SHOWN]}
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", " hoặc ")
    return _template(details).format(**context)


def _template(details: ErrorDetails) -> str:
    kind, given = details["type"], details["input"]
    if given == "":
        return _NO_LINES if kind == "tuple_type" else _EMPTY
    if isinstance(given, list | dict) and kind not in _OF_MANY:
        return _ONE_TEXT
    if kind == "string_pattern_mismatch":
        return _LINK if "http" in details["ctx"]["pattern"] else _IDENTIFIER
    return _DATE if kind.startswith("date") else _BY_TYPE.get(kind, _ANY)


def _unknown_field(field: str, known: list[str]) -> str:
    listed = f" (các mục: {', '.join(sorted(known))})" if len(known) <= NAMED else ""
    return f"không có mục nào tên '{field}'{nearest(field, known)}{listed}: sửa tên hoặc xóa mục này"


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
