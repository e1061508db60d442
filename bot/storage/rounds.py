"""Rounds in groups as people see them: started, stopped, their tables, whose name is hidden; and what is kept of an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import and_, delete, func, or_, select, update

from bot.storage.database import at_once, inserting
from bot.storage.round_tables import (
    daily_quizzes,
    hidden_names,
    round_players,
    round_questions,
    round_scores,
    round_votes,
    rounds,
)
from bot.storage.round_votes import keep_vote
from handlers.round_contract import Score

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.round_contract import NewRound, Vote

LATELY = 60  # questions that a group is not asked again while there are others
MINUTE = 60


class Times(Protocol):
    """The settings of rounds, in seconds: how long a question is open, how long the pause before one is."""

    @property
    def seconds(self) -> int:
        """For how long a question is open."""

    @property
    def pause(self) -> int:
        """For how long nothing is asked before a question."""


@dataclass(frozen=True)
class Opening:
    """How a round begins: for how long its questions are open, when the first may come, whether it is a daily one."""

    seconds: int
    now: int
    due_at: int
    daily: bool = False


class SqlRounds:
    """The Rounds of handlers.round_contract, and their PersonalData; `news` is set when a round may have something to do."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime], times: Times, news: asyncio.Event) -> None:
        self._engine = engine
        self._now = now
        self._times = times
        self._news = news

    async def start(self, new: NewRound) -> bool:
        """Starts it; False while another one runs in the group. The same delivery starts the same round."""
        now = milliseconds(self._now())
        opening = Opening(self._times.seconds, now, now + self._times.pause * 1000)
        started = await at_once(self._engine, lambda connection: insert_round(connection, new, opening))
        self._news.set()
        return started

    async def starter(self, channel: str, chat: str) -> str | None:
        """Who started the round that runs in the group; None when none does."""
        found = select(rounds.c.starter).where(rounds.c.open_in == f"{channel}:{chat}")
        return await at_once(self._engine, lambda connection: connection.execute(found).scalar_one_or_none())

    async def stop(self, channel: str, chat: str, delivery: str) -> bool:
        """Has the group's round end; False when there is none. The same delivery stops the same round."""
        stopped = update(rounds).where(rounds.c.open_in == f"{channel}:{chat}").values(stopped_by=delivery)
        again = select(rounds.c.id).where(rounds.c.stopped_by == delivery, rounds.c.stopped_by != "").limit(1)

        def done(connection: Connection) -> bool:
            return bool(connection.execute(stopped).rowcount) or connection.execute(again).first() is not None

        was_running = await at_once(self._engine, done)
        self._news.set()
        return was_running

    async def asked_lately(self, channel: str, chat: str) -> frozenset[str]:
        """The items that the group was asked last, and those that a round which still runs is about to ask."""
        was_asked = or_(round_questions.c.state.in_(("sending", "open", "closed")), rounds.c.state != "over")
        asked = (
            select(round_questions.c.item)
            .join(rounds, rounds.c.id == round_questions.c.round)
            .where(rounds.c.channel == channel, rounds.c.chat == chat, was_asked)
            .order_by(rounds.c.started_at.desc())
            .limit(LATELY)
        )
        return await at_once(self._engine, lambda connection: frozenset(connection.execute(asked).scalars()))

    async def table(self, channel: str, chat: str, since: date | None) -> list[Score]:
        """What each person reached in the group since then, in no order; a name is empty when its person hides it."""
        of = round_scores.c
        player = and_(
            round_players.c.channel == of.channel, round_players.c.chat == of.chat, round_players.c.account == of.account
        )
        hides = and_(hidden_names.c.account == of.account, hidden_names.c.hidden)
        sums = (func.sum(of.right), func.sum(of.answered), func.sum(of.took))
        chosen = (
            select(of.account, func.max(round_players.c.name), func.max(hidden_names.c.account), *sums)
            .outerjoin(round_players, player)
            .outerjoin(hidden_names, hides)
            .where(of.channel == channel, of.chat == chat, of.day >= (since.isoformat() if since else ""))
            .group_by(of.account)
        )
        rows = await at_once(self._engine, lambda connection: connection.execute(chosen).all())
        return [
            Score(account, "" if hidden else name or "", int(right), int(answered), int(took))
            for account, name, hidden, right, answered, took in rows
        ]

    async def hide(self, account: str, delivery: str) -> bool:
        """Hides the person's name in all tables, or shows it again; True: hidden now. The same delivery changes it once."""
        changed = update(hidden_names).where(
            hidden_names.c.account == account, or_(hidden_names.c.delivery != delivery, hidden_names.c.delivery == "")
        )

        def hidden(connection: Connection) -> bool:
            new = inserting(connection, hidden_names).values(account=account, hidden=True, delivery=delivery)
            if not connection.execute(new.on_conflict_do_nothing()).rowcount:
                connection.execute(changed.values(hidden=~hidden_names.c.hidden, delivery=delivery))
            found = connection.execute(select(hidden_names.c.hidden).where(hidden_names.c.account == account))
            return bool(found.scalar_one())

        return await at_once(self._engine, hidden)

    async def ask_daily(self, channel: str, chat: str, minute: int | None, thread: str = "") -> None:
        """Has the group asked a question every working day at this minute, from today on where it is not past; or no longer."""
        now = self._now()
        is_past = minute is not None and now.hour * MINUTE + now.minute > minute
        row = {"minute": minute, "last_day": now.date().isoformat() if is_past else "", "thread": thread}
        dropped = delete(daily_quizzes).where(daily_quizzes.c.channel == channel, daily_quizzes.c.chat == chat)

        def changed(connection: Connection) -> None:
            if minute is None:
                connection.execute(dropped)
                return
            new = inserting(connection, daily_quizzes).values(channel=channel, chat=chat, **row)
            connection.execute(new.on_conflict_do_update(index_elements=["channel", "chat"], set_=row))

        await at_once(self._engine, changed)
        self._news.set()

    async def answer(self, channel: str, chat: str, message: str, vote: Vote) -> bool:
        """Counts an answer to a question that was asked as text, with no message to the one asked now; False: it is none."""
        is_here = (rounds.c.channel == channel) & (rounds.c.chat == chat) & rounds.c.by_text
        message = message or await self._asked_now(is_here)
        poll = f"{channel}:{chat}/{message}"
        asked = select(round_questions.c.state, round_questions.c.closed_at).where(round_questions.c.poll == poll)
        on_its_way = (
            select(round_questions.c.round)
            .join(rounds, rounds.c.id == round_questions.c.round)
            .where(is_here, round_questions.c.state == "sending")
            .limit(1)
        )

        def counted(connection: Connection) -> bool:
            question = connection.execute(asked).first()
            if question is None and connection.execute(on_its_way).first() is None:
                return False
            if message and (question is None or (question.state == "open" and not question.closed_at)):
                keep_vote(connection, poll, vote)
            return True

        is_answer = await at_once(self._engine, counted)
        if is_answer:
            self._news.set()
        return is_answer

    async def _asked_now(self, is_here: ColumnElement[bool]) -> str:
        """The message of the question that was asked last there, as text; empty when none is open."""
        is_open = is_here & (round_questions.c.state == "open") & round_questions.c.closed_at.is_(None)
        asked = select(round_questions.c.message).join(rounds, rounds.c.id == round_questions.c.round).where(is_open)
        latest = asked.order_by(round_questions.c.opened_at.desc()).limit(1)
        return await at_once(self._engine, lambda connection: connection.execute(latest).scalar_one_or_none() or "")

    async def kept(self, account: str) -> dict[str, int]:
        """In how many rounds the account stands, how many votes of rounds that run are its, whether it hides its name."""
        kinds = {"rounds": round_scores, "votes": round_votes, "hidden_name": hidden_names}
        counts = {kind: select(func.count()).where(table.c.account == account) for kind, table in kinds.items()}

        def counted(connection: Connection) -> dict[str, int]:
            return {kind: connection.execute(count).scalar_one() for kind, count in counts.items()}

        return await at_once(self._engine, counted)

    async def forget(self, account: str) -> None:
        """Deletes what it reached, its votes and its name."""

        def forgotten(connection: Connection) -> None:
            for table in (round_votes, round_scores, round_players, hidden_names):
                connection.execute(delete(table).where(table.c.account == account))
            connection.execute(update(rounds).where(rounds.c.starter == account).values(starter=""))

        await at_once(self._engine, forgotten)


def insert_round(connection: Connection, new: NewRound, opening: Opening) -> bool:
    """Starts it in this transaction; False while another one runs there. The same delivery starts the same round."""
    row = inserting(connection, rounds).values(
        id=new.id,
        channel=new.channel,
        chat=new.chat,
        open_in=None if opening.daily else f"{new.channel}:{new.chat}",
        delivery=new.delivery or None,
        state="running",
        starter=new.starter,
        seconds=opening.seconds,
        started_at=opening.now,
        due_at=opening.due_at,
        by_text=False,
        daily=opening.daily,
        thread=new.thread,
    )
    if not connection.execute(row.on_conflict_do_nothing()).rowcount:
        same = select(rounds.c.id).where(rounds.c.delivery == new.delivery)
        return bool(new.delivery) and connection.execute(same).first() is not None
    questions = [
        {"round": new.id, "position": position, "item": drawn.item, "topic": drawn.topic, "state": "waiting"}
        | {"shown": "".join(map(str, drawn.shown))}
        for position, drawn in enumerate(new.drawn)
    ]
    connection.execute(round_questions.insert(), questions)
    return True


def move_rounds(connection: Connection, channel: str, old: str, new: str) -> None:
    """A group has a new number: its rounds, tables and daily question go with it."""
    players = select(round_players.c.account).where(round_players.c.channel == channel, round_players.c.chat == old)
    there = (round_players.c.channel == channel) & (round_players.c.chat == new)
    connection.execute(delete(round_players).where(there, round_players.c.account.in_(players)))
    for table in (rounds, round_scores, round_players, daily_quizzes):
        is_old = (table.c.channel == channel) & (table.c.chat == old)
        if table is daily_quizzes and connection.execute(select(table.c.minute).where(is_old)).first():
            connection.execute(delete(table).where(table.c.channel == channel, table.c.chat == new))
        connection.execute(update(table).where(is_old).values(chat=new))
    taken = select(rounds.c.id).where(rounds.c.open_in == f"{channel}:{new}").scalar_subquery()
    moved = update(rounds).where(rounds.c.open_in == f"{channel}:{old}", taken.is_(None))
    connection.execute(moved.values(open_in=f"{channel}:{new}"))


def milliseconds(when: datetime) -> int:
    """The time as rounds keep it."""
    return int(when.timestamp() * 1000)
