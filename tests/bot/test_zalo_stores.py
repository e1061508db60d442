"""What is kept for Zalo, on both databases: sealed, by time, and counted by many at once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.storage.conversations import KeptConversations
from bot.storage.database import open_database
from bot.storage.messages_sent import SqlMessagesSent
from bot.storage.offers import STANDS_SECONDS, SqlOffers
from bot.storage.public_files import SqlPublicFiles
from bot.storage.short_memory import ProcessMemory
from bot.storage.zalo_oa_tokens import Pair, SqlZaloOaTokens
from handlers.contract import Button
from tests.support import TODAY

PERSON = "zalo:6ede9afa66b88fe6d6a9"
OFFER = (Button("Có", "check:1"), Button("Xem", url="https://ten-mien.vn"))


@pytest.fixture
async def engine(database_url):
    async with open_database(database_url) as engine:
        yield engine


@pytest.fixture
def clock():
    return [TODAY]


async def dumped(engine, table):
    async with engine.connect() as connection:
        return repr((await connection.exec_driver_sql(f"select * from {table}")).all())  # noqa: S608 - our own names


async def test_an_offer_stands_for_ten_minutes_and_nobody_can_read_whose_it_is(engine, clock):
    offers = SqlOffers(engine, lambda: clock[-1], "secret")
    await offers.put(PERSON, OFFER[:1])
    await offers.put(PERSON, OFFER)
    kept = await dumped(engine, "offers")
    assert [word for word in (PERSON, PERSON[5:], "check", "Có") if word in kept] == []
    clock.append(TODAY + timedelta(seconds=STANDS_SECONDS - 1))
    assert await offers.of(PERSON) == OFFER
    assert await SqlOffers(engine, lambda: clock[-1], "another").of(PERSON) == ()
    clock.append(TODAY + timedelta(seconds=STANDS_SECONDS))
    assert await offers.of(PERSON) == ()
    await offers.forget_old()
    assert await dumped(engine, "offers") == "[]"


async def test_an_empty_offer_ends_the_one_before(engine, clock):
    offers = SqlOffers(engine, lambda: clock[-1], "secret")
    await offers.put(PERSON, OFFER)
    await offers.put(PERSON, ())
    assert await offers.of(PERSON) == ()


async def test_an_offer_that_is_shown_again_stands_for_ten_minutes_from_then_and_for_no_other_reason(engine, clock):
    conversations = KeptConversations(ProcessMemory(lambda: 0.0), SqlOffers(engine, lambda: clock[-1], "secret"))
    await conversations.offer(PERSON, OFFER)
    clock.append(TODAY + timedelta(seconds=STANDS_SECONDS - 1))
    await conversations.keep(PERSON, replace(await conversations.of(PERSON), awaits="x"))
    clock.append(TODAY + timedelta(seconds=STANDS_SECONDS))
    assert (await conversations.of(PERSON)).offer == ()
    await conversations.offer(PERSON, OFFER)
    clock.append(TODAY + timedelta(seconds=2 * STANDS_SECONDS - 1))
    await conversations.offer(PERSON, OFFER)
    clock.append(TODAY + timedelta(seconds=3 * STANDS_SECONDS - 2))
    assert (await conversations.of(PERSON)).offer == OFFER


async def test_messages_are_counted_by_bot_and_month_by_many_at_once(engine):
    counts = SqlMessagesSent(engine)
    made = await asyncio.gather(*(counts.count("zalo:85", "2026-11") for _ in range(20)))
    assert sorted(made) == list(range(1, 21))
    await counts.take_back("zalo:85", "2026-11")
    assert await counts.sent("zalo:85", "2026-11") == 19
    assert await counts.sent("zalo:85", "2026-12") == 0
    assert await counts.count("zalo:86", "2026-11") == 1


async def test_a_file_is_sealed_and_gone_when_its_time_is_over(engine, clock):
    files = SqlPublicFiles(engine, lambda: clock[-1], "secret")
    number = await files.put(b"what it shows", int(TODAY.timestamp()) + 60)
    assert await files.get(number) == b"what it shows"
    assert "what it shows" not in await dumped(engine, "public_files")
    clock.append(TODAY + timedelta(seconds=60))
    assert await files.get(number) is None
    await files.forget_old()
    assert await dumped(engine, "public_files") == "[]"


async def test_tokens_are_kept_sealed_by_app_and_a_mistyped_key_neither_opens_nor_costs_them(engine):
    store = SqlZaloOaTokens(engine, "85", "key")
    assert await store.read() == (0, Pair())
    await store.write(1, Pair("access", "refresh", 1, 2))
    await store.write(2, Pair("access-2", "refresh-2", 3, 4, trying="refresh-2"))
    assert await store.read() == (2, Pair("access-2", "refresh-2", 3, 4, trying="refresh-2"))
    mistyped = SqlZaloOaTokens(engine, "85", "another")
    assert await mistyped.read() == (0, Pair())
    await mistyped.write(0, Pair(refused=True))
    assert (await store.read())[0] == 2
    assert await SqlZaloOaTokens(engine, "86", "key").read() == (0, Pair())
    assert "refresh" not in await dumped(engine, "zalo_oa_tokens")
