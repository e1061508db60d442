"""Questions become figures in groups, and nothing reads anything else; on every database."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.storage.database import open_database
from bot.storage.question_log import SqlQuestionLog
from bot.storage.statistics import SqlStatistics
from handlers.contract import Incoming, LoggedQuestion
from handlers.trends_contract import Counted, EntryFigures, Span, last_days, weeks_over
from tests.support import TODAY, bot_in

DAY = TODAY.date()
SPAN = Span(DAY, DAY)
ASKED = LoggedQuestion(TODAY, "telegram", private=True, text="…", outcome="answer", entry="trong-lua", score=0.9, handle="")


@pytest.fixture
async def engine(database_url):
    async with open_database(database_url) as engine:
        yield engine


@pytest.fixture
def log(engine):
    return SqlQuestionLog(engine, TODAY.date)


@pytest.fixture
def statistics(engine):
    return SqlStatistics(engine)


async def ask(log, times, **different):
    """Asks so many times and returns the handles."""
    handles = [f"{abs(hash(str(different))) % 10**9}-{number}" for number in range(times)]
    await asyncio.gather(*(log.record(replace(ASKED, handle=handle, **different)) for handle in handles))
    return handles


async def test_fewer_than_a_group_are_in_no_figure(log, statistics):
    await ask(log, 4)
    assert await statistics.questions(SPAN) == []
    assert await statistics.hours(SPAN) == {}
    assert await statistics.entries(SPAN) == {}


async def test_the_fifth_brings_the_other_four_along(log, statistics):
    await ask(log, 5)
    assert await statistics.questions(SPAN) == [Counted(DAY, "telegram", private=True, outcome="answer", questions=5)]
    assert await statistics.hours(SPAN) == {(0, 9): 5}
    assert await statistics.entries(SPAN) == {"trong-lua": EntryFigures(asked=5)}


async def test_figures_of_several_days_places_and_outcomes_are_those_counted_by_hand(log, statistics):
    before = timedelta(days=1)
    await ask(log, 13, asked_at=TODAY - before)  # 10, and 3 wait
    await ask(log, 7)  # with those 3: 10
    await ask(log, 6, private=False, outcome="none", entry=None)  # 5
    await ask(log, 5, channel="web", outcome="suggest", entry="nuoi-ca")  # 5
    await ask(log, 9, channel="web", asked_at=TODAY - before)  # 5
    both = last_days(DAY, 2)
    assert await statistics.questions(both) == [
        Counted(DAY - before, "telegram", private=True, outcome="answer", questions=10),
        Counted(DAY - before, "web", private=True, outcome="answer", questions=5),
        Counted(DAY, "telegram", private=False, outcome="none", questions=5),
        Counted(DAY, "telegram", private=True, outcome="answer", questions=10),
        Counted(DAY, "web", private=True, outcome="suggest", questions=5),
    ]
    assert [one.questions for one in await statistics.questions(both, "web")] == [5, 5]
    assert [one.questions for one in await statistics.questions(both, private=False)] == [5]
    assert await statistics.questions(both.before) == []
    assert await statistics.hours(both) == {(6, 9): 20, (0, 9): 15}  # 22 on Sunday, 18 on Monday
    assert await statistics.entries(both) == {"trong-lua": EntryFigures(asked=25)}  # of 29


@pytest.mark.parametrize(("days_ago", "is_compared"), [(13, True), (20, True), (12, False)])
async def test_days_before_that_the_figures_reach_only_in_part_are_compared_with_nothing(log, statistics, days_ago, is_compared):
    await ask(log, 5, asked_at=TODAY - timedelta(days=days_ago))
    await ask(log, 5, asked_at=TODAY - timedelta(days=8))
    before = await statistics.entries_before(last_days(DAY, 7))
    assert before == ({"trong-lua": EntryFigures(asked=10 if days_ago == 13 else 5)} if is_compared else {})


async def test_thumbs_and_choices_are_counted_for_the_entry_that_was_shown(log, statistics):
    for number, handle in enumerate(await ask(log, 11)):
        await log.rate(handle, helpful=number < 6)
    for number, handle in enumerate(await ask(log, 10, outcome="suggest")):
        await log.pick(handle, "nuoi-ca", f"picked-{number}")
        await log.rate(f"picked-{number}", helpful=False)
    assert await statistics.entries(SPAN) == {
        "trong-lua": EntryFigures(asked=10, helpful=5, unhelpful=5),
        "nuoi-ca": EntryFigures(asked=10, unhelpful=10),
    }


async def test_none_of_the_suggestions_is_nothing_shown(log, statistics):
    for number, handle in enumerate(await ask(log, 5, outcome="suggest")):
        await log.pick(handle, None, f"picked-{number}")
    assert await statistics.entries(SPAN) == {}


async def test_a_question_asked_within_two_minutes_counts_against_the_entry_shown_before(log, statistics):
    await ask(log, 5, outcome="none", entry=None, after="trong-lua")
    assert await statistics.entries(SPAN) == {"trong-lua": EntryFigures(again=5)}


async def test_the_group_is_the_one_that_is_set(engine, statistics):
    log = SqlQuestionLog(engine, TODAY.date, group=3)
    await ask(log, 8)
    assert [one.questions for one in await statistics.questions(SPAN)] == [6]


async def test_an_entry_that_was_asked_for_once_is_known_to_be_and_not_how_often(log, statistics):
    await ask(log, 1)
    await ask(log, 2, outcome="suggest", entry="xay-cau")  # suggested, and not what was meant
    for number, handle in enumerate(await ask(log, 1, outcome="suggest", entry="xay-cau", channel="web")):
        await log.pick(handle, "nuoi-ca", f"picked-{number}")
    assert await statistics.asked_for(SPAN) == {"trong-lua", "nuoi-ca"}
    assert await statistics.asked_for(SPAN.before) == set()


@pytest.mark.parametrize(("today", "last"), [(23, 22), (22, 15), (29, 22)])  # a Monday, the Sundays before and after
def test_what_nobody_asked_for_is_told_up_to_the_last_sunday(today, last):
    span = weeks_over(DAY.replace(day=today), 90)
    assert (span.last.day, span.days) == (last, 90)


async def test_questions_of_several_processes_make_the_same_figures(database_url, statistics, log):
    async with open_database(database_url) as other_engine:
        other = SqlQuestionLog(other_engine, TODAY.date)
        await asyncio.gather(*(ask(one, 2, text=f"{one} {number}") for number in range(8) for one in (log, other)))
    assert [one.questions for one in await statistics.questions(SPAN)] == [30]  # of 32


async def test_who_asks_again_at_once_is_counted_for_what_was_shown_and_who_asks_later_is_not(tmp_path):
    seen = []

    class Watched(SqlQuestionLog):
        async def record(self, question, delivery=""):
            seen.append(question.after)
            return await super().record(question, delivery)

    async with bot_in(tmp_path) as app:
        clock = [TODAY]
        watched = Watched(app.stores.questions._engine, TODAY.date)
        app.router._services = replace(app.services, questions=watched, now=lambda: clock[0])
        for seconds in (0, 120, 121):
            clock[0] += timedelta(seconds=seconds)
            await app.router.respond(Incoming("web", "web:1", "quy định 85 là gì"))
        await app.router.respond(Incoming("web", "web:2", "quy định 85 là gì"))
    assert seen == [None, "qd85-la-gi", None, None]
