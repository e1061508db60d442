"""What a content or settings file's mistake is called, in Vietnamese, and what to do about it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from knowledge.yaml_source import Document, Mistake

_BY_TYPE = {
    "missing": "thiếu mục '{field}': thêm dòng '{field}: …'",
    "string_too_short": "mục '{field}' đang để trống: viết nội dung vào",
    "too_short": "mục '{field}' đang để trống: viết ít nhất một dòng '- …'",
    "string_too_long": "'{value}' dài quá {max_length} ký tự: viết ngắn lại",
    "tuple_type": "mục '{field}' phải là danh sách: mỗi dòng bắt đầu bằng '- '",
    "dict_type": "mục '{field}' phải gồm các dòng 'tên: nội dung'",
    "model_type": "chỗ này phải gồm các dòng 'tên: nội dung'",
    "string_type": "mục '{field}' phải là một câu chữ, không phải danh sách",
    "literal_error": "'{value}' không dùng được ở mục '{field}': chọn một trong {expected}",
    "int_parsing": "'{value}' không phải số nguyên ở mục '{field}': viết chữ số, ví dụ 90",
    "bool_parsing": "'{value}' không dùng được ở mục '{field}': viết true hoặc false",
    "greater_than_equal": "mục '{field}' phải từ {ge} trở lên",
    "less_than_equal": "mục '{field}' phải không quá {le}",
}
_DATE = "'{value}' không phải ngày ở mục '{field}': viết năm-tháng-ngày, ví dụ 2026-11-23"
_PATTERN = "'{value}' viết chưa đúng dạng ở mục '{field}' (mẫu: {pattern})"


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint "; có phải 'x'?" for a misspelt name, or nothing when none is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; có phải '{near[0]}'?" if near else ""


def mistakes_of(document: Document, model: type[BaseModel], error: ValidationError) -> list[Mistake]:
    """Every mistake that the model found in the document, each at its line and column."""
    return [document.mistake(_place(details["loc"]), _sentence(details, model)) for details in error.errors()]


def _place(location: tuple[str | int, ...]) -> list[str | int]:
    return [part for part in location if part != "[key]"]


def _sentence(details: ErrorDetails, model: type[BaseModel]) -> str:
    field = next((str(part) for part in reversed(details["loc"]) if isinstance(part, str)), "")
    if details["type"] == "extra_forbidden":
        known = _fields_at(model, details["loc"][:-1])
        return f"không có mục nào tên '{field}'{nearest(field, known)} (các mục: {', '.join(sorted(known))})"
    value = str(details.get("input", ""))[:60]
    if details["type"].startswith("date"):
        return _DATE.format(value=value, field=field)
    if details["type"] == "string_pattern_mismatch":
        return _PATTERN.format(value=value, field=field, pattern=details.get("ctx", {}).get("pattern", ""))
    if details["type"] == "value_error":
        return str(details["ctx"]["error"])
    template = _BY_TYPE.get(details["type"], "mục '{field}': {msg}")
    return template.format(field=field, value=value, msg=details["msg"], **details.get("ctx", {}))


def _fields_at(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    for part in location:
        if isinstance(part, str) and part in model.model_fields:
            inner = _model_in(model.model_fields[part].annotation)
            if inner:
                model = inner
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
