"""An update is taken in once, waits sealed until it is answered, and each message of its reply is begun once."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.storage.database import open_database
from bot.storage.deliveries import KEEP_DAYS, SqlDeliveries, Update
from bot.storage.sealing import seal_from
from tests.support import TODAY

SEAL = seal_from("123:secret", "test")
FIRST, SECOND = Update("telegram:1", b'{"text": "bi mat"}'), Update("telegram:2", b"{}")


class Clock:
    now = TODAY

    def __call__(self):
        return self.now


@pytest.fixture
async def store(database_url):
    async with open_database(database_url) as engine:
        yield SqlDeliveries(engine, Clock())


async def test_an_update_that_comes_again_is_taken_in_once(store):
    assert await store.take_in([FIRST, SECOND], SEAL) == {"telegram:1", "telegram:2"}
    assert await store.take_in([SECOND, Update("telegram:3", b"{}"), SECOND], SEAL) == {"telegram:3"}
    assert await store.take_in([], SEAL) == set()


async def test_an_update_that_comes_while_another_program_writes_waits_for_it(tmp_path):
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/a.db") as engine:
        store = SqlDeliveries(engine, Clock())
        with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            taken = asyncio.create_task(store.take_in([FIRST], SEAL))
            for _ in range(5):
                await asyncio.sleep(0)
            assert not taken.done()
            other.execute("COMMIT")
        assert await taken == {"telegram:1"}
        assert await store.take_in([FIRST, SECOND], SEAL) == {"telegram:2"}


async def test_what_was_not_answered_waits_in_its_order_and_what_was_answered_does_not(store):
    await store.take_in([SECOND, FIRST], SEAL)
    assert await store.left_over(SEAL, "telegram") == [SECOND, FIRST]
    assert await store.left_over(SEAL, "zalo") == []
    assert await store.left_over(SEAL, "telegram", age=60) == []
    store._now.now += timedelta(seconds=60)
    assert await store.left_over(SEAL, "telegram", age=60) == [SECOND, FIRST]
    store.answered("telegram:2")
    await store.forget_answered()
    assert await store.left_over(SEAL, "telegram") == [FIRST]


async def test_a_message_is_begun_once_in_turn_and_again_only_when_it_was_withdrawn(store):
    await store.take_in([FIRST], SEAL)
    assert not await store.begin("telegram:1", 1)
    assert await store.begin("telegram:1", 0)
    assert not await store.begin("telegram:1", 0)
    await store.withdraw("telegram:1", 0)
    assert await store.begin("telegram:1", 0)
    assert await store.begin("telegram:1", 1)


async def test_what_waits_is_unreadable_in_the_file_and_gone_from_it_once_answered(tmp_path):
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'd.db'}") as engine:
        store = SqlDeliveries(engine, Clock())
        await store.take_in([FIRST], SEAL)
        with closing(sqlite3.connect(tmp_path / "d.db")) as file:
            (sealed,) = file.execute("select sealed from waiting").fetchone()
        assert b"bi mat" not in sealed
        store.answered("telegram:1")
        await store.forget_answered()
        await store.wipe()
        assert not [path.name for path in tmp_path.iterdir() if sealed[:40] in path.read_bytes()]


async def test_on_postgresql_what_waits_and_what_is_remembered_is_written_to_no_log(postgresql_url):
    async with open_database(postgresql_url) as engine, engine.connect() as connection:
        unlogged = await connection.exec_driver_sql("select relname from pg_class where relpersistence = 'u' and relkind = 'r'")
        assert set(unlogged.scalars()) == {"waiting", "short_memory", "offers"}


async def test_of_two_that_begin_the_same_message_at_once_one_may_send_it(store):
    await store.take_in([FIRST], SEAL)
    assert sorted(await asyncio.gather(*(store.begin("telegram:1", 0) for _ in range(5)))) == [False] * 4 + [True]


async def test_of_two_processes_that_take_in_the_same_updates_at_once_each_update_goes_to_one(database_url):
    async with open_database(database_url) as one, open_database(database_url) as other:
        stores = [SqlDeliveries(engine, Clock()) for engine in (one, other)]
        updates = [Update(f"telegram:{number}", b"{}") for number in range(50)]
        taken = await asyncio.gather(*(store.take_in([update], SEAL) for update in updates for store in stores))
        assert sorted(delivery for found in taken for delivery in found) == sorted(update.id for update in updates)


async def test_what_another_key_sealed_is_dropped(store):
    await store.take_in([FIRST], SEAL)
    assert await store.left_over(seal_from("456:other", "test"), "telegram") == []
    await store.forget_answered()
    assert await store.left_over(SEAL, "telegram") == []


async def test_numbers_are_kept_as_long_as_a_messenger_may_repeat_them(store):
    await store.take_in([FIRST], SEAL)
    await store.purge()
    assert await store.take_in([FIRST], SEAL) == set()
    store._now.now += timedelta(days=KEEP_DAYS + 1)
    await store.purge()
    assert await store.left_over(SEAL, "telegram") == []
    assert await store.take_in([FIRST], SEAL) == {"telegram:1"}
