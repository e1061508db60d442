"""Updates reach the bot by long polls or a webhook, as from Telegram: again until confirmed, never lost."""

import asyncio
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from telegram.error import Conflict
from telegram.ext import Application, MessageHandler

from tests.fakes.telegram import FakeTelegram

SECRET = "bi-mat_85"  # noqa: S105 - a made-up one


def said(updates):
    return [update.message.text for update in updates]


async def test_updates_come_again_until_an_offset_passes_them(telegram, bot, lan):
    for number in range(5):
        lan.says(str(number))
    first = await bot.get_updates(limit=3)
    assert said(first) == ["0", "1", "2"]
    assert said(await bot.get_updates()) == ["0", "1", "2", "3", "4"]
    assert said(await bot.get_updates(offset=first[1].update_id)) == ["1", "2", "3", "4"]
    assert said(await bot.get_updates(offset=-1)) == ["4"]
    with pytest.raises(AssertionError, match="did not come true"):
        telegram.settled(0.01)
    await bot.get_updates(offset=first[-1].update_id + 3)
    telegram.settled()


async def test_numbers_of_updates_rise_one_by_one(bot, lan):
    for number in range(3):
        lan.says(str(number))
    numbers = [update.update_id for update in await bot.get_updates()]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


async def test_a_long_poll_ends_when_something_happens(bot, lan):
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    await bot.get_me()
    lan.says("đây")
    assert said(await waiting) == ["đây"]


async def test_a_poll_ends_empty_when_nothing_happens(bot):
    assert await bot.get_updates(timeout=0) == ()


async def test_the_older_of_two_polls_gives_way(telegram, bot, ask, lan):
    older = asyncio.create_task(asyncio.to_thread(ask, "getUpdates", {"timeout": "10"}))
    await asyncio.to_thread(telegram.wait, lambda: telegram.calls_to("getUpdates"))
    newer = asyncio.create_task(bot.get_updates(timeout=10))
    status, body = await older
    assert (status, body["description"].partition(";")[0]) == (409, "Conflict: terminated by other getUpdates request")
    lan.says("đây")
    assert said(await newer) == ["đây"]


async def test_an_update_given_to_a_bot_that_is_gone_is_given_again(telegram, ask, lan):
    with pytest.raises(httpx.ReadTimeout):
        ask("getUpdates", {"timeout": "10"}, timeout=0.1)
    lan.says("đây")
    assert [update["message"]["text"] for update in ask("getUpdates")[1]["result"]] == ["đây"]


async def test_only_the_kinds_that_the_bot_asked_for_come(telegram, bot, lan):
    await bot.get_updates(allowed_updates=["callback_query"])
    lan.says("không nhận")
    await bot.get_updates()
    lan.says("vẫn không nhận")
    await bot.get_updates(allowed_updates=[])
    lan.says("nhận")
    assert said(await bot.get_updates()) == ["nhận"]


async def test_an_update_may_come_twice_and_in_any_shape(telegram, ask, lan):
    lan.says("một")
    first = ask("getUpdates")[1]["result"][0]
    assert ask("getUpdates", {"offset": str(first["update_id"] + 1)})[1]["result"] == []
    telegram.repeat()
    telegram.deliver_raw({"quantum": {"spin": 1}})
    telegram.deliver_raw({"update_id": "năm"})
    telegram.deliver_raw(["?"])
    given = ask("getUpdates", {"offset": str(first["update_id"] + 1)})[1]["result"]
    assert given == [first, {"update_id": first["update_id"] + 1, "quantum": {"spin": 1}}, {"update_id": "năm"}, ["?"]]
    assert ask("getUpdates")[1]["result"] == given[1:2]


async def test_the_librarys_own_polling_runs_against_it(telegram, lan):
    async def answer(update, _context):
        await update.message.reply_text(f"Bạn nói: {update.message.text}")

    application = Application.builder().token(telegram.token).base_url(telegram.base_url).build()
    application.add_handler(MessageHandler(None, answer))
    assert application.updater
    async with application:
        await application.updater.start_polling()
        await application.start()
        message = lan.says("chào")
        assert (await asyncio.to_thread(telegram.next_message, after=message)).text == "Bạn nói: chào"
        await asyncio.to_thread(telegram.settled)
        await application.updater.stop()
        await application.stop()
    assert telegram.violations == []


class Hook(ThreadingHTTPServer):
    """Notes what is posted and answers with the next of the statuses, the last one for ever."""

    daemon_threads = True

    def __init__(self, *statuses):
        super().__init__(("127.0.0.1", 0), _Noted)
        self.statuses, self.posts = list(statuses), []
        self.address = f"http://127.0.0.1:{self.server_port}"

    def said(self):
        return [update["message"]["text"] for _, _, update in self.posts]


class _Noted(BaseHTTPRequestHandler):
    def do_POST(self):
        hook = self.server
        assert isinstance(hook, Hook)
        update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        hook.posts.append((self.path, self.headers["X-Telegram-Bot-Api-Secret-Token"], update))
        self.send_response(hook.statuses.pop(0) if len(hook.statuses) > 1 else hook.statuses[0])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def hooked(*statuses):
    with Hook(*statuses) as hook:
        thread = threading.Thread(target=hook.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield hook
        finally:
            hook.shutdown()
            thread.join()


async def test_a_webhook_gets_every_update_with_the_secret(telegram, bot, lan):
    lan.says("trước")
    with hooked(200) as hook:
        await bot.set_webhook(f"{hook.address}/telegram", secret_token=SECRET, max_connections=2)
        lan.says("sau")
        telegram.settled()
        assert sorted(hook.said()) == ["sau", "trước"]
        assert {(path, secret) for path, secret, _ in hook.posts} == {("/telegram", SECRET)}
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()


async def test_an_update_is_posted_again_until_it_is_taken(telegram, bot, lan):
    with hooked(500, 403, 200) as hook:
        await bot.set_webhook(hook.address, allowed_updates=["message"])
        lan.says("đây")
        telegram.settled()
        assert hook.said() == ["đây"] * 3
        assert [delivery.status for delivery in telegram.deliveries] == [500, 403, 200]
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count, info.allowed_updates) == (hook.address, 0, ("message",))
        assert info.last_error_message == "Wrong response from the webhook: 403"


async def test_what_could_not_be_posted_waits_for_polls_once_the_webhook_is_gone(telegram, bot, lan):
    with hooked(200) as hook:
        address = hook.address
    await bot.set_webhook(address)
    for number in range(3):
        lan.says(str(number))
    telegram.wait(lambda: len(telegram.deliveries) >= 3)
    assert telegram.deliveries[0].status is None
    assert (await bot.get_webhook_info()).pending_update_count == 3
    await bot.delete_webhook()
    telegram.wait(lambda: not telegram._world.updates.in_flight)
    assert said(await bot.get_updates()) == ["0", "1", "2"]
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_a_public_address_leads_to_several_processes_in_turn(telegram, bot, lan):
    with hooked(200) as one, hooked(200) as two:
        telegram.forward("https://camnang.example.vn", one.address, two.address)
        await bot.set_webhook("https://camnang.example.vn/telegram")
        for number in range(4):
            lan.says(str(number))
        telegram.settled()
        assert (len(one.posts), len(two.posts)) == (2, 2)
        assert telegram.webhook.url == "https://camnang.example.vn/telegram"


async def test_two_fakes_run_side_by_side(telegram, lan):
    with FakeTelegram("7000000099:other_token") as other:
        assert other.base_url != telegram.base_url
        other.person("Lan").says("ở đây")
        assert telegram.updates == []
