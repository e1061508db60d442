"""A request's body, as far as it may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.requests import Request


async def body_of(request: Request, most: int) -> bytes | None:
    """The body; None as soon as it is larger than `most` bytes. Empty when nobody is there any more to read the answer."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > most:
                return None
            parts.append(part)
    except ClientDisconnect:
        return b""
    return b"".join(parts)
