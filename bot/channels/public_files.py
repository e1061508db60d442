"""Links to pictures and files for messengers that take no upload: on our own site, signed, good for an hour."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from bot.storage.sealing import key_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.storage.public_files import SqlPublicFiles

GOOD_SECONDS = 60 * 60
FOLDER = "tep"  # the first part of every link's path


class PublicFiles:
    """Publishes contents and checks the links by which they are asked for."""

    def __init__(self, files: SqlPublicFiles, public_url: str, secret: str, now: Callable[[], datetime]) -> None:
        self._files = files
        self._root = public_url
        self._key = key_from(secret, "links to files")
        self._now = now

    @property
    def is_public(self) -> bool:
        """Whether our site has a public address, so that there can be links."""
        return bool(self._root)

    async def publish(self, name: str, content: bytes) -> str:
        """The link to the content; empty when our site has no public address. Raises StorageError."""
        if not self._root:
            return ""
        until = int(self._now().timestamp()) + GOOD_SECONDS
        number = await self._files.put(content, until)
        shown = re.sub(r"[^A-Za-z0-9.-]", "-", name) or "tep"
        return f"{self._root}/{FOLDER}/{number}/{until}/{self._signature(number, str(until), shown)}/{shown}"

    async def content(self, number: str, until: str, signature: str, name: str) -> bytes | None:
        """What the link leads to; None when we never gave that link, or its time is over. Raises StorageError."""
        expected = self._signature(number, until, name)
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
            return None
        return await self._files.get(number) if int(until) > self._now().timestamp() else None

    def _signature(self, number: str, until: str, name: str) -> str:
        return hmac.new(self._key, f"{number}/{until}/{name}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
