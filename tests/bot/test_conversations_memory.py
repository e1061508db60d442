"""A conversation is remembered for a quarter of an hour, in memory, and never without limit."""

import asyncio
from dataclasses import replace

import pytest

from bot.channels.web import Turn, WebChannel
from bot.scheduler import forget_conversations
from bot.storage.conversations import KEEP_SECONDS, MOST, MemoryConversations
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
    return MemoryConversations(clock)


def test_a_quarter_of_an_hour_is_fifteen_minutes():
    assert KEEP_SECONDS == 15 * 60


def test_nothing_is_remembered_of_a_stranger(memory):
    assert memory.of("web:1") == EMPTY


def test_what_was_said_is_remembered(memory):
    memory.keep("web:1", RICE)
    assert memory.of("web:1") == RICE


def test_nobody_sees_anothers_conversation(memory):
    memory.keep("web:1", RICE)
    memory.keep("web:2", FISH)
    assert (memory.of("web:1"), memory.of("web:2"), memory.of("web:3")) == (RICE, FISH, EMPTY)


@pytest.mark.parametrize(("later", "remembered"), [(0, RICE), (KEEP_SECONDS - 0.1, RICE), (KEEP_SECONDS, EMPTY), (10**9, EMPTY)])
def test_it_is_forgotten_after_a_quarter_of_an_hour(memory, clock, later, remembered):
    memory.keep("web:1", RICE)
    clock.seconds += later
    assert memory.of("web:1") == remembered


def test_reading_it_does_not_make_it_last_longer(memory, clock):
    memory.keep("web:1", RICE)
    clock.seconds += KEEP_SECONDS - 1
    memory.of("web:1")
    clock.seconds += 1
    assert memory.of("web:1") == EMPTY


def test_what_is_said_later_is_remembered_from_then_on(memory, clock):
    memory.keep("web:1", RICE)
    clock.seconds += KEEP_SECONDS - 1
    memory.keep("web:1", FISH)
    clock.seconds += KEEP_SECONDS - 1
    assert memory.of("web:1") == FISH


def test_one_who_goes_on_talking_does_not_keep_the_silent_ones_remembered(memory, clock):
    memory.keep("web:1", RICE)
    memory.keep("web:2", RICE)
    clock.seconds += KEEP_SECONDS - 1
    memory.keep("web:1", FISH)
    clock.seconds += 1
    assert (memory.of("web:1"), memory.of("web:2")) == (FISH, EMPTY)


def test_silence_forgets_too(memory, clock):
    for person in range(100):
        memory.keep(f"web:{person}", RICE)
    clock.seconds += KEEP_SECONDS
    memory.forget_old()
    assert not memory._kept


def test_a_flood_of_made_up_persons_pushes_out_the_oldest_and_no_more_are_kept_than_the_limit(memory):
    for person in range(MOST + 100):
        memory.keep(f"web:{person}", RICE)
    assert len(memory._kept) == MOST
    assert (memory.of("web:99"), memory.of("web:100"), memory.of(f"web:{MOST + 99}")) == (EMPTY, RICE, RICE)


def test_one_who_speaks_again_is_not_pushed_out_before_the_silent_ones(memory):
    for person in range(MOST):
        memory.keep(f"web:{person}", RICE)
    memory.keep("web:0", FISH)
    memory.keep("web:new", RICE)
    assert (memory.of("web:0"), memory.of("web:1")) == (FISH, EMPTY)


async def test_the_running_program_forgets_what_was_said_and_answered_though_nobody_speaks(memory, clock, tmp_path):
    async with bot_in(tmp_path, small_content(tmp_path)) as opened:
        services = replace(opened.services, conversations=memory)
        app = replace(opened, conversations=memory, services=services, web=WebChannel(Router(services), clock))
        await app.web.answer(Turn("a" * 32, "1" * 32, Incoming("web", "web:a", QUESTION)))
        assert memory._kept
        assert app.web._answered
        clock.seconds += KEEP_SECONDS
        chore = asyncio.create_task(forget_conversations(app))
        await asyncio.sleep(0)
        chore.cancel()
        await asyncio.wait([chore])
    assert not memory._kept
    assert not app.web._answered
