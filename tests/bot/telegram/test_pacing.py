"""Messages leave at Telegram's pace, answers before broadcasts; by the real library against the fake server."""

import asyncio
from contextlib import nullcontext
from typing import Any

import pytest
from telegram.error import NetworkError, TelegramError

from bot.channels.telegram.connection import Connection
from bot.channels.telegram.incoming import Place
from bot.channels.telegram.outgoing import Payload
from bot.channels.telegram.pacing import AlreadySentError, PausedError, Sending
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.service import SILENT_SECONDS, open_bot, poll
from bot.channels.turn import Turn
from bot.config import TelegramSettings
from handlers.contract import StorageError
from tests.fakes.telegram import FakeTelegram


@pytest.fixture
def telegram():
    with FakeTelegram() as fake:
        yield fake
    assert fake.violations == []


def settings(telegram, per_second):
    return TelegramSettings(token=telegram.token, base_url=telegram.base_url, messages_per_second=per_second)


@pytest.fixture
async def bot(telegram):
    async with open_bot(settings(telegram, 25)) as opened:
        await opened.initialize()
        yield opened


class Noted:
    """An attempt that writes down what is noted around it."""

    def __init__(self, *, may_begin=True):
        self.may_begin, self.noted = may_begin, []

    async def begin(self):
        self.noted.append("begun")
        return self.may_begin

    async def withdraw(self):
        self.noted.append("withdrawn")


async def test_an_answer_goes_before_the_broadcasts_that_wait(telegram, bot):
    people = [telegram.person(f"Người {number}", has_started=True) for number in range(30)]
    asker = telegram.person("Lan", has_started=True)
    broadcasts = [
        asyncio.create_task(bot.send_message(person.id, "nhắc", rate_limit_args=Sending(broadcast=True))) for person in people
    ]
    await asyncio.to_thread(telegram.wait, lambda: telegram.count("sendMessage") >= 3)
    sent_before = telegram.count("sendMessage")
    await asyncio.gather(*(bot.send_message(asker.id, f"trả lời {number}", rate_limit_args=Sending()) for number in range(3)))
    await asyncio.gather(*broadcasts)
    order = [call.text for call in telegram.calls_to("sendMessage")]
    # One broadcast may be on its way, another next.
    assert max(order.index(f"trả lời {number}") for number in range(3)) <= sent_before + 2 + 2
    assert len(order) == 33


async def test_answers_that_wait_for_their_group_or_for_a_slow_server_keep_no_broadcast_waiting(telegram, bot):
    lan, binh = (telegram.person(name, has_started=True) for name in ("Lan", "Bình"))
    group = telegram.group("Tổ", [lan], with_bot=True)
    telegram.silence("sendMessage", chat=binh)
    waiting = [asyncio.create_task(bot.send_message(group.id, "x", rate_limit_args=Sending())) for _ in range(21)]
    waiting.append(asyncio.create_task(bot.send_message(binh.id, "x", rate_limit_args=Sending())))
    await asyncio.to_thread(telegram.wait, lambda: len(telegram.calls_to("sendMessage")) == 21)
    await asyncio.wait_for(bot.send_message(lan.id, "nhắc", rate_limit_args=Sending(broadcast=True)), 5)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_no_more_than_so_many_leave_in_any_second(telegram, bot):
    people = [telegram.person(f"Người {number}", has_started=True) for number in range(40)]
    await asyncio.gather(*(bot.send_message(person.id, "x", rate_limit_args=Sending()) for person in people))
    times = [call.arrived_at for call in telegram.calls_to("sendMessage")]
    assert all(later - earlier > 0.9 for earlier, later in zip(times, times[26:], strict=False))


async def test_a_message_is_noted_before_it_leaves_and_withdrawn_when_it_surely_failed(telegram, bot):
    for fault, then in (
        ({"status": 429, "retry_after": 1}, ["begun", "withdrawn"]),
        ({"status": 502, "is_html": True}, ["begun", "withdrawn"]),
        ({"status": 401}, ["begun", "withdrawn"]),
        ({"status": 403}, ["begun"]),
        ({"status": 504, "is_html": True}, ["begun"]),
    ):
        attempt, lan = Noted(), telegram.person("Lan", has_started=True)
        telegram.fail("sendMessage", **fault)
        with pytest.raises((TelegramError, PausedError)):
            await bot.send_message(lan.id, "x", rate_limit_args=Sending(attempt))
        assert attempt.noted == then


async def test_what_left_before_does_not_leave_again(telegram, bot):
    lan = telegram.person("Lan", has_started=True)
    with pytest.raises(AlreadySentError):
        await bot.send_message(lan.id, "x", rate_limit_args=Sending(Noted(may_begin=False)))
    assert telegram.messages(lan) == []


async def test_a_server_that_is_not_there_got_nothing(telegram, bot):
    attempt, lan = Noted(), telegram.person("Lan", has_started=True)
    async with open_bot(TelegramSettings(token=telegram.token, base_url="http://127.0.0.1:9/bot")) as lost:
        await lost.request.initialize()
        with pytest.raises(TelegramError) as caught:
            await lost.send_message(lan.id, "x", rate_limit_args=Sending(attempt))
        await lost.request.shutdown()
    assert attempt.noted == []
    assert telegram.token not in repr(caught.value)


async def test_a_server_that_never_answers_is_given_up_and_nobody_knows_what_arrived(telegram):
    connection = Connection(telegram.base_url, 1, 0.2)
    await connection.initialize()
    telegram.silence("getMe")
    with pytest.raises(TelegramError, match="Timed out"):
        await connection.post(f"{telegram.base_url}{telegram.token}/getMe")
    await connection.shutdown()


async def test_a_request_without_parameters_says_nothing_of_their_kind(telegram):
    asked = []

    async def serve(reader, writer):
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b'HTTP/1.0 200 OK\r\n\r\n{"ok": true, "result": 85}')
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot"
        connection = Connection(address, 1, 5)
        await connection.initialize()
        assert await connection.post(f"{address}1:a/getMe") == 85
        await connection.shutdown()
    assert b"content-type" not in asked[0].lower()


async def test_the_proxy_of_the_machine_is_used_where_the_machine_says_so(telegram, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    for no_proxy, reached in (("", False), ("127.0.0.1", True)):
        monkeypatch.setenv("no_proxy", no_proxy)
        connection = Connection(telegram.base_url, 1, 5)
        await connection.initialize()
        with nullcontext() if reached else pytest.raises(NetworkError):
            assert await connection.post(f"{telegram.base_url}{telegram.token}/getMe")
        await connection.shutdown()


class Locked:
    """An attempt that can't be noted."""

    async def begin(self):
        raise StorageError("database is locked")

    async def withdraw(self):
        raise AssertionError("nothing was begun")


async def test_a_message_that_could_not_be_noted_does_not_leave_and_that_is_known(telegram, bot):
    lan = telegram.person("Lan", has_started=True)
    with pytest.raises(StorageError, match="locked"):
        await bot.send_message(lan.id, "nhắc", rate_limit_args=Sending(Locked()))
    assert telegram.messages(lan) == []


async def test_the_parts_of_a_long_answer_after_one_that_may_have_arrived_come_all_the_same(telegram, bot):
    lan = telegram.person("Lan", has_started=True)
    telegram.cut("sendMessage", is_done=True, chat=lan)
    parts = [Payload(text) for text in ("Một", "Hai", "Ba")]
    nothing: Any = None
    sent = await Sender(bot, nothing).send(Place(lan.id, private=True, message=0), parts, Turn("", nothing))
    assert [message.text for message in telegram.messages(lan)] == ["Một", "Hai", "Ba"]
    assert len(sent) == 2


async def test_after_a_long_silence_no_number_is_asked_for_since_telegram_may_count_anew():
    clock, asked = [0.0], []
    answers = [[{"update_id": 900}], [], [], [{"update_id": 7}], []]

    class Quiet:
        async def raw_updates(self, offset, _kinds, _seconds):
            asked.append(offset)
            if len(asked) > len(answers):
                raise asyncio.CancelledError
            clock[0] += SILENT_SECONDS / 2 + 1
            return answers[len(asked) - 1]

    class Taking:
        async def take_in(self, found):
            pass

        async def room(self, most):
            pass

    quiet: Any = Quiet()
    taking: Any = Taking()
    with pytest.raises(asyncio.CancelledError):
        await poll(quiet, taking, lambda: clock[0])
    assert asked == [None, 901, 901, None, 8, 8]
