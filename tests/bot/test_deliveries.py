"""An update is taken in once, waits sealed until it is answered, and each message of its reply is begun once."""

import sqlite3
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
async def store(tmp_path):
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'd.db'}") as engine:
        yield SqlDeliveries(engine, Clock())


async def test_an_update_that_comes_again_is_taken_in_once(store):
    assert await store.take_in([FIRST, SECOND], SEAL) == {"telegram:1", "telegram:2"}
    assert await store.take_in([SECOND, Update("telegram:3", b"{}"), SECOND], SEAL) == {"telegram:3"}
    assert await store.take_in([], SEAL) == set()


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


async def test_what_waits_is_unreadable_in_the_file_and_gone_from_it_once_answered(store, tmp_path):
    await store.take_in([FIRST], SEAL)
    sealed = sqlite3.connect(tmp_path / "d.db").execute("select sealed from waiting").fetchone()[0]
    assert b"bi mat" not in sealed
    store.answered("telegram:1")
    await store.forget_answered()
    await store.wipe()
    assert not [path.name for path in tmp_path.iterdir() if sealed[:40] in path.read_bytes()]


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
