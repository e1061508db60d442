"""The ledger of reminders, on both databases: what may leave, once; what waits; what a clock that is set back changes."""

import asyncio
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, text

from bot.app import open_app
from bot.channels.messenger import NotNow, Sent
from bot.config import Config
from bot.reminders.progress import Progress, ask_about
from bot.reminders.sending import IN_FLIGHT, Sender
from bot.reminders.starting import start_reminders
from bot.storage.database import open_database, transaction
from bot.storage.reminder_ledger import Ending, ReminderLedger
from bot.storage.reminder_mark import ReminderMark
from bot.storage.reminder_schedule import ReminderSchedule
from bot.storage.reminder_tables import subscriptions
from bot.storage.reminders import SqlReminders
from bot.storage.subscriptions import SqlSubscriptions
from handlers.contract import Incoming
from handlers.recurrence import next_time
from handlers.reminder_contract import ReminderRules
from handlers.reminder_report import of_state
from tests.support import TODAY, config_in, own_library

AUTHOR, LAN, BINH = "telegram:1", "telegram:22", "telegram:33"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = TODAY

    def __call__(self):
        return self.now


class Books:
    """All stores of reminders on one database."""

    def __init__(self, engine, clock):
        self.engine = engine
        self.subscriptions = SqlSubscriptions(engine)
        self.reminders = SqlReminders(engine, clock)
        self.schedule = ReminderSchedule(engine, clock)
        self.ledger = ReminderLedger(engine, clock)

    async def subscribe(self, count, first=100):
        for number in range(first, first + count):
            await self.subscriptions.subscribe("telegram", str(number), "person", f"telegram:{number}")

    async def arranged(self, author=AUTHOR, **said):
        draft = await self.reminders.create(author)
        await self.reminders.save(replace(draft, **{"text": "Nhắc", "due_at": TODAY, **said}))
        await self.reminders.move(draft.id, ("draft",), "scheduled")
        return draft.id

    async def running(self, **said):
        number = await self.arranged(**said)
        assert await self.schedule.start(number, ("scheduled",))
        await self.prepared(number)
        return number

    async def prepared(self, number):
        reminder = await self.reminders.of(number)
        assert reminder
        while not await self.schedule.prepare(reminder):
            pass

    async def states(self, number):
        return {state: count for (state, _), count in (await self.reminders.tally(number)).items()}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def books(database_url, clock):
    async with open_database(database_url) as engine:
        yield Books(engine, clock)


async def test_a_message_may_leave_once_whoever_asks(books):
    await books.subscribe(3)
    number = await books.running()
    page = await books.ledger.pages(number, "telegram", 10)
    asked = await asyncio.gather(*(books.ledger.begin(due.id) for due in [*page, *page]))
    assert sorted(asked) == [False] * 3 + [True] * 3


async def test_what_was_on_its_way_at_a_kill_is_uncertain_and_what_was_not_goes_on(books):
    await books.subscribe(3)
    number = await books.running()
    first, *_ = await books.ledger.pages(number, "telegram", 10)
    await books.ledger.begin(first.id)
    assert await books.ledger.give_up_begun("telegram") == 1
    assert await books.states(number) == {"uncertain": 1, "pending": 2}
    assert len(await books.ledger.pages(number, "telegram", 10)) == 2
    # It may have got there: nobody gets a second one that day.
    second = await books.running(text="Lại nữa")
    again, *_ = await books.ledger.pages(second, "telegram", 10)
    assert again.chat == first.chat
    assert not await books.ledger.begin(again.id)
    assert await books.states(second) == {"skipped": 1, "pending": 2}
    await books.ledger.end(Ending(first, "sent", messages=("5",)))
    assert await books.states(number) == {"sent": 1, "pending": 2}


async def test_the_uncertain_of_a_cancelled_one_are_sent_again_and_nobody_else(books):
    await books.subscribe(3)
    number = await books.running()
    first, *_ = await books.ledger.pages(number, "telegram", 10)
    assert await books.ledger.begin(first.id)
    await books.ledger.end(Ending(first, "uncertain", "unknown"))
    assert await books.reminders.move(number, ("running",), "cancelled")
    assert await books.reminders.again(number) == 1
    assert [due.id for due in await books.ledger.pages(number, "telegram", 10)] == [first.id]
    assert await books.states(number) == {"pending": 1, "skipped": 2}


async def test_what_was_recalled_is_not_sent_again_to_the_uncertain(books):
    await books.subscribe(2)
    number = await books.running()
    first, second = await books.ledger.pages(number, "telegram", 10)
    for ending in (Ending(first, "sent"), Ending(second, "uncertain", "unknown")):
        assert await books.ledger.begin(ending.due.id)
        await books.ledger.end(ending)
    assert await books.schedule.end(number)
    recall = await books.reminders.copy(number, AUTHOR, "scheduled", "recall")
    assert await books.reminders.again(number) == 0
    assert await books.schedule.start(recall.id, ("scheduled",))
    assert await books.reminders.again(number) == 0
    assert (await books.reminders.of(number)).state == "done"
    assert await books.states(number) == {"sent": 1, "uncertain": 1}


async def test_a_recall_takes_back_the_corrections_too_that_came_as_messages_of_their_own(books):
    await books.subscribe(2)
    number = await books.running()
    for due, message in zip(await books.ledger.pages(number, "telegram", 10), ("5", "6"), strict=True):
        assert await books.ledger.begin(due.id)
        await books.ledger.end(Ending(due, "sent", messages=(message,)))
    targets = []
    for kind in ("edit", "recall"):
        change = await books.reminders.copy(number, AUTHOR, "scheduled", kind)
        assert await books.schedule.start(change.id, ("scheduled",))
        await books.prepared(change.id)
        page = await books.ledger.pages(change.id, "telegram", 10)
        targets.append([due.target for due in page])
        # The first was changed where it stood; the second could not be, and a new one was sent.
        for due, message in zip(page, ("5", "9"), strict=True):
            assert await books.ledger.begin(due.id)
            await books.ledger.end(Ending(due, "sent", messages=(message,)))
    assert targets == [[("5",), ("6",)], [("5",), ("6", "9")]]


async def test_nothing_leaves_while_it_is_paused_nor_to_those_who_left(books):
    await books.subscribe(2)
    number = await books.running()
    first, second = await books.ledger.pages(number, "telegram", 10)
    await books.reminders.move(number, ("running",), "paused")
    assert not await books.ledger.begin(first.id)
    await books.reminders.move(number, ("paused",), "running")
    await books.subscriptions.unsubscribe("telegram", second.chat)
    assert await books.ledger.begin(first.id)
    assert not await books.ledger.begin(second.id)
    assert await books.states(number) == {"sending": 1, "skipped": 1}


async def test_who_turned_the_topic_off_or_came_back_after_the_start_gets_none(books):
    await books.subscribe(3)
    number = await books.running(topic="cuoc_thi")
    mutes, returns, other = await books.ledger.pages(number, "telegram", 10)
    await books.subscriptions.mute("telegram", mutes.chat, "cuoc_thi", muted=True)
    await books.subscriptions.unsubscribe("telegram", returns.chat)
    await books.subscriptions.subscribe("telegram", returns.chat, "person", f"telegram:{returns.chat}")
    await books.subscriptions.mute("telegram", other.chat, "thong_bao", muted=True)
    assert [await books.ledger.begin(due.id) for due in (mutes, returns, other)] == [False, False, True]
    assert await books.reminders.tally(number) == {("skipped", "left"): 2, ("sending", ""): 1}


async def test_what_is_put_off_waits_and_a_clock_that_was_set_back_holds_nothing_up(books, clock):
    await books.subscribe(1)
    number = await books.running()
    (due,) = await books.ledger.pages(number, "telegram", 10)
    await books.ledger.postpone(due, 30, "later")
    assert await books.ledger.pages(number, "telegram", 10) == []
    clock.now = TODAY + timedelta(seconds=32)
    assert len(await books.ledger.pages(number, "telegram", 10)) == 1
    clock.now = TODAY - timedelta(days=1)
    assert len(await books.ledger.pages(number, "telegram", 10)) == 1


async def test_a_messengers_pause_is_known_after_a_restart_and_forgotten_by_a_clock_that_was_set_back(books, clock):
    await books.ledger.pause("telegram", 30)
    again = ReminderLedger(books.engine, clock)
    assert await again.pause_left("telegram") == 31
    clock.now = TODAY - timedelta(hours=1)
    assert await again.pause_left("telegram") == 0
    clock.now = TODAY + timedelta(minutes=1)
    assert await again.pause_left("telegram") == 0


async def test_recipients_are_those_of_the_start_however_long_their_rows_take(books, monkeypatch):
    monkeypatch.setattr("bot.storage.reminder_schedule.CHUNK", 2)
    await books.subscribe(5)
    number = await books.arranged()
    await books.schedule.start(number, ("scheduled",))
    assert not await books.schedule.prepare(await books.reminders.of(number))
    await books.subscribe(3, first=200)
    # Another process goes on where the first was killed.
    books.schedule = ReminderSchedule(books.engine, Clock())
    await books.prepared(number)
    assert (await books.reminders.of(number)).total == 5
    assert await books.states(number) == {"pending": 5}


async def test_a_series_makes_each_of_its_times_once_also_when_the_clock_goes_back(books, clock):
    number = await books.arranged(rule="0 8 * * 1")
    (series,) = await books.schedule.due()
    following = next_time(series.rule, TODAY, ReminderRules())
    assert await books.schedule.repeat(series, following)
    assert not await books.schedule.repeat(series, following)
    clock.now = TODAY - timedelta(days=3)
    assert [one.id for one in await books.schedule.due()] == []
    clock.now = following
    due = await books.schedule.due()
    assert number in [one.id for one in due]


async def test_who_is_forgotten_leaves_a_report_that_adds_up(books):
    await books.subscribe(2)
    number = await books.running()
    first, second = await books.ledger.pages(number, "telegram", 10)
    await books.ledger.begin(first.id)
    await books.ledger.end(Ending(first, "sent", messages=("1",)))
    assert await books.subscriptions.kept(f"telegram:{first.chat}") == {"subscription": 1, "delivery": 1}
    for due in (first, second):
        await books.subscriptions.forget(f"telegram:{due.chat}")
        assert await books.subscriptions.kept(f"telegram:{due.chat}") == {}
    assert await books.states(number) == {"sent": 1, "skipped": 1}


def real_time():
    return datetime.now(TODAY.tzinfo)


class Counting:
    """A messenger that counts, and is told at first to wait."""

    channel: str = "telegram"
    polls = None

    def __init__(self):
        self.got = []
        self.changed = asyncio.Event()
        self.shown = []  # what tells how far one is, as it was last
        self.waits = 3

    async def send(self, chat, replies, attempt=None, *, broadcast=False):
        if attempt is None:
            self.shown = replies
            self.changed.set()
            return Sent(("1",))
        assert broadcast
        if not await attempt.begin():
            return Sent(())
        if self.waits:
            self.waits -= 1
            await attempt.withdraw()
            return NotNow(0.0)
        self.got.append(chat)
        return Sent(("1",))

    async def edit(self, _chat, messages, replies):
        self.shown = replies
        self.changed.set()
        return Sent(messages)

    async def delete(self, _chat, messages):
        return Sent(messages)


async def became(app, number, state):
    async with asyncio.timeout(60):
        while True:
            reminder = await app.stores.reminders.of(number)
            if reminder and reminder.state == state:
                return
            await asyncio.sleep(0.05)


async def test_two_processes_on_one_database_send_to_each_once(postgresql_url, tmp_path):
    config = Config.model_validate(
        {
            **config_in(tmp_path).model_dump(),
            "database": {"url": postgresql_url},
            "telegram": {"token": "123456:abcdefghijklmnopqrstu"},
        }
    )
    messenger = Counting()
    async with (
        open_app(config, now=real_time, library=own_library()) as one,
        open_app(config, now=real_time, library=own_library()) as other,
        open_database(postgresql_url) as engine,
    ):
        rows = [
            {"channel": "telegram", "chat": str(n), "kind": "person", "account": "", "active": True, "reminded_on": 0}
            for n in range(300)
        ]
        async with transaction(engine) as connection:
            await connection.execute(insert(subscriptions).values(reminded_by=0), rows)
        books = Books(engine, real_time)
        number = await books.running(urgent=True)
        for app in (one, other):
            app.messengers.connect(messenger)

        async def sends(app):
            sender = Sender(app, "telegram")
            while not await books.schedule.is_over(number):
                if not await sender.round():
                    await asyncio.sleep(0.05)

        async with asyncio.timeout(60):
            await asyncio.gather(sends(one), sends(other))
    assert sorted(messenger.got) == sorted(str(n) for n in range(300))


@pytest.fixture
async def app(database_url, tmp_path, clock):
    async with opened(database_url, tmp_path, clock) as app:
        yield app


def opened(database_url, folder, clock):
    config = Config.model_validate(
        {**config_in(folder).model_dump(), "database": {"url": database_url}, "admins": {"owners": [AUTHOR]}}
    )
    return open_app(config, now=clock, library=own_library())


@asynccontextmanager
async def looked_after(app):
    """What the program does beside all else, for a while."""
    work = asyncio.create_task(start_reminders(app))
    yield
    work.cancel()
    await asyncio.wait([work])


@on_sqlite
async def test_a_reminder_that_nobody_worked_on_for_hours_is_asked_about(app, books, clock):
    await books.subscribe(2)
    number = await books.running()
    clock.now = TODAY + timedelta(days=1)
    async with looked_after(app):
        await became(app, number, "asked")
    (notice,) = await app.stores.notices.due(5)
    assert "gián đoạn" in notice.reply.text
    assert await books.states(number) == {"pending": 2}


@on_sqlite
async def test_of_an_author_who_lost_the_role_the_owners_are_asked_and_it_leaves_as_the_reminder_of_who_says_so(app, books):
    async def pressed(account, number):
        (reply,) = await app.router.respond(Incoming("telegram", account, "", f"remind:now:{number}", account=account))
        return reply.text

    plain = await books.arranged(LAN, rule="0 8 * * 1")
    urgent = await books.arranged(BINH, urgent=True)
    await app.services.roles.grant(BINH, "editor")
    async with looked_after(app):
        await became(app, urgent, "asked")
        await became(app, plain + 2, "asked")  # the first of the series
        notices = await app.stores.notices.due(5)
        assert [(notice.chat, "không còn quyền" in notice.reply.text) for notice in notices] == [("1", True)] * 2
        assert "Chỉ quản trị viên" in await pressed(BINH, urgent)
        for number in (urgent, plain + 2):
            await pressed(AUTHOR, number)
            await became(app, number, "running")
    assert [(await app.stores.reminders.of(number)).author for number in (plain, urgent, plain + 2)] == [LAN, AUTHOR, AUTHOR]


@on_sqlite
async def test_killed_between_the_question_and_its_note_the_author_is_asked_once(app, books, clock):
    number = await books.arranged()
    clock.now = TODAY + timedelta(days=1)
    await ask_about(app, await app.stores.reminders.of(number), is_put_back=False)
    async with looked_after(app):
        await became(app, number, "asked")
    assert len(await app.stores.notices.due(5)) == 1


async def copied(engine, folder):
    """A backup, as it is taken of a program that runs."""
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(engine.url.database)) as here, closing(sqlite3.connect(folder / "backup.db")) as copy:
            here.backup(copy)


async def put_back(engine, folder):
    """The backup in the place of the database: a file, or a table that is made anew and filled."""
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(folder / "backup.db")) as copy, closing(sqlite3.connect(engine.url.database)) as here:
            copy.backup(here)
        return
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE again (LIKE reminders INCLUDING ALL)"))
        await connection.execute(text("INSERT INTO again SELECT * FROM reminders"))
        await connection.execute(text("ALTER SEQUENCE reminders_id_seq OWNED BY again.id"))
        await connection.execute(text("DROP TABLE reminders"))
        await connection.execute(text("ALTER TABLE again RENAME TO reminders"))


async def test_what_is_due_or_under_way_in_a_copy_that_was_put_back_is_asked_about(database_url, tmp_path, clock, books):
    await books.subscribe(2)
    async with opened(database_url, tmp_path, clock) as app:
        other = await books.arranged(text="Lời nhắc khác")
        async with looked_after(app):
            await became(app, other, "running")
    due = await books.arranged(due_at=TODAY + timedelta(minutes=30))
    later = await books.arranged(due_at=TODAY + timedelta(hours=5))
    await copied(books.engine, tmp_path)
    clock.now = TODAY + timedelta(hours=1)
    async with opened(database_url, tmp_path, clock) as app, looked_after(app):
        if books.engine.dialect.name == "sqlite":
            await became(app, due, "running")
    await put_back(books.engine, tmp_path)
    async with opened(database_url, tmp_path, clock) as app:
        sender = Sender(app, "telegram")
        app.messengers.connect(Counting())
        assert not await sender.round()
        async with looked_after(app):
            await became(app, other, "asked")
            await became(app, due, "asked")
        assert [(await app.stores.reminders.of(number)).state for number in (other, later)] == ["asked", "scheduled"]
        assert ["bản sao lưu" in notice.reply.text for notice in await app.stores.notices.due(5)] == [True, True]
    # Once it is asked about, it is a database like any other.
    async with opened(database_url, tmp_path, clock) as app:
        assert not await app.stores.mark.is_put_back()


async def test_a_kill_while_the_mark_changes_is_no_restored_copy(tmp_path):
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'camnang.db'}") as engine:
        mark, file = ReminderMark(engine), tmp_path / "camnang.db.mark"
        assert not await mark.is_put_back()
        await mark.renew()
        before = file.read_text()
        for beside in (before, f"{before} neu"):
            file.write_text(beside)
            assert not await mark.is_put_back()
        file.write_text("neu")
        assert await mark.is_put_back()


@on_sqlite
async def test_a_channel_that_is_not_set_up_any_more_does_not_keep_a_reminder_from_its_end(app, books):
    await books.subscribe(3)
    number = await books.running()
    first, *_ = await books.ledger.pages(number, "telegram", 10)
    assert await books.ledger.begin(first.id)
    async with looked_after(app):
        await became(app, number, "done")
    assert await books.reminders.tally(number) == {("uncertain", "killed"): 1, ("failed", "channel"): 2}


@on_sqlite
async def test_the_message_of_one_that_was_stopped_has_no_buttons_any_more(app, books):
    await books.subscribe(2)
    number = await books.running()
    assert await books.reminders.move(number, ("running",), "paused")
    messenger = Counting()
    app.messengers.connect(messenger)
    async with looked_after(app), asyncio.timeout(60):
        await messenger.changed.wait()
        assert [button.label for button in messenger.shown[0].buttons] == ["Gửi tiếp", "Thôi gửi"]
        messenger.changed.clear()
        assert await books.reminders.move(number, ("paused",), "cancelled")
        await messenger.changed.wait()
    assert ("còn 2" in messenger.shown[0].text, messenger.shown[0].buttons) == (True, ())


@on_sqlite
async def test_the_last_of_a_series_leaves_too(app, books, clock):
    clock.now = TODAY.replace(year=2100)  # no calendar tells when the next Tết is
    number = await books.arranged(rule="tet-14 8:00", due_at=clock.now)
    async with looked_after(app):
        await became(app, number, "running")


@on_sqlite
async def test_a_clock_that_is_set_back_while_one_is_sent_makes_nobody_get_it_twice_or_not_at_all(app, books, clock):
    await books.subscribe(300)
    number = await books.running()
    messenger = Counting()
    app.messengers.connect(messenger)
    sender = Sender(app, "telegram")
    assert await sender.round()
    assert 0 < len(messenger.got) < 300
    clock.now = TODAY - timedelta(days=2)
    async with asyncio.timeout(60):
        while not await books.schedule.is_over(number):
            if not await sender.round():
                clock.now += timedelta(seconds=1)
    assert sorted(messenger.got) == sorted(str(100 + n) for n in range(300))
    assert await books.states(number) == {"sent": 300}


class Dusk(Counting):
    """One during whose tenth message the quiet hours begin."""

    def __init__(self, clock):
        super().__init__()
        self.clock = clock

    async def send(self, chat, replies, attempt=None, *, broadcast=False):
        outcome = await super().send(chat, replies, attempt, broadcast=broadcast)
        if len(self.got) >= 10:
            self.clock.now = TODAY.replace(hour=21, minute=0)
        return outcome


@on_sqlite
async def test_what_is_under_way_when_the_quiet_hours_begin_waits_for_their_end(app, books, clock):
    clock.now = TODAY.replace(hour=20, minute=59)
    await books.subscribe(100)
    number = await books.running()
    messenger = Dusk(clock)
    app.messengers.connect(messenger)
    sender = Sender(app, "telegram")
    await sender.round()
    got = len(messenger.got)
    assert 10 <= got <= 10 + 2 * IN_FLIGHT
    assert not await sender.round()
    assert of_state(await books.reminders.tally(number), "pending") == 100 - got
    clock.now = TODAY.replace(hour=7) + timedelta(days=1)
    await sender.round()
    assert len(messenger.got) > got


class Storm(Counting):
    """One that at first wants to hear nothing of its own."""

    def __init__(self):
        super().__init__()
        self.refused = 0

    async def send(self, chat, replies, attempt=None, *, broadcast=False):
        if attempt is None and not self.refused:
            self.refused += 1
            return NotNow(1.0)
        return await super().send(chat, replies, attempt, broadcast=broadcast)


@on_sqlite
async def test_the_message_that_shows_how_far_it_is_comes_also_when_the_messenger_was_told_to_wait(app, books):
    await books.subscribe(1)
    number = await books.running()
    assert await books.reminders.move(number, ("running",), "paused")
    app.messengers.connect(messenger := Storm())
    async with looked_after(app), asyncio.timeout(60):
        await messenger.changed.wait()
    assert messenger.refused
    assert "còn 1" in messenger.shown[0].text


@on_sqlite
async def test_each_time_that_the_uncertain_are_sent_again_the_author_hears_what_came_of_it(app, books, clock):
    await books.subscribe(1)
    number = await books.running()
    told = []
    for _ in range(2):
        (due,) = await books.ledger.pages(number, "telegram", 10)
        assert await books.ledger.begin(due.id)
        await books.ledger.end(Ending(due, "uncertain", "unknown"))
        for _ in range(2):  # killed before its end is noted, it is told once
            await Progress(app).over(await books.reminders.of(number))
        assert await books.schedule.end(number)
        told.append(len(await app.stores.notices.due(5)))
        clock.now += timedelta(minutes=1)
        assert await books.reminders.again(number) == 1
    assert told == [1, 2]
