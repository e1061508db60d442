"""Questions sent on to those who look after the bot; the reply address is sealed and goes with the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, insert, select, update

from bot.storage.database import transaction
from bot.storage.roles import act_row
from bot.storage.tables import audit, escalation_drafts, escalations, questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cryptography.fernet import Fernet
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Ending = Literal["answered", "dismissed", "expired"]
_WAITING = ("new", "open")


@dataclass(frozen=True)
class Escalation:
    """One question; `asker` is empty when the seal is another one by now."""

    id: str
    text: str
    asker: str
    state: str
    answer: str
    days: int  # for how many it has been there


class SqlEscalations:
    """What Escalating keeps, and its PersonalData. Every method may raise StorageError and then did nothing."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime], seal: Fernet) -> None:
        self._engine = engine
        self._now = now
        self._seal = seal

    async def wording(self, handle: str) -> str | None:
        """The masked question of that handle."""
        async with transaction(self._engine) as connection:
            found = await connection.execute(select(questions.c.text).where(questions.c.handle == handle))
            return found.scalar_one_or_none()

    async def was_sent(self, handle: str, asker: str) -> bool:
        """Whether the asker sent the question of that handle on, and it is not over."""
        async with transaction(self._engine) as connection:
            sealed = await connection.execute(select(escalations.c.address).where(escalations.c.id == handle))
            return any(self._opened(address) == asker for address in sealed.scalars())

    async def send_on(self, handle: str, asker: str) -> bool:
        """Keeps the question of that handle, which is its number from now on; False when the handle is used up in the log."""
        used = update(questions).where(questions.c.handle == handle).values(handle=None).returning(questions.c.text)
        sealed = self._seal.encrypt(asker.encode())
        async with transaction(self._engine) as connection:
            text = (await connection.execute(used)).scalar_one_or_none()
            if text is None:
                return False
            row = {"id": handle, "day": self._today(), "text": text, "address": sealed, "state": "new"}
            await connection.execute(insert(escalations).values(**row))
        return True

    async def all(self) -> list[Escalation]:
        """Every question there is."""
        async with transaction(self._engine) as connection:
            rows = await connection.execute(select(escalations).order_by(escalations.c.id))
            today = self._today()
            return [
                Escalation(row.id, row.text, self._opened(row.address), row.state, row.answer or "", today - row.day)
                for row in rows
            ]

    async def text(self, number: str) -> str | None:
        """The question, as long as it waits for an answer."""
        async with transaction(self._engine) as connection:
            return await _waiting_text(connection, number)

    async def draft(self, number: str, draft: str, more: str, most: int) -> str | None:
        """The draft with `more` added; None when the question waits no longer or the draft would be longer than that."""
        is_it = escalation_drafts.c.id == draft
        async with transaction(self._engine) as connection:
            if await _waiting_text(connection, number) is None:
                return None
            before = (await connection.execute(select(escalation_drafts.c.text).where(is_it))).scalar_one_or_none()
            text = f"{before}\n\n{more}" if before else more
            if len(text) > most:
                return None
            if before is None:
                await connection.execute(insert(escalation_drafts).values(id=draft, escalation=number, text=text))
            else:
                await connection.execute(update(escalation_drafts).where(is_it).values(text=text))
        return text

    async def answer(self, draft: str, by: str) -> str | None:
        """The number of the question that the draft answers; None when it waits no longer."""
        wanted = select(escalation_drafts).where(escalation_drafts.c.id == draft)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(wanted)).one_or_none()
            if row is None or not await _ended(connection, escalations.c.id == row.escalation, "answered", row.text):
                return None
            await connection.execute(insert(audit).values(act_row(self._now(), by, "answered", "")))
        return str(row.escalation)

    async def dismiss(self, number: str, by: str) -> bool:
        """There will be no answer; False when the question waits no longer."""
        async with transaction(self._engine) as connection:
            if not await _ended(connection, escalations.c.id == number, "dismissed"):
                return False
            await connection.execute(insert(audit).values(act_row(self._now(), by, "dismissed", "")))
        return True

    async def expire(self, number: str) -> None:
        """Ends it, unless it was answered meanwhile."""
        async with transaction(self._engine) as connection:
            await _ended(connection, escalations.c.id == number, "expired")

    async def opened(self, number: str) -> None:
        """Those who may answer were told of it."""
        async with transaction(self._engine) as connection:
            is_new = (escalations.c.id == number) & (escalations.c.state == "new")
            await connection.execute(update(escalations).where(is_new).values(state="open"))

    async def gone(self, number: str) -> None:
        """It is over: nothing of it is kept."""
        async with transaction(self._engine) as connection:
            await _forgotten(connection, [number])

    async def kept(self, account: str) -> dict[str, int]:
        """How many questions of the account wait."""
        return {"pending_question": len([one for one in await self.all() if one.asker == account])}

    async def forget(self, account: str) -> None:
        """Takes the account's questions back."""
        own = [one.id for one in await self.all() if one.asker == account]
        async with transaction(self._engine) as connection:
            await _forgotten(connection, own)

    def _opened(self, sealed: bytes) -> str:
        try:
            return self._seal.decrypt(sealed).decode()
        except InvalidToken:
            return ""

    def _today(self) -> int:
        return self._now().date().toordinal()


async def _waiting_text(connection: AsyncConnection, number: str) -> str | None:
    waiting = (escalations.c.id == number) & escalations.c.state.in_(_WAITING)
    return (await connection.execute(select(escalations.c.text).where(waiting))).scalar_one_or_none()


async def _ended(connection: AsyncConnection, which: ColumnElement[bool], ending: Ending, answer: str | None = None) -> bool:
    ended = update(escalations).where(which, escalations.c.state.in_(_WAITING)).values(state=ending, answer=answer)
    return (await connection.execute(ended)).rowcount > 0


async def _forgotten(connection: AsyncConnection, numbers: list[str]) -> None:
    await connection.execute(delete(escalation_drafts).where(escalation_drafts.c.escalation.in_(numbers)))
    await connection.execute(delete(escalations).where(escalations.c.id.in_(numbers)))
