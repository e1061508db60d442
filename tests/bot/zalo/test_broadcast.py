"""What leaves by itself on Zalo: it stops at the month's limit, answers go first, and each message leaves once."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.channels.messenger import Already, NotNow, Refused, Sent, Unknown
from bot.channels.public_files import PublicFiles
from bot.channels.turn import Turn
from bot.channels.zalo.api import open_platform
from bot.channels.zalo.messenger import ZaloMessenger
from bot.channels.zalo.quota import Quota
from handlers.contract import Document, Picture, Reply
from tests.bot.small import small_content
from tests.fakes.zalo import FakeZalo
from tests.support import bot_in

LIMIT = 3


class Once:
    """An attempt that may begin once."""

    def __init__(self):
        self.begun = self.withdrawn = 0

    async def begin(self):
        self.begun += 1
        return self.begun - self.withdrawn == 1

    async def withdraw(self):
        self.withdrawn += 1


@asynccontextmanager
async def speaking(folder, limit=0):
    """A messenger on a bot of its own, someone who wrote to it, and Zalo."""
    small_content(folder)
    with FakeZalo() as zalo:
        lan = zalo.person("Lan")
        lan.says("chào")
        async with (
            bot_in(folder, folder / "content") as app,
            open_platform(zalo.token, f"{zalo.base_url}/bot", seconds=0.5) as platform,
        ):
            messenger = ZaloMessenger(app, platform, Quota(app.stores.messages_sent, "zalo:85", limit, (), app.now))
            yield messenger, lan, zalo, app
        assert zalo.record.violations == []


async def test_reminders_stop_at_the_limit_and_say_so_while_answers_are_still_tried(tmp_path):
    async with speaking(tmp_path, LIMIT) as (messenger, lan, _, _):
        sent = [await messenger.send(lan.id, [Reply("Nhắc việc")], broadcast=True) for _ in range(LIMIT)]
        assert all(isinstance(outcome, Sent) and outcome.messages for outcome in sent)
        stopped = await messenger.send(lan.id, [Reply("Nhắc việc")], broadcast=True)
        assert stopped == Refused("quota", "out of Zalo quota")
        assert isinstance(await messenger.send(lan.id, [Reply("Trả lời")]), Sent)


async def test_what_surely_did_not_arrive_is_not_counted(tmp_path):
    async with speaking(tmp_path, LIMIT) as (messenger, lan, zalo, app):
        zalo.fails(403, "Internal server error")
        once = Once()
        assert isinstance(await messenger.send(lan.id, [Reply("Nhắc việc")], once, broadcast=True), NotNow)
        assert (once.begun, once.withdrawn) == (1, 1)
        assert await app.stores.messages_sent.sent("zalo:85", f"{app.now():%Y-%m}") == 0


async def test_of_a_message_that_may_have_arrived_nobody_says_that_it_failed_and_it_leaves_once(tmp_path):
    async with speaking(tmp_path) as (messenger, lan, zalo, _):
        once = Once()
        zalo.spoil("sendMessage", seconds=1, after=True)
        assert isinstance(await messenger.send(lan.id, [Reply("Nhắc việc")], once, broadcast=True), Unknown)
        assert await messenger.send(lan.id, [Reply("Nhắc việc")], once, broadcast=True) == Already()
        assert len(zalo.messages(lan)) == 1


async def test_who_never_wrote_and_what_zalo_can_not_do_are_refused(tmp_path):
    async with speaking(tmp_path) as (messenger, lan, zalo, _):
        outcome = await messenger.send(zalo.person("Bình").id, [Reply("Nhắc việc")], broadcast=True)
        assert isinstance(outcome, Refused)
        for refused in (await messenger.edit(lan.id, ["1"], [Reply("x")]), await messenger.delete(lan.id, ["1"])):
            assert isinstance(refused, Refused)
        zalo.fails(429, "Quota exceeded")
        outcome = await messenger.send(lan.id, [Reply("Nhắc việc")], broadcast=True)
        assert isinstance(outcome, Refused)
        assert outcome.reason == "quota"


async def test_answers_go_before_broadcasts(tmp_path):
    async with speaking(tmp_path) as (messenger, lan, zalo, app):
        zalo.spoil("sendMessage", seconds=0.2)
        answer = asyncio.create_task(
            messenger.answer(lan.id, messenger.payloads([Reply("Trả lời")], private=True), Turn("", app.stores.deliveries))
        )
        await asyncio.sleep(0)
        await messenger.send(lan.id, [Reply("Nhắc việc")], broadcast=True)
        assert answer.done()
        assert [message.text for message in zalo.messages(lan)] == ["Trả lời", "Nhắc việc"]


async def test_without_a_public_address_pictures_and_files_go_in_words(tmp_path):
    async with speaking(tmp_path) as (messenger, lan, zalo, _):
        await messenger.send(lan.id, [Reply("Tuần này", picture=Picture(b"png", "Hỏi nhiều nhất: thả tim"))])
        await messenger.send(lan.id, [Reply("Bảng", document=Document("bang.xlsx", b"x", "application/x"))])
        said = [message.text for message in zalo.messages(lan)]
        assert said[:2] == ["Hỏi nhiều nhất: thả tim", "Tuần này"]
        assert said[2].startswith("Zalo không nhận được tệp bang.xlsx.")


async def test_a_picture_that_nobody_could_open_does_not_say_once_more_what_the_text_says(tmp_path):
    async with speaking(tmp_path) as (messenger, lan, zalo, _):
        await messenger.send(
            lan.id, [Reply("Hỏi nhiều nhất: thả tim", "Tuần này", picture=Picture(b"png", "Hỏi nhiều nhất: thả tim"))]
        )
        assert [message.text for message in zalo.messages(lan)] == ["Tuần này\n\nHỏi nhiều nhất: thả tim"]


async def test_a_reminder_whose_picture_zalo_refuses_stops_at_the_limit_with_its_words_too(tmp_path):
    async with speaking(tmp_path, 1) as (messenger, lan, zalo, app):
        messenger._app = replace(app, files=PublicFiles(app.stores.kept_files, "https://camnang.example", "secret", app.now))
        zalo.fails(400, "Bad Request", method="sendPhoto", seconds=0.2)
        reminder = asyncio.create_task(messenger.send(lan.id, [Reply("", picture=Picture(b"png", "Hình"))], broadcast=True))
        await asyncio.to_thread(zalo.record.wait, lambda: zalo.calls_to("sendPhoto"))
        assert isinstance(await messenger.send(lan.id, [Reply("Trả lời")]), Sent)
        outcome = await reminder
        assert isinstance(outcome, Refused)
        assert outcome.reason == "quota"
