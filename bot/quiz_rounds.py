"""Plays the rounds of all groups: asks, closes, goes on, shows the table. One process plays, from what is in the database."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, assert_never

from bot.channels.messenger import Already, Closed, NotNow, Refused, Sent, Unknown
from bot.storage.round_votes import looks_of
from bot.storage.rounds import Opening, milliseconds
from handlers.contract import StorageError
from handlers.quiz_items import playable
from handlers.round_contract import NewRound
from handlers.round_draw import draw
from handlers.round_scores import scores
from handlers.round_steps import Ask, Close, Conclude, Finish, Skip, Wait, next_step
from handlers.round_words import outcome_of, poll_of, table_of_round, text_of
from handlers.working_days import is_working_day

if TYPE_CHECKING:
    from bot.app import App
    from bot.channels.messenger import Messenger, Outcome
    from bot.storage.round_play import RoundPlay
    from handlers.round_contract import Game, Poll, Question
    from handlers.round_steps import Step
    from knowledge.model import Knowledge

LOOK_SECONDS = 1.0  # after which is seen what another process has noted
GATHER_SECONDS = 0.05  # within which votes gather, so that a hundred of them are one look
DAILY_SECONDS = 5.0
LATE_MINUTES = 120  # after which a daily question is left out
MINUTE = 60
_log = logging.getLogger(__name__)


async def play_rounds(app: App) -> None:
    """Looks at the rounds whenever something happened, and every second."""
    player = Player(app)
    try:
        while True:
            app.round_news.clear()
            seconds = LOOK_SECONDS
            try:
                if await app.leases.hold("rounds"):
                    await player.ask_daily()
                    seconds = await player.look()
                else:
                    player.let_go()
            except StorageError as error:
                _log.error("rounds wait: %s", error)
            await _news_or(app.round_news, seconds)
    finally:
        player.let_go()


async def _news_or(news: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
        await asyncio.sleep(GATHER_SECONDS)
    except TimeoutError:
        pass


@dataclass(frozen=True)
class _Once:
    """What is noted around the moment in which a question leaves."""

    app: App
    game: Game
    question: Question
    looks: str

    async def begin(self) -> bool:
        return await self.app.stores.round_play.begin(self.game, self.question, self.looks, milliseconds(self.app.now()))

    async def withdraw(self) -> None:
        await self.app.stores.round_play.withdraw(self.game, self.question)


class Player:
    """One step of each round at a time, rounds beside each other."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._listening: dict[str, tuple[Messenger, int]] = {}
        self._daily_at = 0.0

    async def look(self) -> float:
        """Begins what each round does next; seconds until one of them has something to do again."""
        now = self._now()
        until = now + int(LOOK_SECONDS * 1000)
        for game in await self._play.running():
            messenger = self._app.messengers.of(game.channel)
            if messenger is None or game.id in self._under_way:
                continue
            step = next_step(game, now, self._listening_since(messenger, now))
            if isinstance(step, Wait):
                until = min(until, step.until)
            else:
                self._under_way[game.id] = asyncio.create_task(self._taken(game, step, messenger))
        return max(0.0, (until - now) / 1000)

    def let_go(self) -> None:
        """Another process plays, or the program ends."""
        for task in self._under_way.values():
            task.cancel()

    async def ask_daily(self) -> None:
        """Starts the daily questions that are due; what is more than two hours late is left out, as on days off."""
        clock = asyncio.get_running_loop().time()
        if clock < self._daily_at:
            return
        self._daily_at = clock + DAILY_SECONDS
        now = self._app.now()
        today, minute = now.date().isoformat(), now.hour * MINUTE + now.minute
        for channel, chat, thread, due in await self._play.due_daily(today, minute):
            if self._app.messengers.of(channel) is not None:
                is_asked = is_working_day(now.date()) and minute - due <= LATE_MINUTES
                new = await self._daily(channel, chat, thread) if is_asked else None
                await self._play.deal_with_day(channel, chat, today, new)

    async def _daily(self, channel: str, chat: str, thread: str) -> tuple[NewRound, Opening] | None:
        """The group's question of the day; None when there is no item to be asked."""
        handle = self._app.services.new_handle()
        lately = await self._app.stores.rounds.asked_lately(channel, chat)
        drawn = draw(await playable(self._app.services), 1, Random(handle), (), lately)  # noqa: S311 - no secret
        if not drawn:
            return None
        opening = Opening(self._app.config.quiz.daily_minutes * MINUTE, self._now(), self._now(), daily=True)
        return NewRound(handle, channel, chat, "", "", drawn, thread), opening

    async def _taken(self, game: Game, step: Step, messenger: Messenger) -> None:
        """Takes the step; whatever goes wrong, the round is looked at again."""
        try:
            await self._take(game, step, messenger)
            self._app.round_news.set()
        except StorageError as error:
            _log.error("a round waits: %s", error)
        except Exception:  # noqa: BLE001 - one round that fails must not end the others
            _log.exception("a step of a round failed")
        finally:
            del self._under_way[game.id]

    async def _take(self, game: Game, step: Step, messenger: Messenger) -> None:
        match step:
            case Ask(question):
                await self._ask(game, question, messenger)
            case Close(question):
                await self._close(game, question, messenger)
            case Finish(question):
                pause = self._app.config.quiz.pause * 1000
                await self._play.finish(game, question, "closed", self._now() + pause)
            case Skip(question) if game.by_text and await self._play.found_by_replies(game, question):
                pass
            case Skip(question):
                _log.warning("a question was on its way when the program ended or the line broke; it is not asked again")
                await self._play.finish(game, question, "skipped", self._now())
            case Conclude():
                await self._conclude(game, is_told=True)
            case Wait():
                pass
            case _:
                assert_never(step)

    async def _ask(self, game: Game, question: Question, messenger: Messenger) -> None:
        item = self._knowledge.quiz.get(question.item)
        if item is None or len(item.options) != len(question.shown):
            # The content changed since it was drawn.
            await self._play.finish(game, question, "skipped", self._now())
            return
        if messenger.polls is None and not game.by_text:
            await self._play.go_on_by_text(game)
            game = replace(game, by_text=True)
        poll = poll_of(game, question, item, self._knowledge)
        outcome = await self._sent(game, question, poll, messenger)
        match outcome:
            case Sent(messages=messages, poll=number):
                # A group that became a supergroup meanwhile has another number now.
                chat = (await self._play.whole(game.id)).chat
                named = number or f"{chat}/{messages[0]}"
                await self._play.opened(game, question, named, messages[0], self._now())
            case NotNow(seconds=seconds):
                await self._play.withdraw(game, question)
                await self._play.delay(game, self._now() + int(seconds * 1000))
            case Refused(reason="bad") if not game.by_text:
                _log.warning("a group takes no polls, its questions are asked as text: %s", outcome.said)
                await self._play.withdraw(game, question)
                await self._play.go_on_by_text(game)
            case Refused():
                _log.warning("a round ends: %s", outcome.reason)
                await self._conclude(game, is_told=False)
                if outcome.reason != "bad":
                    await self._play.end_daily(game.channel, game.chat)
            case Already():
                # One that looks the same is on its way to another group.
                await self._play.delay(game, self._now() + int(LOOK_SECONDS * 1000))
            case Unknown():
                # It may have reached the group: its votes and the end of its poll tell, or its time passes.
                pass
            case _:
                assert_never(outcome)

    async def _sent(self, game: Game, question: Question, poll: Poll, messenger: Messenger) -> Outcome:
        attempt = _Once(self._app, game, question, looks_of(poll.question, poll.options))
        if messenger.polls is not None and not game.by_text:
            return await messenger.polls.send(game.address, poll, attempt)
        before = outcome_of(game, question.position, self._knowledge)
        return await messenger.send(game.address, [text_of(poll, before, self._knowledge.messages.rounds)], attempt)

    async def _close(self, game: Game, question: Question, messenger: Messenger) -> None:
        voters: int | None = 0 if game.by_text else None
        if messenger.polls is not None and not game.by_text and question.message:
            outcome = await messenger.polls.stop(game.chat, question.message)
            if isinstance(outcome, NotNow):
                await asyncio.sleep(outcome.seconds)
                return
            voters = outcome.voters if isinstance(outcome, Closed) else None
        await self._play.close(game, question, self._now(), voters)

    async def _conclude(self, game: Game, *, is_told: bool) -> None:
        """The table, each once; then only what each person reached is kept."""
        await self._play.conclude(game)
        game = await self._play.whole(game.id)
        reached = scores(game)
        if is_told:
            hiding = await self._play.hiding(score.account for score in reached)
            shown = [replace(score, name="") if score.account in hiding else score for score in reached]
            reply = table_of_round(game, shown, self._knowledge)
            await self._app.stores.notices.put(f"round {game.id}", game.channel, game.address, reply)
        await self._play.end(game, reached, self._app.now().date().isoformat())

    def _listening_since(self, messenger: Messenger, now: int) -> int:
        connected, since = self._listening.get(messenger.channel, (None, now))
        if connected is not messenger:
            since = now
        self._listening[messenger.channel] = (messenger, since)
        return since

    def _now(self) -> int:
        return milliseconds(self._app.now())

    @property
    def _play(self) -> RoundPlay:
        return self._app.stores.round_play

    @property
    def _knowledge(self) -> Knowledge:
        return self._app.library.current.knowledge
