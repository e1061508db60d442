"""A conversation is remembered for a quarter of an hour, in memory, and never without limit."""

import asyncio
from dataclasses import replace

import pytest

from bot.channels.web import Turn, WebChannel
from bot.scheduler import forget_conversations
from bot.storage.conversations import KeptConversations
from bot.storage.short_memory import KEEP_SECONDS, MOST, ProcessMemory
from handlers.contract import Button, Conversation, Incoming
from handlers.router import Router
from tests.bot.small import QUESTION, small_content
from tests.support import bot_in

RICE = Conversation("trong-lua", (Button("Nuôi cá", "topic:nuoi-ca"),))
FISH = Conversation("nuoi-ca")
EMPTY = Conversation()


class Clock:
    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def memory(clock):
    return KeptConversations(ProcessMemory(clock))


def test_a_quarter_of_an_hour_is_fifteen_minutes():
    assert KEEP_SECONDS == 15 * 60


async def test_nothing_is_remembered_of_a_stranger(memory):
    assert await memory.of("web:1") == EMPTY


async def test_what_was_said_is_remembered(memory):
    await memory.keep("web:1", RICE)
    assert await memory.of("web:1") == RICE


async def test_nobody_sees_anothers_conversation(memory):
    await memory.keep("web:1", RICE)
    await memory.keep("web:2", FISH)
    assert (await memory.of("web:1"), await memory.of("web:2"), await memory.of("web:3")) == (RICE, FISH, EMPTY)


@pytest.mark.parametrize(("later", "remembered"), [(0, RICE), (KEEP_SECONDS - 0.1, RICE), (KEEP_SECONDS, EMPTY), (10**9, EMPTY)])
async def test_it_is_forgotten_after_a_quarter_of_an_hour(memory, clock, later, remembered):
    await memory.keep("web:1", RICE)
    clock.seconds += later
    assert await memory.of("web:1") == remembered


async def test_reading_it_does_not_make_it_last_longer(memory, clock):
    await memory.keep("web:1", RICE)
    clock.seconds += KEEP_SECONDS - 1
    await memory.of("web:1")
    clock.seconds += 1
    assert await memory.of("web:1") == EMPTY


async def test_what_is_said_later_is_remembered_from_then_on(memory, clock):
    await memory.keep("web:1", RICE)
    clock.seconds += KEEP_SECONDS - 1
    await memory.keep("web:1", FISH)
    clock.seconds += KEEP_SECONDS - 1
    assert await memory.of("web:1") == FISH


async def test_one_who_goes_on_talking_does_not_keep_the_silent_ones_remembered(memory, clock):
    await memory.keep("web:1", RICE)
    await memory.keep("web:2", RICE)
    clock.seconds += KEEP_SECONDS - 1
    await memory.keep("web:1", FISH)
    clock.seconds += 1
    assert (await memory.of("web:1"), await memory.of("web:2")) == (FISH, EMPTY)


async def test_silence_forgets_too(memory, clock):
    for person in range(100):
        await memory.keep(f"web:{person}", RICE)
    clock.seconds += KEEP_SECONDS
    await memory._memory.forget_old()
    assert not memory._memory._kept


async def test_a_flood_of_made_up_persons_pushes_out_the_oldest_and_no_more_are_kept_than_the_limit(memory):
    for person in range(MOST + 100):
        await memory.keep(f"web:{person}", RICE)
    assert len(memory._memory._kept) == MOST
    assert (await memory.of("web:99"), await memory.of("web:100"), await memory.of(f"web:{MOST + 99}")) == (EMPTY, RICE, RICE)


async def test_one_who_speaks_again_is_not_pushed_out_before_the_silent_ones(memory):
    for person in range(MOST):
        await memory.keep(f"web:{person}", RICE)
    await memory.keep("web:0", FISH)
    await memory.keep("web:new", RICE)
    assert (await memory.of("web:0"), await memory.of("web:1")) == (FISH, EMPTY)


async def test_the_running_program_forgets_what_was_said_and_answered_though_nobody_speaks(memory, clock, tmp_path):
    async with bot_in(tmp_path, small_content(tmp_path)) as opened:
        services = replace(opened.services, conversations=memory)
        stores = replace(opened.stores, memory=memory._memory)
        app = replace(opened, stores=stores, services=services, web=WebChannel(Router(services), clock))
        await app.web.answer(Turn("a" * 32, "1" * 32, Incoming("web", "web:a", QUESTION)))
        assert memory._memory._kept
        assert app.web._answered
        clock.seconds += KEEP_SECONDS
        chore = asyncio.create_task(forget_conversations(app))
        await asyncio.sleep(0)
        chore.cancel()
        await asyncio.wait([chore])
    assert not memory._memory._kept
    assert not app.web._answered
