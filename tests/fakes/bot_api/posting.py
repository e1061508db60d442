"""Posts JSON over plain HTTP, connections kept; a whole HTTP client would take more time than what a benchmark measures."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close\r\n", re.IGNORECASE)

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class PostError(Exception):
    """No answer came."""


class Poster:
    """Connections to whoever takes posts."""

    def __init__(self, patience: float) -> None:
        self._patience = patience  # seconds
        self._idle: dict[tuple[str, int], list[_Connection]] = defaultdict(list)

    async def post(self, url: str, value: Any, headers: dict[str, str]) -> int:
        """The status of the answer; PostError when there is none."""
        parts = urlsplit(url)
        address = parts.hostname or "", parts.port or 80
        body = json.dumps(value).encode()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        head = {"Host": parts.netloc, "Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {text}" for name, text in head.items()), "", ""]
        request = "\r\n".join(lines).encode() + body
        try:
            async with asyncio.timeout(self._patience):
                return await self._exchanged(address, request)
        except (OSError, EOFError, ValueError) as error:  # TimeoutError is an OSError
            raise PostError(type(error).__name__) from error

    def close(self) -> None:
        """Ends every connection that rests."""
        for connections in self._idle.values():
            for _, writer in connections:
                writer.transport.abort()
        self._idle.clear()

    async def _exchanged(self, address: tuple[str, int], request: bytes) -> int:
        connection = self._rested(address) or await asyncio.open_connection(*address)
        reader, writer = connection
        is_kept = False
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            found, length = _STATUS.match(head), _LENGTH.search(head)
            if not found:
                raise ValueError("no HTTP")
            if length:
                await reader.readexactly(int(length[1]))
                is_kept = found[1] == b"1" and not _CLOSES.search(head)
            return int(found[2])
        finally:
            if is_kept:
                self._idle[address].append(connection)
            else:
                writer.transport.abort()

    def _rested(self, address: tuple[str, int]) -> _Connection | None:
        while self._idle[address]:
            reader, writer = self._idle[address].pop()
            if not (reader.at_eof() or writer.is_closing()):
                return reader, writer
            writer.transport.abort()
        return None
