"""Questions that nobody could answer, what was done about them, and what was learned from them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import transaction
from bot.storage.roles import act_row
from bot.storage.tables import NOT_ANSWERED, audit, gaps, learned, questions
from handlers.numbers import number_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

MOST_TEXTS = 5000  # wordings looked at, the most frequent

_SIGN = select(func.count(), func.max(questions.c.id)).where(NOT_ANSWERED)  # another one whenever another question is open

Revision = tuple[int, int]
NotLearned = Literal["settled", "late"]


@dataclass(frozen=True)
class Unanswered:
    """One wording, how often it was asked, and the key of its latest row in the log."""

    key: str
    text: str
    asked: int


@dataclass(frozen=True)
class Kept:
    """One row of what was learned; `home` is where the file stands that holds it and decides, "" for none."""

    id: int
    text: str
    entry: str | None
    live: bool
    home: str


class SqlGaps:
    """What Learning keeps. Every method may raise StorageError; acts stand in the journal with what they did, or not at all."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime], keep_days: int) -> None:
        self._engine = engine
        self._now = now
        self._keep_days = keep_days
        self._counted: tuple[object, list[Unanswered]] = (None, [])

    async def unanswered(self) -> tuple[list[Unanswered], set[str]]:
        """The wordings not answered, the most frequent first, and those of them that somebody dealt with."""
        settled = select(questions.c.text).where(questions.c.id.in_(select(gaps.c.question)))  # joined, all would be looked at
        async with transaction(self._engine) as connection:
            # Counting them takes a hundredth of a second where there are a hundred thousand, grouping them a good deal more.
            sign = (self._now().date(), *(await connection.execute(_SIGN)).one())
            if sign != self._counted[0]:
                self._counted = (sign, await self._by_text(connection))
            dealt_with = set((await connection.execute(settled)).scalars())
        return self._counted[1], dealt_with

    async def _by_text(self, connection: AsyncConnection) -> list[Unanswered]:
        since = int((self._now() - timedelta(days=self._keep_days)).timestamp())
        asked = func.count().label("asked")
        by_text = (
            select(func.max(questions.c.id).label("id"), questions.c.text, asked)
            .where(NOT_ANSWERED, questions.c.asked_at >= since)
            .group_by(questions.c.text)
            .order_by(asked.desc(), func.max(questions.c.id).desc())
            .limit(MOST_TEXTS)
        )
        return [Unanswered(_key(row.id, row.text), row.text, row.asked) for row in await connection.execute(by_text)]

    async def wording(self, key: str) -> str | None:
        """The masked text that the key stands for; None when it is no longer kept, or somebody dealt with it."""
        number = _number(key)
        untouched = select(questions.c.text).where(questions.c.id == number, questions.c.id.not_in(select(gaps.c.question)))
        async with transaction(self._engine) as connection:
            text = (await connection.execute(untouched)).scalar_one_or_none()
        return text if text is not None and _key(number, text) == key else None

    async def lesson_of(self, key: str, entry: str | None) -> tuple[int, str] | None:
        """The lesson's number and wording, where the key was taught to that entry and still is."""
        number = _number(key)
        taught = select(learned.c.id, learned.c.text, questions.c.text.label("asked")).select_from(gaps)
        taught = taught.join(learned, learned.c.id == gaps.c.lesson).join(questions, questions.c.id == gaps.c.question)
        is_it = (gaps.c.question == number) & (learned.c.state == "live") & learned.c.entry.is_not_distinct_from(entry)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(taught.where(is_it))).one_or_none()
        return (int(row.id), str(row.text)) if row and _key(number, row.asked) == key else None

    async def set_aside(self, key: str, state: Literal["ignored", "to_write"], by: str) -> bool:
        """Notes it; False when somebody dealt with it before."""
        async with transaction(self._engine) as connection:
            if not await self._claim(connection, key, state):
                return False
            await self._noted(connection, by, state, "")
        return True

    async def to_write(self) -> list[Unanswered]:
        """The questions that need an entry, the latest first."""
        wanted = select(questions.c.id, questions.c.text).join(gaps, gaps.c.question == questions.c.id)
        async with transaction(self._engine) as connection:
            rows = await connection.execute(wanted.where(gaps.c.state == "to_write").order_by(questions.c.id.desc()))
            return [Unanswered(_key(row.id, row.text), row.text, 1) for row in rows]

    async def written(self, key: str, by: str) -> bool:
        """It needs no entry any more; False when it needed none."""
        number = _number(key)
        is_it = (gaps.c.question == number) & (gaps.c.state == "to_write")
        async with transaction(self._engine) as connection:
            if not (await connection.execute(update(gaps).where(is_it).values(state="written"))).rowcount:
                return False
            await self._noted(connection, by, "written", "")
        return True

    async def revision(self) -> Revision:
        """Changes whenever anything is learned or undone."""
        async with transaction(self._engine) as connection:
            return await _revision(connection)

    async def lessons(self) -> list[Kept]:
        """All that was learned or undone."""
        async with transaction(self._engine) as connection:
            rows = await connection.execute(select(learned).order_by(learned.c.id))
            return [Kept(row.id, row.text, row.entry, row.state == "live", row.home) for row in rows]

    async def learn(self, key: str, lesson: tuple[str, str, str | None], since: Revision, by: str) -> int | NotLearned:
        """The lesson's number, or why there is none: "late" when anything was learned or undone since that revision.

        A lesson is a wording as it is compared, as it was said, and its entry.
        """
        compared, text, entry = lesson
        row = {"key": compared, "text": text, "entry": entry, "state": "live", "home": ""}
        async with transaction(self._engine) as connection:
            kind: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            if connection.dialect.name == "postgresql":
                await connection.exec_driver_sql("LOCK TABLE learned IN SHARE ROW EXCLUSIVE MODE")
            if not await self._claim(connection, key, "learned"):
                return "settled"
            if await _revision(connection) != since:
                await connection.execute(delete(gaps).where(gaps.c.question == _number(key)))
                return "late"
            kept = kind(learned).values(**row, version=1)
            changed = {**row, "version": learned.c.version + 1}
            kept = kept.on_conflict_do_update(index_elements=["key"], set_=changed).returning(learned.c.id)
            number = int((await connection.execute(kept)).scalar_one())
            await connection.execute(update(gaps).where(gaps.c.question == _number(key)).values(lesson=number))
            said = f"“{text}” → {entry}" if entry else f"“{text}”"
            await self._noted(connection, by, "learned" if entry else "out_of_scope", said)
        return number

    async def undo(self, lesson: int, by: str) -> str | None:
        """Its wording; None when it was not known."""
        is_it = (learned.c.id == lesson) & (learned.c.state == "live")
        undone = update(learned).where(is_it).values(state="undone", version=learned.c.version + 1).returning(learned.c.text)
        async with transaction(self._engine) as connection:
            text = (await connection.execute(undone)).scalar_one_or_none()
            if text is None:
                return None
            await connection.execute(delete(gaps).where(gaps.c.lesson == lesson))
            await self._noted(connection, by, "unlearned", f"“{text}”")
        return str(text)

    async def moved(self, lessons: list[int], home: str) -> None:
        """They stand in the file there from now on, or in none."""
        async with transaction(self._engine) as connection:
            at_home = update(learned).where(learned.c.id.in_(lessons))
            await connection.execute(at_home.values(home=home, version=learned.c.version + 1))

    async def purge(self) -> None:
        """Forgets what was done about questions that are gone."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(gaps).where(gaps.c.question.not_in(select(questions.c.id))))

    async def _claim(self, connection: AsyncConnection, key: str, state: str) -> bool:
        """Whether nobody dealt with the question so far, and it is still the one that was shown."""
        number = _number(key)
        text = (await connection.execute(select(questions.c.text).where(questions.c.id == number))).scalar_one_or_none()
        if text is None or _key(number, text) != key:
            return False
        kind: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        claimed = kind(gaps).values(question=number, state=state).on_conflict_do_nothing()
        return (await connection.execute(claimed)).rowcount == 1

    async def _noted(self, connection: AsyncConnection, who: str, what: str, detail: str) -> None:
        await connection.execute(insert(audit).values(act_row(self._now(), who, what, detail)))


async def _revision(connection: AsyncConnection) -> Revision:
    counted = await connection.execute(select(func.count(), func.coalesce(func.sum(learned.c.version), 0)).select_from(learned))
    rows, versions = counted.one()
    return int(rows), int(versions)


def _key(number: int, text: str) -> str:
    """Numbers may be given again once their rows are gone: the text's sum tells whether it is the same question."""
    return f"{number}-{zlib.crc32(text.encode()) & 0xFFFF:04x}"


def _number(key: str) -> int:
    return number_in(key.partition("-")[0]) or -1
