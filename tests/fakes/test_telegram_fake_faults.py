"""Whatever a test wants to go wrong goes wrong, and nothing else."""

import asyncio
import time
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from tests.fakes.bot_api.faults import FloodLimits


@pytest.fixture
async def hasty(telegram):
    """A bot that waits 0.2 seconds for an answer."""
    request = HTTPXRequest(read_timeout=0.2)
    async with Bot(telegram.token, telegram.base_url, telegram.base_file_url, request=request) as bot:
        yield bot


def texts(telegram, chat):
    return [message.text for message in telegram.messages(chat)]


async def test_a_429_says_how_long_to_wait(telegram, bot, lan, binh):
    rule = telegram.fail("sendMessage", status=429, retry_after=2, times=2, chat=lan)
    binh.says("chào")
    await bot.send_message(binh.id, "người khác")
    for _ in range(2):
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(lan.id, "một")
        assert refused.value.retry_after == timedelta(seconds=2)
    await bot.send_message(lan.id, "hai")
    assert (texts(telegram, lan), rule.used) == (["hai"], 2)
    assert [call.status for call in telegram.calls_to("sendMessage", chat=lan)] == [429, 429, 200]


@pytest.mark.parametrize(
    ("status", "expected"), [(400, BadRequest), (403, Forbidden), (409, Conflict), (500, NetworkError), (502, NetworkError)]
)
async def test_it_refuses_with_any_status(telegram, bot, lan, status, expected):
    telegram.fail(status=status, description="Bad luck: có lúc thế")
    with pytest.raises(expected):
        await bot.send_message(lan.id, "một")
    assert telegram.calls[-1].description == "by rule"


async def test_a_gateway_answers_in_html(telegram, bot, ask, lan):
    telegram.fail("sendMessage", status=502, is_html=True)
    with pytest.raises(NetworkError):
        await bot.send_message(lan.id, "một")
    telegram.fail("getMe", status=504, is_html=True)
    with pytest.raises(ValueError, match="Expecting value"):
        ask("getMe")


async def test_what_was_done_may_never_be_answered(telegram, hasty, lan):
    telegram.silence("sendMessage")
    with pytest.raises(TimedOut):
        await hasty.send_message(lan.id, "một")
    assert texts(telegram, lan) == ["một"]
    assert telegram.calls[-1].status is None


async def test_an_answer_may_come_late(telegram, hasty, lan):
    telegram.delay("sendMessage", seconds=0.4)
    began = time.monotonic()
    with pytest.raises(TimedOut):
        await hasty.send_message(lan.id, "một")
    assert texts(telegram, lan) == []
    telegram.next_message(lan)
    assert time.monotonic() - began >= 0.4


@pytest.mark.parametrize("is_done", [True, False])
async def test_the_connection_is_cut(telegram, bot, lan, is_done):
    telegram.cut("sendMessage", is_done=is_done)
    with pytest.raises(NetworkError):
        await bot.send_message(lan.id, "một")
    assert texts(telegram, lan) == ["một"] * is_done
    assert len(telegram.calls_to("sendMessage")) == is_done
    await bot.send_message(lan.id, "hai")


async def test_an_answer_may_be_garbage(telegram, bot, lan):
    telegram.garble("sendMessage")
    with pytest.raises(TelegramError):
        await bot.send_message(lan.id, "một")
    assert texts(telegram, lan) == ["một"]


async def test_a_rule_may_look_at_the_call_and_be_stopped(telegram, bot, lan):
    rule = telegram.fail("sendMessage", status=500, times=None, when=lambda call: "hai" in call.text)
    await bot.send_message(lan.id, "một")
    with pytest.raises(NetworkError):
        await bot.send_message(lan.id, "hai")
    rule.stop()
    await bot.send_message(lan.id, "hai")
    assert texts(telegram, lan) == ["một", "hai"]


async def test_more_than_30_messages_a_second_are_too_many(telegram, bot):
    limits = telegram.enforce_flood_limits()
    people = [telegram.person(f"Người {number}", has_started=True) for number in range(32)]
    sent = await asyncio.gather(*(bot.send_message(person.id, "chào") for person in people), return_exceptions=True)
    refused = [error for error in sent if isinstance(error, RetryAfter)]
    assert (len(refused), limits.refused) == (2, 2)
    assert {error.retry_after for error in refused} == {timedelta(seconds=1)}


def test_a_chat_takes_a_small_burst_then_one_a_second():
    limits = FloodLimits()
    assert [limits.wait(5, 100.0) for _ in range(5)] == [0, 0, 0, 1, 1]
    assert (limits.wait(5, 101.0), limits.wait(5, 101.1), limits.wait(6, 101.1)) == (0, 1, 0)


def test_a_group_takes_20_a_minute():
    limits = FloodLimits()
    assert [limits.wait(-5, 100.0 + 2 * number) for number in range(21)] == [0] * 20 + [20]
    assert limits.wait(-5, 160.0) == 0


async def test_limits_do_not_count_edits_and_questions(telegram, bot, lan):
    telegram.enforce_flood_limits(FloodLimits(per_second=1))
    sent = await bot.send_message(lan.id, "một")
    await sent.edit_text("hai")
    await bot.send_chat_action(lan.id, "typing")
    with pytest.raises(RetryAfter):
        await bot.send_message(lan.id, "ba")


def test_it_ends_at_once_though_somebody_waits(telegram, ask):
    telegram.silence("getMe")
    telegram._server.call_later(0.05, lambda: telegram._server.call(telegram._server._end))
    with pytest.raises(httpx.RemoteProtocolError):
        ask("getMe")
