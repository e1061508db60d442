"""What a question needs that its asker sends on to those who look after the bot."""

from __future__ import annotations

from typing import Literal, Protocol

KEEP_DAYS = 7  # whole days, then a question that nobody answered is given up: the day it came is kept, not the hour
MOST_PENDING = 3  # questions of one person that wait at a time
LONGEST_ANSWER = 10_000  # characters

SentOn = Literal["sent", "gone", "too_many"]


class Escalations(Protocol):
    """Questions sent on, each until it is answered. Every method may raise StorageError."""

    async def offered(self, asker: str) -> bool:
        """Whether somebody other than the asker could answer."""

    async def wording(self, handle: str) -> str | None:
        """The masked question of that handle, which is what would be sent; None when there is none any more."""

    async def send_on(self, handle: str, asker: str) -> SentOn:
        """Uses the handle up and keeps the question with the asker's address, encrypted; a second press changes nothing."""

    async def text(self, question: str) -> str | None:
        """The question, as long as it waits for an answer."""

    async def draft(self, question: str, draft: str, more: str) -> str | None:
        """The answer as written so far, `more` added to it; None when the question waits no longer or it grew too long."""

    async def answer(self, draft: str, by: str) -> bool:
        """Sends the draft to whoever asked; False when the question waits no longer: the first answer wins."""

    async def dismiss(self, question: str, by: str) -> bool:
        """Tells whoever asked that there will be no answer; False when the question waits no longer."""
