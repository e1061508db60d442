"""A form's body → its fields and files; as browsers send them, read with the standard library's own parser."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Form:
    """The fields by name, and the content of files."""

    fields: QueryParams = field(default_factory=QueryParams)
    files: Mapping[str, bytes] = field(default_factory=dict)


def form_of(body: bytes, content_type: str) -> Form:
    """The form in a body; an empty one when there is none."""
    if not content_type.lower().startswith("multipart/form-data"):
        return Form(QueryParams(body.decode("utf-8", "replace")))
    head = content_type.encode("latin-1", "replace").replace(b"\r", b"").replace(b"\n", b"")
    message = BytesParser().parsebytes(b"Content-Type: " + head + b"\r\n\r\n" + body)
    fields: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for part in message.walk():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        if part.get_param("filename", header="content-disposition") is not None:
            files[name] = content
        else:
            fields.append((name, content.decode("utf-8", "replace")))
    return Form(QueryParams(fields), files)
