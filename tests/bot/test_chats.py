"""The row of a chat follows what the messenger tells of it."""

import pytest
from sqlalchemy import select

from bot.storage.chats import SqlChats
from bot.storage.database import open_database
from bot.storage.tables import chats


@pytest.fixture
async def store(database_url):
    async with open_database(database_url) as engine:
        yield SqlChats(engine)


async def row(store, chat):
    async with store._engine.connect() as connection:
        found = (await connection.execute(select(chats).where(chats.c.chat == chat))).mappings().one_or_none()
        return found and {name: value for name, value in found.items() if name not in {"channel", "chat"}}


async def test_a_group_joined_promoted_left_and_joined_again(store):
    await store.joined("telegram", "-1", "group", administrator=False)
    await store.set_quiet("telegram", "-1", quiet=True)
    await store.joined("telegram", "-1", "group", administrator=True)
    assert await row(store, "-1") == {"kind": "group", "active": True, "administrator": True, "quiet": True}
    await store.left("telegram", "-1")
    assert (await row(store, "-1"))["active"] is False
    await store.joined("telegram", "-1", "group", administrator=False)
    assert await row(store, "-1") == {"kind": "group", "active": True, "administrator": False, "quiet": True}


async def test_a_group_that_moves_takes_all_that_was_noted_along(store):
    await store.joined("telegram", "-1", "group", administrator=False)
    await store.set_quiet("telegram", "-1", quiet=True)
    await store.joined("telegram", "-2", "supergroup", administrator=False)
    await store.moved("telegram", "-1", "-2")
    assert await row(store, "-1") is None
    assert await row(store, "-2") == {"kind": "supergroup", "active": True, "administrator": False, "quiet": True}
    await store.moved("telegram", "-1", "-2")
    assert await store.is_quiet("telegram", "-2")


async def test_a_person_who_asked_for_nothing_is_not_noted(store):
    await store.returned("telegram", "7")
    await store.left("telegram", "7")
    assert await row(store, "7") is None


async def test_a_group_of_another_messenger_is_another_group(store):
    await store.set_quiet("telegram", "-1", quiet=True)
    assert not await store.is_quiet("zalo", "-1")
    assert await store.is_quiet("telegram", "-1")
    await store.set_quiet("telegram", "-1", quiet=False)
    assert not await store.is_quiet("telegram", "-1")
