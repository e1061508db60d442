"""Request bodies, in the three encodings that Telegram takes, as raw parameters."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes.bot_api.schema import Upload

_NAME = re.compile(rb'\bname="([^"]*)"')
_FILE_NAME = re.compile(rb'\bfilename="([^"]*)"')
_CONTENT_TYPE = re.compile(rb"content-type:\s*([^\r\n]+)", re.IGNORECASE)


def read_parameters(query: bytes, content_type: str, body: bytes) -> dict[str, Any]:
    """The parameters of the query and the body; ValueError when the body is not what its type says."""
    given: dict[str, Any] = dict(_pairs(query)) if query else {}
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return given
    if kind == "application/x-www-form-urlencoded":
        given.update(_pairs(body))
    elif kind == "application/json":
        read = json.loads(body)
        if not isinstance(read, dict):
            raise ValueError("the body is no JSON object")
        given.update(read)
    elif kind == "multipart/form-data":
        given.update(_parts(content_type, body))
    else:
        raise ValueError(f"unknown content type {kind!r}")
    return given


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    return parse_qsl(encoded.decode(), keep_blank_values=True, strict_parsing=True, errors="strict")


def _parts(content_type: str, body: bytes) -> dict[str, Any]:
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    if not boundary:
        raise ValueError("multipart without a boundary")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("multipart without an end")
    return dict(_part(piece) for piece in pieces[1:-1])


def _part(piece: bytes) -> tuple[str, Any]:
    head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    name, file_name, content_type = (pattern.search(head) for pattern in (_NAME, _FILE_NAME, _CONTENT_TYPE))
    if not name:
        raise ValueError("a part without a name")
    if not file_name:
        return name[1].decode(), content.decode()
    return name[1].decode(), Upload(file_name[1].decode(), content_type[1].decode() if content_type else "", content)
