"""The record of what the bot asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class Call:
    """One request of the bot."""

    method: str
    parameters: dict[str, Any]  # decoded
    arrived_at: float  # time.monotonic()
    status: int | None = None  # None: not answered (yet)
    description: str = ""  # why it was refused
    result: Any = None

    @property
    def chat_id(self) -> int | None:
        """The chat that it is about."""
        found = self.parameters.get("chat_id")
        return found if isinstance(found, int) else None

    @property
    def text(self) -> str:
        """The text or caption it sends."""
        return str(self.parameters.get("text") or self.parameters.get("caption") or "")

    def __repr__(self) -> str:
        return f"{self.method} {self.parameters} → {self.status} {self.description}".rstrip()
