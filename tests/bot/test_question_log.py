"""The question log: complete, without anyone's identity, rated once, purged in time, and its faults said in one line."""

import asyncio
import os
import re
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.scheduler import purge_questions
from bot.storage.database import open_database
from bot.storage.question_log import SqlQuestionLog
from bot.storage.tables import metadata
from handlers.contract import LoggedQuestion, StorageError
from tests.bot.small import small_content
from tests.support import TODAY, bot_in

ASKED = LoggedQuestion(
    asked_at=TODAY,
    channel="web",
    private=True,
    text="khi nào gieo mạ",
    outcome="answer",
    entry="trong-lua",
    score=0.8765,
    handle="handle-1",
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "var" / "camnang.db"


@pytest.fixture
async def engine(file):
    async with open_database(address(file)) as engine:
        yield engine


@pytest.fixture
def log(engine):
    return SqlQuestionLog(engine, TODAY.date)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("bot.storage.database.BUSY_SECONDS", 0.1)


def address(file):
    return f"sqlite+aiosqlite:///{file}"


def rows(file, query):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def change(file, *statements):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


async def test_a_question_is_kept_with_all_that_was_noted_of_it(log, file):
    await log.record(ASKED)
    assert rows(
        file, "SELECT asked_at, channel, private, text, outcome, entry, score, picked, helpful, handle FROM questions"
    ) == [(int(TODAY.timestamp()), "web", 1, "khi nào gieo mạ", "answer", "trong-lua", 0.8765, None, None, "handle-1")]


@pytest.mark.parametrize(("private", "kept"), [(True, 1), (False, 0)])
async def test_it_is_noted_whether_it_was_asked_in_private_or_in_a_group(log, file, private, kept):
    await log.record(replace(ASKED, private=private))
    assert rows(file, "SELECT private FROM questions") == [(kept,)]


async def test_questions_are_counted_by_day_channel_outcome_and_entry(log, file):
    different = [
        ASKED,
        replace(ASKED, asked_at=TODAY + timedelta(days=1)),
        replace(ASKED, channel="console"),
        replace(ASKED, outcome="suggest"),
        replace(ASKED, outcome="none", entry=None),
    ]
    for number, question in enumerate([*different, ASKED, different[-1]]):
        await log.record(replace(question, handle=f"handle-{number}"))
    assert rows(file, "SELECT day, channel, outcome, entry, asked FROM daily_counts ORDER BY 1, 2, 3, 4") == [
        ("2026-11-23", "console", "answer", "trong-lua", 1),
        ("2026-11-23", "web", "answer", "trong-lua", 2),
        ("2026-11-23", "web", "none", "", 2),
        ("2026-11-23", "web", "suggest", "trong-lua", 1),
        ("2026-11-24", "web", "answer", "trong-lua", 1),
    ]


async def test_the_day_that_is_counted_is_the_day_in_vietnam(log, file):
    after_midnight = datetime(2026, 11, 24, 0, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    await log.record(replace(ASKED, asked_at=after_midnight))
    assert rows(file, "SELECT day FROM daily_counts") == [("2026-11-24",)]


async def test_a_question_that_cannot_be_counted_is_not_kept_either(log, file):
    change(file, "DROP TABLE daily_counts")
    with pytest.raises(StorageError):
        await log.record(ASKED)
    assert rows(file, "SELECT * FROM questions") == []


async def test_questions_asked_at_the_same_moment_are_all_kept_and_counted(log, file):
    await asyncio.gather(*(log.record(replace(ASKED, handle=f"handle-{number}")) for number in range(60)))
    assert rows(file, "SELECT count(*) FROM questions") == rows(file, "SELECT asked FROM daily_counts") == [(60,)]


async def test_what_was_kept_is_there_after_the_next_start(file):
    async with open_database(address(file)) as engine:
        await SqlQuestionLog(engine, TODAY.date).record(ASKED)
    async with open_database(address(file)) as engine:
        await SqlQuestionLog(engine, TODAY.date).record(replace(ASKED, handle="handle-2"))
    assert rows(file, "SELECT handle FROM questions") == [("handle-1",), ("handle-2",)]


@pytest.mark.parametrize(("helpful", "kept"), [(True, 1), (False, 0)])
async def test_a_thumb_is_noted_on_the_question_it_is_about_and_its_handle_is_used_up(log, file, helpful, kept):
    await log.record(replace(ASKED, handle="other"))
    await log.record(ASKED)
    assert await log.rate("handle-1", helpful=helpful)
    assert rows(file, "SELECT helpful, handle FROM questions") == [(None, "other"), (kept, None)]


async def test_a_second_thumb_does_nothing_more(log, file):
    await log.record(ASKED)
    await log.rate("handle-1", helpful=True)
    assert not await log.rate("handle-1", helpful=False)
    assert rows(file, "SELECT helpful FROM questions") == [(1,)]


@pytest.mark.parametrize("handle", ["", "unknown", "None", "%", "' OR 1=1 --", "handle-1\0"])
async def test_a_handle_that_was_never_given_out_changes_nothing(log, file, handle):
    await log.record(ASKED)
    await log.record(replace(ASKED, handle="used-up"))
    await log.rate("used-up", helpful=True)
    assert not await log.rate(handle, helpful=False)
    assert not await log.pick(handle, "nuoi-ca", "new")
    assert rows(file, "SELECT picked, helpful, handle FROM questions") == [(None, None, "handle-1"), (None, 1, None)]


@pytest.mark.parametrize(("entry", "kept"), [("nuoi-ca", "nuoi-ca"), (None, "")])
async def test_the_suggestion_that_was_meant_is_noted_and_can_be_rated_by_the_new_handle_only(log, file, entry, kept):
    await log.record(replace(ASKED, outcome="suggest"))
    assert await log.pick("handle-1", entry, "handle-2")
    assert not await log.rate("handle-1", helpful=False)
    assert await log.rate("handle-2", helpful=True)
    assert rows(file, "SELECT outcome, entry, picked, helpful FROM questions") == [("suggest", "trong-lua", kept, 1)]


async def test_a_second_choice_does_nothing_more(log, file):
    await log.record(ASKED)
    await log.pick("handle-1", "nuoi-ca", "handle-2")
    assert not await log.pick("handle-1", "xay-cau", "handle-3")
    assert rows(file, "SELECT picked, handle FROM questions") == [("nuoi-ca", "handle-2")]


async def test_questions_past_their_time_are_deleted_and_their_counts_stay(log, file):
    limit = TODAY - timedelta(days=90)
    for number, asked_at in enumerate([limit - timedelta(days=400), limit - timedelta(seconds=1), limit, TODAY]):
        await log.record(replace(ASKED, asked_at=asked_at, handle=f"handle-{number}"))
    counted = rows(file, "SELECT * FROM daily_counts")
    assert await log.purge(TODAY, keep_days=90) == 2
    assert rows(file, "SELECT handle FROM questions") == [("handle-2",), ("handle-3",)]
    assert rows(file, "SELECT * FROM daily_counts") == counted
    assert sum(count for *_, count in counted) == 4


async def test_a_purge_with_nothing_to_delete_deletes_nothing(log, file):
    await log.record(ASKED)
    assert await log.purge(TODAY, keep_days=1) == 0
    assert rows(file, "SELECT count(*) FROM questions") == [(1,)]


@pytest.mark.parametrize("written_through", [False, True])
async def test_the_words_of_a_purged_question_are_in_no_file_any_more(log, file, written_through):
    secret = "chuyệnriêngtư" * 30
    await log.record(replace(ASKED, text=secret))
    if written_through:
        change(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    assert holds(file, secret)
    await log.purge(TODAY + timedelta(days=2), keep_days=1)
    assert not holds(file, secret)


async def test_words_that_another_reader_keeps_alive_are_reported_and_gone_after_the_next_purge(impatient, file):
    secret = "chuyệnriêngtư" * 30
    async with open_database(address(file)) as engine:
        log = SqlQuestionLog(engine, TODAY.date)
        await log.record(replace(ASKED, text=secret))
        with closing(sqlite3.connect(file, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM questions").fetchall()
            with pytest.raises(StorageError, match=r"camnang\.db-wal: một chương trình khác"):
                await log.purge(TODAY + timedelta(days=2), keep_days=1)
        await log.purge(TODAY + timedelta(days=2), keep_days=1)
        assert not holds(file, secret)


async def test_a_purge_that_failed_is_tried_again_soon(impatient, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr("bot.scheduler.RETRY_SECONDS", 0.01)
    async with bot_in(tmp_path, small_content(tmp_path)) as app:
        await app.stores.questions.record(replace(ASKED, asked_at=TODAY - timedelta(days=91)))
        file = tmp_path / "var" / "camnang.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            chore = asyncio.create_task(purge_questions(app))
            await until(lambda: "old questions not deleted: database is locked" in caplog.text)
        await until(lambda: rows(file, "SELECT count(*) FROM questions") == [(0,)])
        chore.cancel()
        await asyncio.wait([chore])


async def test_a_purge_under_way_is_brought_to_its_end_when_the_program_ends(engine, log, tmp_path, file):
    async with bot_in(tmp_path, small_content(tmp_path)) as app:
        await log.record(replace(ASKED, asked_at=TODAY - timedelta(days=91)))
        with closing(lock(file)):
            chore = asyncio.create_task(purge_questions(replace(app, stores=replace(app.stores, questions=log))))
            await until(lambda: engine.pool.checkedout() == 1)
            chore.cancel()
            await asyncio.sleep(0)
        await asyncio.wait([chore])
    assert rows(file, "SELECT count(*) FROM questions") == [(0,)]


def holds(file, text):
    return any(text.encode() in path.read_bytes() for path in file.parent.iterdir())


async def until(reached):
    async with asyncio.timeout(10):
        while not reached():  # noqa: ASYNC110 - another thread or program brings it about
            await asyncio.sleep(0.01)


def lock(file):
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def drop_tables(file):
    change(file, "DROP TABLE questions", "DROP TABLE daily_counts")


def make_read_only(file):
    change(file, "CREATE TRIGGER no_more BEFORE INSERT ON questions BEGIN SELECT RAISE(ABORT, 'no more'); END")


@pytest.mark.parametrize("spoil", [lock, drop_tables, make_read_only])
async def test_a_fault_while_writing_is_one_line_without_the_statement_and_its_words(impatient, file, spoil):
    async with open_database(address(file)) as engine:
        kept_open = spoil(file)
        with pytest.raises(StorageError) as fault:
            await SqlQuestionLog(engine, TODAY.date).record(ASKED)
        if kept_open:
            kept_open.close()
    assert re.fullmatch(r".+", str(fault.value))
    assert not re.search("INSERT|VALUES|gieo mạ|handle-1", str(fault.value))


def newer(file):
    change(file, "CREATE TABLE alembic_version (version_num)", "INSERT INTO alembic_version VALUES ('9999')")


def anothers(file):
    change(file, "CREATE TABLE questions (id)")


def random_bytes(file):
    file.write_bytes(os.urandom(20_000))


def cut_short(file):
    change(file, "CREATE TABLE one (text)", "INSERT INTO one VALUES (hex(zeroblob(20000)))")
    file.write_bytes(file.read_bytes()[:6000])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.mkdir(), "không mở được tệp"),
        (random_bytes, "không phải cơ sở dữ liệu hoặc đã hỏng"),
        (cut_short, "đã hỏng"),
        (newer, "cập nhật chương trình"),
        (anothers, "already exists"),
        (lock, "một chương trình khác đang giữ cơ sở dữ liệu"),
    ],
)
async def test_a_database_that_cannot_be_used_is_named_in_one_line(impatient, file, spoil, said):
    file.parent.mkdir()
    kept_open = spoil(file)
    with pytest.raises(StorageError) as fault:
        async with open_database(address(file)):
            pass
    if kept_open:
        kept_open.close()
    assert re.fullmatch(r".+", str(fault.value))
    assert str(file) in str(fault.value)
    assert said in str(fault.value)


async def test_a_file_that_cannot_be_opened_leaves_no_thread_behind_to_complain_after_the_end(file):
    file.mkdir(parents=True)
    before = threading.enumerate()
    with pytest.raises(StorageError):
        async with open_database(address(file)):
            pass
    assert threading.enumerate() == before


@pytest.mark.parametrize(
    "url",
    [
        "",
        "var/camnang.db",
        "nosuchthing://host/name",
        "sqlite:///camnang.db",
        "postgresql+asyncpg://bot:s3cretpw@127.0.0.1:1/camnang",
        "sqlite+aiosqlite:////proc/none/camnang.db",
    ],
)
async def test_an_address_that_cannot_be_used_is_said_in_one_line_without_its_password(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StorageError) as fault:
        async with open_database(url):
            pass
    assert re.fullmatch(r".+", str(fault.value))
    assert "s3cretpw" not in str(fault.value)


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"])
async def test_a_database_in_memory_will_do(url):
    async with open_database(url) as engine:
        log = SqlQuestionLog(engine, TODAY.date)
        await log.record(ASKED)
        assert await log.purge(TODAY + timedelta(days=2), keep_days=1) == 1


async def test_the_migrations_make_the_tables_that_the_program_expects(engine):
    async with engine.connect() as connection:
        differences = await connection.run_sync(lambda sync: compare_metadata(MigrationContext.configure(sync), metadata))
    assert differences == []
