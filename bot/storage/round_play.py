"""Rounds as the one process that plays them reads and moves them. Times are milliseconds since 1970."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

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
from bot.storage.rounds import Opening, insert_round
from bot.storage.tables import waiting
from handlers.round_contract import Game, NewRound, Question, Vote
from handlers.round_scores import MISSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Row
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.round_contract import Score

KEEP_MILLISECONDS = 400 * 24 * 60 * 60 * 1000  # what a group was asked longer ago is forgotten; what was reached stays


class RoundPlay:
    """What the player of rounds needs. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._beginning = asyncio.Lock()

    async def running(self) -> list[Game]:
        """The rounds that are not over, each with the votes that tell what is next."""
        is_running = rounds.c.state.in_(("running", "concluding"))
        return await at_once(self._engine, lambda connection: _games(connection, is_running, _deciding))

    async def whole(self, game: str) -> Game:
        """The round with all its votes."""
        found = await at_once(self._engine, lambda connection: _games(connection, rounds.c.id == game, _all))
        return found[0]

    async def begin(self, game: Game, question: Question, looks: str, now: int) -> bool:
        """Whether the question may leave now: True once, and not while one that looks the same is on its way.

        Should the number of its poll be lost, the poll's end could not tell which of the two it was.
        """
        other = round_questions.alias()
        is_alike = select(other.c.round).where(other.c.state == "sending", other.c.looks == looks).exists()
        may_leave = _is(game, question) & (round_questions.c.state == "waiting") & ~is_alike
        begun = update(round_questions).where(may_leave).values(state="sending", looks=looks, begun_at=now)
        async with self._beginning:
            return await self._changed(begun) == 1

    async def withdraw(self, game: Game, question: Question) -> None:
        """It surely did not arrive."""
        await self._changed(update(round_questions).where(_is_sending(game, question)).values(state="waiting"))

    async def opened(self, game: Game, question: Question, poll: str, message: str, now: int) -> None:
        """It arrived as this poll, in this message."""
        opened = {"state": "open", "poll": f"{game.channel}:{poll}", "message": message, "opened_at": now}
        await self._changed(update(round_questions).where(_is_sending(game, question)).values(**opened))

    async def found_by_replies(self, game: Game, question: Question) -> bool:
        """Whether a question asked as text arrived after all: since it was begun, people replied to one message that was none."""
        begun = f"{game.channel}:{game.chat}/"
        known = select(round_questions.c.poll).where(round_questions.c.poll == round_votes.c.poll).exists()
        replied = select(round_votes.c.poll).distinct().where(round_votes.c.at >= question.begun_at, ~known)

        def found(connection: Connection) -> bool:
            polls = connection.execute(replied.where(round_votes.c.poll.startswith(begun, autoescape=True))).scalars().all()
            if len(polls) != 1:
                return False
            opened = {"state": "open", "poll": polls[0], "message": polls[0].removeprefix(begun), "opened_at": question.begun_at}
            return bool(connection.execute(update(round_questions).where(_is_sending(game, question)).values(**opened)).rowcount)

        return await at_once(self._engine, found)

    async def close(self, game: Game, question: Question, now: int, voters: int | None) -> None:
        """No more votes are given; so many were, where the messenger says it."""
        is_open = _is(game, question) & (round_questions.c.state == "open") & round_questions.c.closed_at.is_(None)
        await self._changed(update(round_questions).where(is_open).values(closed_at=now, voters=voters))

    async def finish(self, game: Game, question: Question, state: str, due_at: int) -> None:
        """The question is over (closed, skipped); the next may come from then on."""

        def finished(connection: Connection) -> None:
            connection.execute(update(round_questions).where(_is(game, question)).values(state=state))
            connection.execute(update(rounds).where(rounds.c.id == game.id).values(due_at=due_at))

        await at_once(self._engine, finished)

    async def delay(self, game: Game, due_at: int) -> None:
        """No question before then."""
        await self._changed(update(rounds).where(rounds.c.id == game.id).values(due_at=due_at))

    async def go_on_by_text(self, game: Game) -> None:
        """The group takes no polls: its questions are asked as text."""
        await self._changed(update(rounds).where(rounds.c.id == game.id).values(by_text=True))

    async def conclude(self, game: Game) -> None:
        """No vote counts from now on."""
        await self._changed(update(rounds).where(rounds.c.id == game.id).values(state="concluding"))

    async def hiding(self, accounts: Iterable[str]) -> frozenset[str]:
        """Those of the accounts whose name is not to be shown."""
        chosen = select(hidden_names.c.account).where(hidden_names.c.account.in_(list(accounts)), hidden_names.c.hidden)
        return await at_once(self._engine, lambda connection: frozenset(connection.execute(chosen).scalars()))

    async def end(self, game: Game, reached: Sequence[Score], today: str) -> None:
        """The round is over: what each reached is kept, single votes and who started it are not."""
        place = {"channel": game.channel, "chat": game.chat}
        rows: list[dict[str, Any]] = [
            {"round": game.id, "account": score.account, **place, "day": today}
            | {"right": score.right, "answered": score.answered, "took": score.took}
            for score in reached
        ]
        polls = select(round_questions.c.poll).where(round_questions.c.round == game.id, round_questions.c.poll.is_not(None))

        def ended(connection: Connection) -> None:
            if rows:
                connection.execute(inserting(connection, round_scores).on_conflict_do_nothing(), rows)
            for score in reached:
                named = inserting(connection, round_players).values(**place, account=score.account, name=score.name)
                key = ["channel", "chat", "account"]
                connection.execute(named.on_conflict_do_update(index_elements=key, set_={"name": score.name}))
            connection.execute(delete(round_votes).where(round_votes.c.poll.in_(polls)))
            over = {"state": "over", "open_in": None, "starter": ""}
            connection.execute(update(rounds).where(rounds.c.id == game.id).values(**over))

        await at_once(self._engine, ended)

    async def due_daily(self, today: str, minute: int) -> list[tuple[str, str, str, int]]:
        """The groups (channel, chat, thread, minute of the day) whose question of that day is due."""
        due = daily_quizzes.c.last_day < today, daily_quizzes.c.minute <= minute
        rows = await at_once(self._engine, lambda connection: connection.execute(select(daily_quizzes).where(*due)).all())
        return [(row.channel, row.chat, row.thread, row.minute) for row in rows]

    async def deal_with_day(self, channel: str, chat: str, today: str, new: tuple[NewRound, Opening] | None) -> None:
        """The group's question of the day is asked (None: it is left out) and never comes again, whoever tries."""
        is_due = (daily_quizzes.c.channel == channel) & (daily_quizzes.c.chat == chat) & (daily_quizzes.c.last_day < today)

        def dealt_with(connection: Connection) -> None:
            if connection.execute(update(daily_quizzes).where(is_due).values(last_day=today)).rowcount and new:
                insert_round(connection, *new)

        await at_once(self._engine, dealt_with)

    async def end_daily(self, channel: str, chat: str) -> None:
        """The group shut the bot out: it is asked no more."""
        await self._changed(delete(daily_quizzes).where(daily_quizzes.c.channel == channel, daily_quizzes.c.chat == chat))

    async def purge(self, now: int) -> None:
        """Forgets what was asked long ago, and by which command a name was hidden."""
        old = select(rounds.c.id).where(rounds.c.state == "over", rounds.c.started_at < now - KEEP_MILLISECONDS)

        def purged(connection: Connection) -> None:
            connection.execute(delete(round_questions).where(round_questions.c.round.in_(old)))
            connection.execute(delete(rounds).where(rounds.c.id.in_(old)))
            answered = hidden_names.c.delivery.not_in(select(waiting.c.id))
            connection.execute(update(hidden_names).where(answered).values(delivery=""))

        await at_once(self._engine, purged)

    async def _changed(self, statement: Any) -> int:  # noqa: ANN401 - an update or a delete
        return await at_once(self._engine, lambda connection: connection.execute(statement).rowcount)


def _is(game: Game, question: Question) -> ColumnElement[bool]:
    return (round_questions.c.round == game.id) & (round_questions.c.position == question.position)


def _is_sending(game: Game, question: Question) -> ColumnElement[bool]:
    return _is(game, question) & (round_questions.c.state == "sending")


def _all(questions: Sequence[Row[Any]]) -> list[str]:
    """The polls of all questions."""
    return [row.poll for row in questions if row.poll]


def _deciding(questions: Sequence[Row[Any]]) -> list[str]:
    """The polls whose votes tell what is next: the one that is open and the last that were closed."""
    closed = [row.poll for row in questions if row.state == "closed"]
    return [row.poll for row in questions if row.state == "open"] + closed[-MISSED:]


def _games(connection: Connection, which: ColumnElement[bool], polls_of: Any) -> list[Game]:  # noqa: ANN401 - _all or _deciding
    heads = connection.execute(select(rounds).where(which)).all()
    asked = defaultdict(list)
    chosen = select(round_questions).where(round_questions.c.round.in_([head.id for head in heads]))
    for row in connection.execute(chosen.order_by(round_questions.c.position)) if heads else ():
        asked[row.round].append(row)
    polls = [poll for rows in asked.values() for poll in polls_of(rows)]
    votes: Mapping[str, list[Vote]] = defaultdict(list)
    for row in connection.execute(select(round_votes).where(round_votes.c.poll.in_(polls))) if polls else ():
        votes[row.poll].append(Vote(row.account, row.number, row.option, row.at, row.name))
    return [_game(head, asked[head.id], votes) for head in heads]


def _game(head: Row[Any], questions: Sequence[Row[Any]], votes: Mapping[str, list[Vote]]) -> Game:
    return Game(
        id=head.id,
        channel=head.channel,
        chat=head.chat,
        seconds=head.seconds,
        due_at=head.due_at,
        by_text=head.by_text,
        daily=head.daily,
        concluding=head.state == "concluding",
        stopped=head.stopped_by is not None,
        thread=head.thread,
        questions=tuple(map(_question, questions)),
        votes={
            row.position: tuple(vote for vote in votes[row.poll] if vote.option < len(row.shown))
            for row in questions
            if row.poll in votes
        },
    )


def _question(row: Row[Any]) -> Question:
    return Question(
        position=row.position,
        item=row.item,
        topic=row.topic,
        shown=tuple(map(int, row.shown)),
        state=row.state,
        message=row.message or "",
        begun_at=row.begun_at or 0,
        opened_at=row.opened_at or 0,
        closed_at=row.closed_at or 0,
        voters=row.voters,
    )
