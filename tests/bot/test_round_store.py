"""What rounds keep, in a database of every kind: votes before their poll is known, commands that come twice, groups that move."""

import asyncio
from datetime import timedelta

import pytest

from bot.config import QuizSettings
from bot.storage.database import open_database
from bot.storage.round_play import RoundPlay
from bot.storage.round_votes import RoundVotes
from bot.storage.rounds import SqlRounds, move_rounds
from handlers.round_contract import TAKEN_BACK, Drawn, NewRound, Score, Vote
from handlers.round_scores import scores
from tests.support import TODAY

LAN, BINH = "telegram:1", "telegram:2"
DRAWN = (Drawn("i1", "t", (1, 0)), Drawn("i2", "t", (0, 1)))


class Store:
    """The three stores on one database."""

    def __init__(self, engine):
        self.engine, self.now, news = engine, TODAY, asyncio.Event()
        self.rounds = SqlRounds(engine, lambda: self.now, QuizSettings(), news)
        self.votes = RoundVotes(engine, lambda: self.now, news)
        self.play = RoundPlay(engine)

    async def started(self, chat="-1", name="g", delivery="telegram:7"):
        assert await self.rounds.start(NewRound(name, "telegram", chat, LAN, delivery, DRAWN))
        return await self.play.whole(name)

    async def sent(self, game, looks="same"):
        assert await self.play.begin(game, game.questions[0], looks, 1_000)
        assert not await self.play.begin(game, game.questions[0], looks, 1_000)


@pytest.fixture
async def store(database_url):
    async with open_database(database_url) as engine:
        yield Store(engine)


def vote(account, option, number=1, name="Lan"):
    return Vote(account, number, option, 2_000, name)


async def test_a_vote_that_comes_before_its_poll_is_known_counts_once_it_is(store):
    game = await store.started()
    await store.sent(game)
    await asyncio.gather(*(store.votes.vote("telegram", "p1", vote(LAN, 1)) for _ in range(5)))
    await store.votes.vote("telegram", "p1", vote(BINH, 1, 2))
    await store.votes.vote("telegram", "p1", vote(BINH, TAKEN_BACK, 3))
    await store.play.opened(game, game.questions[0], "p1", "55", 1_500)
    (found,) = await store.play.running()
    assert scores(found) == [Score(LAN, "Lan", 1, 1, 500)]


async def test_a_question_as_text_is_known_by_the_one_message_that_people_replied_to_and_counts_them(store):
    await store.sent(await store.started())
    (game,) = await store.play.running()
    assert not await store.play.found_by_replies(game, game.questions[0])
    await store.votes.vote("telegram", "-100/8", vote(LAN, 1))  # in another group
    await store.votes.vote("telegram", "-1/7", vote(LAN, 1))
    await store.votes.vote("telegram", "-1/7", vote(BINH, 0, name="Bình"))
    assert await store.play.found_by_replies(game, game.questions[0])
    (found,) = await store.play.running()
    assert (found.questions[0].message, found.questions[0].opened_at) == ("7", 1_000)
    assert {score.account: score.right for score in scores(found)} == {LAN: 1, BINH: 0}


async def test_a_poll_whose_number_was_lost_is_known_by_its_looks_when_it_closes(store):
    game = await store.started()
    await store.sent(game)
    await store.votes.vote("telegram", "p1", vote(LAN, 1))
    await store.votes.closed("telegram", "p1", "same", 1)
    (found,) = await store.play.running()
    assert (found.questions[0].state, found.questions[0].voters, len(found.votes[0])) == ("open", 1, 1)


async def test_a_poll_that_was_given_up_counts_when_its_end_is_told_at_last(store):
    game = await store.started()
    await store.sent(game)
    await store.votes.vote("telegram", "p1", vote(LAN, 1))
    await store.play.finish(game, game.questions[0], "skipped", 0)
    await store.votes.closed("telegram", "p1", "same", 1)
    (found,) = await store.play.running()
    assert (found.questions[0].state, [score.answered for score in scores(found)]) == ("closed", [1])


async def two_started(store):
    return [await store.started(f"-{number}", f"g{number}", f"telegram:{number}") for number in (1, 2)]


async def test_a_question_waits_while_one_that_looks_the_same_is_on_its_way_to_another_group(store):
    games = await two_started(store)
    begun = await asyncio.gather(*(store.play.begin(game, game.questions[0], "same", 1_000) for game in games))
    assert sorted(begun) == [False, True]
    first, second = sorted(games, key=lambda game: begun[games.index(game)], reverse=True)
    await store.play.opened(first, first.questions[0], "p1", "55", 1_500)
    assert await store.play.begin(second, second.questions[0], "same", 2_000)


async def test_a_poll_is_never_taken_for_the_wrong_question(store):
    first, second = await two_started(store)
    await store.sent(first)
    await store.votes.closed("telegram", "p1", "other", 1)
    assert (await store.play.whole("g1")).questions[0].state == "sending"
    await store.play.finish(first, first.questions[0], "skipped", 0)
    await store.sent(second)
    await store.votes.closed("telegram", "p1", "same", 1)
    assert [found.questions[0].state for found in await store.play.running()] == ["skipped", "sending"]


async def test_a_poll_that_is_known_is_not_taken_for_another_that_looks_the_same(store):
    first, second = await two_started(store)
    await store.sent(first)
    await store.play.opened(first, first.questions[0], "p1", "55", 1_500)
    await store.play.finish(first, first.questions[0], "closed", 0)
    await store.sent(second)
    await store.votes.closed("telegram", "p1", "same", 1)
    assert (await store.play.whole("g2")).questions[0].state == "sending"


async def test_a_command_that_is_carried_out_twice_does_its_thing_once(store):
    await store.started()
    assert await store.rounds.start(NewRound("again", "telegram", "-1", LAN, "telegram:7", DRAWN))
    assert not await store.rounds.start(NewRound("other", "telegram", "-1", LAN, "telegram:8", DRAWN))
    assert [game.id for game in await store.play.running()] == ["g"]
    assert await store.rounds.starter("telegram", "-1") == LAN
    assert await store.rounds.stop("telegram", "-1", "telegram:9")
    game = await store.play.whole("g")
    assert game.stopped
    await store.play.end(game, [], "2026-11-23")
    assert await store.rounds.stop("telegram", "-1", "telegram:9")
    assert not await store.rounds.stop("telegram", "-1", "telegram:10")
    assert [await store.rounds.hide(LAN, delivery) for delivery in ("telegram:1", "telegram:1", "telegram:2", "", "")] == [
        True,
        True,
        False,
        True,
        False,
    ]


async def test_a_vote_for_a_round_that_is_over_is_not_kept_and_one_for_nobodys_poll_for_a_day(store):
    game = await store.started()
    await store.sent(game)
    await store.play.opened(game, game.questions[0], "p1", "55", 1_500)
    await store.play.conclude(game)
    await store.votes.vote("telegram", "p1", vote(LAN, 1))
    assert await store.rounds.kept(LAN) == {"rounds": 0, "votes": 0, "hidden_name": 0}
    now = int(TODAY.timestamp() * 1000)
    await store.votes.vote("telegram", "unknown", Vote(LAN, 1, 0, now))
    await store.votes.forget_unknown()
    assert (await store.rounds.kept(LAN))["votes"] == 1
    store.now = TODAY + timedelta(days=2)
    await store.votes.forget_unknown()
    assert (await store.rounds.kept(LAN))["votes"] == 0


async def test_the_table_adds_up_since_a_day_and_forgets_an_account(store):
    for number, day in enumerate(("2026-11-20", "2026-11-23")):
        game = await store.started(name=f"g{number}", delivery=f"telegram:{number}")
        await store.play.end(game, [Score(LAN, "Lan", 1, 2, 5), Score(BINH, f"Bình {number}", 2, 2, 7)], day)
        await store.play.end(game, [Score(LAN, "Lan", 1, 2, 5)], day)
    await store.rounds.hide(LAN, "")
    whole = {score.account: score for score in await store.rounds.table("telegram", "-1", None)}
    assert whole == {LAN: Score(LAN, "", 2, 4, 10), BINH: Score(BINH, "Bình 1", 4, 4, 14)}
    assert await store.rounds.table("telegram", "-1", TODAY.date() + timedelta(days=1)) == []
    week = await store.rounds.table("telegram", "-1", TODAY.date())
    assert sorted(score.answered for score in week) == [2, 2]
    await store.rounds.forget(LAN)
    assert [score.account for score in await store.rounds.table("telegram", "-1", None)] == [BINH]
    assert not any((await store.rounds.kept(LAN)).values())


async def test_a_group_that_moves_takes_its_round_its_table_and_its_daily_question_along(store):
    game = await store.started()
    await store.play.end(game, [Score(LAN, "Lan", 1, 1, 5)], "2026-11-23")
    await store.started(name="now", delivery="telegram:8")
    await store.rounds.ask_daily("telegram", "-1", 600, thread="7")
    for _ in range(2):
        async with store.engine.begin() as connection:
            await connection.run_sync(move_rounds, "telegram", "-1", "-100")
    assert await store.rounds.starter("telegram", "-100") == LAN
    assert [score.name for score in await store.rounds.table("telegram", "-100", None)] == ["Lan"]
    assert await store.play.due_daily("2026-11-24", 600) == [("telegram", "-100", "7", 600)]
