"""Daily questions, and rounds where there are no polls, with the clock in hand and a messenger that only takes notes."""

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from bot.app import open_app
from bot.channels.messenger import Closed, Sent, Unknown
from bot.quiz_rounds import Player, play_rounds
from handlers.contract import Incoming
from handlers.round_contract import Vote
from knowledge.library import Library
from tests.bot.quizzes import quiz_content
from tests.support import TODAY, config_in

LAN = "telegram:1"


class Notes:
    """A messenger on which everything arrives; `asked` are its polls, `said` its texts."""

    channel = "telegram"

    def __init__(self, *, has_polls=True):
        self.asked, self.said, self.changed = [], [], asyncio.Condition()
        self.polls = self if has_polls else None
        self.before_it_is_noted = None
        self.is_lost = False

    async def send(self, chat, what, attempt=None, **_):
        assert attempt is None or await attempt.begin()
        kept = self.asked if not isinstance(what, list) else self.said
        async with self.changed:
            kept.append((chat, what))
            self.changed.notify_all()
        if self.is_lost and kept is self.said:
            return Unknown()
        if self.before_it_is_noted:
            await self.before_it_is_noted()
            self.before_it_is_noted = None
        return Sent((f"{len(kept)}",), f"{len(kept)}" if kept is self.asked else "")

    async def stop(self, _chat, _message):
        return Closed(0)

    async def until(self, condition):
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(condition)


class Clock:
    now = TODAY


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return Library(quiz_content(tmp_path_factory.mktemp("content")))


@pytest.fixture
def clock():
    return Clock()


@asynccontextmanager
async def bot(folder, library, clock, messenger):
    """The bot on that messenger."""
    async with open_app(config_in(folder), now=lambda: clock.now, library=library) as app:
        app.messengers.connect(messenger)
        yield app


@asynccontextmanager
async def played(app):
    """Its rounds are played meanwhile."""
    task = asyncio.create_task(play_rounds(app))
    yield
    task.cancel()
    await asyncio.wait([task])


async def until_noted(app, text):
    """A table with that text waits to be sent."""
    async with asyncio.timeout(20):
        while not any(text in f"{notice.reply.title} {notice.reply.text}" for notice in await app.stores.notices.due(9)):
            app.round_news.set()


async def until_open(app):
    """A question was sent and noted."""
    async with asyncio.timeout(20):
        while (await app.stores.round_play.running())[0].questions[0].state != "open":
            app.round_news.set()


def letter_of(sent):
    """The letter of the right option of a question that was sent as text."""
    return re.findall(r"^([A-D])\. Đáp án đúng", sent[1][0].text, re.MULTILINE)[0]


async def said(app, text, **manner):
    incoming = Incoming("telegram", "telegram:-1:1", text, chat="-1", account=LAN, name="Lan", **manner)
    return [reply.text for reply in await app.router.respond(incoming)]


async def asked_today(app):
    """The items of the daily questions that the program starts when it looks now."""
    await Player(app).ask_daily()
    return [game.questions[0].item for game in await app.stores.round_play.running()]


@pytest.mark.parametrize(
    ("at", "is_asked"),
    [
        ("2026-11-25 08:00", True),
        ("2026-11-25 10:00", True),  # two hours late
        ("2026-11-25 10:01", False),
        ("2026-11-25 07:59", False),
        ("2026-11-28 08:00", False),  # a Saturday
        ("2027-09-02 08:00", False),  # National Day
    ],
)
async def test_a_daily_question_comes_at_its_time_on_working_days_and_is_left_out_when_hours_late(
    tmp_path, library, clock, at, is_asked
):
    async with bot(tmp_path, library, clock, Notes()) as app:
        await app.stores.rounds.ask_daily("telegram", "-1", 8 * 60)
        clock.now = datetime.fromisoformat(at).replace(tzinfo=TODAY.tzinfo)
        assert len(await asked_today(app)) == is_asked


async def test_a_daily_question_comes_once_whoever_looks_and_another_the_next_day(tmp_path, library, clock):
    async with bot(tmp_path, library, clock, Notes()) as one, bot(tmp_path, library, clock, Notes()) as other:
        assert "8:00" in (await said(one, "/dovuihangngay 8h", administrator=True))[0]
        items = []
        for day in (25, 26, 27):
            clock.now = datetime(2026, 11, day, 8, 1, tzinfo=TODAY.tzinfo)
            for app in (one, other):
                await Player(app).ask_daily()
            items = await asked_today(one)
            assert len(items) == day - 24
        assert len(set(items)) == 3
        await said(one, "/dovuihangngay tat", administrator=True)
        clock.now = datetime(2026, 11, 30, 8, 1, tzinfo=TODAY.tzinfo)
        assert len(await asked_today(one)) == 3


async def test_a_daily_question_set_after_its_time_begins_the_next_day(tmp_path, library, clock):
    clock.now = datetime(2026, 11, 25, 9, 0, tzinfo=TODAY.tzinfo)
    async with bot(tmp_path, library, clock, Notes()) as app:
        await said(app, "/dovuihangngay 8:59", administrator=True)
        assert await asked_today(app) == []
        clock.now += timedelta(days=1)
        assert len(await asked_today(app)) == 1


async def test_only_those_who_run_the_group_have_it_asked_daily(tmp_path, library, clock):
    async with bot(tmp_path, library, clock, Notes()) as app:
        rounds = library.current.knowledge.messages.rounds
        assert await said(app, "/dovuihangngay 8:00") == [rounds.by_administrators]
        assert await said(app, "/dovuihangngay 8:00", administrator=None) == [rounds.not_known_who_runs]
        assert await said(app, "/dovuihangngay mai", administrator=True) == [rounds.daily_form]
        clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=TODAY.tzinfo)
        assert await asked_today(app) == []


async def test_a_daily_question_is_open_for_hours_beside_a_round_and_ends_with_its_table(tmp_path, library, clock):
    notes = Notes()
    async with bot(tmp_path, library, clock, notes) as app, played(app):
        await said(app, "/dovuihangngay 8:00", administrator=True)
        clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=TODAY.tzinfo)
        await Player(app).ask_daily()
        app.round_news.set()
        await notes.until(lambda: notes.asked)
        (_, poll), *_ = notes.asked
        assert (poll.question.split(":")[0], poll.seconds) == ("Câu đố hôm nay", 8 * 3600)
        assert "Bắt đầu" in (await said(app, "/dovui"))[0]
        vote = Vote(LAN, 1, poll.right, int(clock.now.timestamp() * 1000), "Lan")
        await app.stores.round_votes.vote("telegram", "1", vote)
        clock.now += timedelta(hours=9)
        await app.stores.round_votes.closed("telegram", "1", "", 1)
        await until_noted(app, "Câu đố hôm nay đã hết giờ")


@pytest.mark.parametrize("typed", ["-5", "0", "7", "5.5", "-5 kỷ luật", "9" * 4000])
async def test_a_number_of_questions_that_is_none_is_told_how_to_be_typed(tmp_path, library, clock, typed):
    async with bot(tmp_path, library, clock, Notes()) as app:
        assert await said(app, f"/dovui {typed}") == [library.current.knowledge.messages.rounds.form]


async def test_a_round_that_is_stopped_before_its_first_question_says_so(tmp_path, library, clock):
    notes = Notes()
    async with bot(tmp_path, library, clock, notes) as app, played(app):
        await said(app, "/dovui")
        await said(app, "/dungdovui")
        await until_noted(app, "Hết lượt đố vui: 0 câu Chưa có ai trả lời.")
        assert notes.asked == []


async def test_where_there_are_no_polls_a_letter_in_reply_counts_also_before_its_question_is_noted(tmp_path, library, clock):
    notes = Notes(has_polls=False)
    async with bot(tmp_path, library, clock, notes) as app, played(app):
        await said(app, "/dovui")
        clock.now += timedelta(seconds=5)
        notes.before_it_is_noted = lambda: said(app, letter_of(notes.said[-1]), reply_to="1")
        app.round_news.set()
        await until_open(app)
        async with asyncio.timeout(20):
            while len(notes.said) < 2:
                clock.now += timedelta(seconds=1)
                app.round_news.set()
                await app.stores.round_play.running()
        assert "Đáp án câu 1" in notes.said[1][1][0].text
        await said(app, "/dungdovui")
        await until_noted(app, "Lan: 1/2 câu đúng")
        assert await said(app, "A", reply_to="no such message") != []


@pytest.mark.parametrize(("replied_to", "row"), [(("7",), "Lan: 1/1 câu đúng"), ((), "0 câu"), (("7", "8"), "0 câu")])
async def test_a_question_as_text_of_which_nobody_knows_whether_it_arrived_is_known_by_the_replies_to_it(
    tmp_path, library, clock, replied_to, row
):
    notes = Notes(has_polls=False)
    notes.is_lost = True
    async with bot(tmp_path, library, clock, notes) as app, played(app):
        await said(app, "/dovui")
        clock.now += timedelta(seconds=5)
        app.round_news.set()
        await notes.until(lambda: notes.said)
        for message in replied_to:
            assert await said(app, letter_of(notes.said[0]), reply_to=message) == []
        await said(app, "/dungdovui")
        async with asyncio.timeout(20):
            while await app.stores.round_play.running():
                clock.now += timedelta(seconds=5)
                app.round_news.set()
        await until_noted(app, row)
        assert len(notes.said) == 1
