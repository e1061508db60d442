"""Votes as the messenger brings them, in any process: each is kept once, also when its poll is not known yet."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, case, delete, exists, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import BigInteger, String

from bot.storage.database import at_once
from bot.storage.round_tables import round_questions, round_votes, rounds
from bot.storage.together import Together

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.round_contract import Vote

KEEP_MILLISECONDS = 24 * 60 * 60 * 1000  # a poll that nobody came to know within that time is no round's
LONGEST_NAME = 200


class RoundVotes:
    """Takes votes and the ends of polls; `news` is set when a round may have something to do. May raise StorageError."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime], news: asyncio.Event) -> None:
        self._engine = engine
        self._now = now
        self._news = news
        self._keep = Together(self._all_kept)

    async def vote(self, channel: str, poll: str, vote: Vote) -> None:
        """Keeps the vote; one for a poll of a round that is over does nothing."""
        await self._keep((f"{channel}:{poll}", vote))
        self._news.set()

    async def closed(self, channel: str, poll: str, looks: str, voters: int | None) -> None:
        """The messenger closed the poll, with so many voters where it says it.

        A poll whose number was not noted, because the program ended or the answer was lost after it had left, is known by what
        it looks like, where only one that may be it does; also when it was given up before, as long as the round goes on.
        """
        now = int(self._now().timestamp() * 1000)
        known = select(round_questions.c.round).where(round_questions.c.poll == f"{channel}:{poll}")
        end = {"closed_at": now, "voters": voters}
        is_open = (round_questions.c.poll == f"{channel}:{poll}") & (round_questions.c.state == "open")
        may_be_it = round_questions.c.state.in_(("sending", "skipped")) & (round_questions.c.looks == looks)
        lost = (
            select(round_questions.c.round, round_questions.c.position)
            .join(rounds, rounds.c.id == round_questions.c.round)
            .where(rounds.c.channel == channel, rounds.c.state == "running", may_be_it)
        )
        found_state = case((round_questions.c.state == "sending", "open"), else_="closed")

        def noted(connection: Connection) -> None:
            if connection.execute(known).first():
                connection.execute(update(round_questions).where(is_open).values(**end))
                return
            found = connection.execute(lost).all()
            if len(found) == 1:
                is_it = (round_questions.c.round == found[0].round) & (round_questions.c.position == found[0].position)
                opened = {"poll": f"{channel}:{poll}", "state": found_state, "opened_at": round_questions.c.begun_at, **end}
                connection.execute(update(round_questions).where(is_it, may_be_it).values(**opened))

        await at_once(self._engine, noted)
        self._news.set()

    async def forget_unknown(self) -> None:
        """Deletes votes for polls that were no round's."""
        old = round_votes.c.at < int(self._now().timestamp() * 1000) - KEEP_MILLISECONDS
        is_known = exists().where(round_questions.c.poll == round_votes.c.poll)
        await at_once(self._engine, lambda connection: connection.execute(delete(round_votes).where(old, ~is_known)))

    async def _all_kept(self, votes: Sequence[tuple[str, Vote]]) -> list[None]:
        def kept(connection: Connection) -> None:
            for poll, vote in votes:
                keep_vote(connection, poll, vote)

        await at_once(self._engine, kept)
        return [None for _ in votes]


def keep_vote(connection: Connection, poll: str, vote: Vote) -> None:
    """Keeps it in this transaction, once, unless the round of its poll is over."""
    row = {"poll": poll, "account": vote.account, "number": vote.number, "option": vote.option, "at": vote.at}
    connection.execute(_KEEP[connection.dialect.name], {**row, "name": vote.name[:LONGEST_NAME]})


def looks_of(question: str, options: Sequence[str]) -> str:
    """Sixteen letters by which two polls that look the same are the same."""
    shown = "\n".join(" ".join(text.split()) for text in (question, *options))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


_COLUMNS = {"poll": String, "account": String, "number": BigInteger, "option": Integer, "at": BigInteger, "name": String}
_OVER = (
    exists()
    .where(round_questions.c.poll == bindparam("poll", type_=String))
    .where(rounds.c.id == round_questions.c.round, rounds.c.state != "running")
)
_GIVEN: Any = select(*(bindparam(name, type_=kind).label(name) for name, kind in _COLUMNS.items())).where(literal(1) == 1, ~_OVER)
_KEEP: dict[str, Any] = {
    "postgresql": postgresql.insert(round_votes).from_select(list(_COLUMNS), _GIVEN).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(round_votes).from_select(list(_COLUMNS), _GIVEN).on_conflict_do_nothing(),
}
