"""A message to one chat that leaves by itself leaves once, whatever happens meanwhile; then nothing of it is kept."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime

import pytest

from bot.storage.database import open_database
from bot.storage.notices import SqlNotices
from bot.storage.sealing import seal_from
from handlers.contract import Button, Document, Picture, Reply
from tests.bot.running import started
from tests.bot.small import small_content
from tests.fakes.telegram import FakeTelegram
from tests.support import TODAY

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000 01f15c4890000000d49444154789c626001000000ffff03000006000557bfabd4"
    "0000000049454e44ae426082".replace(" ", "")
)


@pytest.fixture
def telegram():
    with FakeTelegram() as server:
        yield server
        assert server.violations == []


def settings(telegram):
    return {"telegram__token": telegram.token, "telegram__base_url": telegram.base_url}


def put(folder, telegram, key, person, reply):
    async def kept():
        async with open_database(f"sqlite+aiosqlite:///{folder / 'var' / 'camnang.db'}") as engine:
            notices = SqlNotices(engine, lambda: datetime.now(tz=TODAY.tzinfo), seal_from(telegram.token, "notices"))
            return await notices.put(key, "telegram", str(person.id), reply)

    return asyncio.run(kept())


def states(folder):
    with closing(sqlite3.connect(folder / "var" / "camnang.db")) as connection:
        return connection.execute("SELECT key, state, address, reply FROM notices ORDER BY key").fetchall()


def test_a_notice_arrives_once_with_its_picture_file_and_buttons_and_is_forgotten(telegram, tmp_path):
    small_content(tmp_path)
    lan = telegram.person("Lan", has_started=True)
    reply = Reply("Một <dòng> & một hình", "Tiêu đề", buttons=(Button("Mở", url="https://example.vn/"), Button("Bấm", "help")))
    with started(tmp_path, "run", **settings(telegram)) as process:
        process.logged("on Telegram as")
        assert put(tmp_path, telegram, "a", lan, reply)
        assert not put(tmp_path, telegram, "a", lan, reply)
        first = telegram.next_message(lan)
        assert first.html == "<b>Tiêu đề</b>\n\nMột &lt;dòng&gt; &amp; một hình"
        put(tmp_path, telegram, "b", lan, Reply("Hình", picture=Picture(PNG, "một chấm")))
        second = telegram.next_message(after=first)
        put(tmp_path, telegram, "c", lan, Reply("Tệp", document=Document("bang.csv", b"a,b\n", "text/csv")))
        third = telegram.next_message(after=second)
        assert "photo" in second.payload
        assert third.payload["document"]["file_name"] == "bang.csv"
        telegram.wait(lambda: all(row[1:] == ("sent", None, None) for row in states(tmp_path)))
    assert len(telegram.messages(lan)) == 3


def test_a_notice_waits_out_what_surely_failed_and_gives_up_on_what_may_have_arrived(telegram, tmp_path):
    small_content(tmp_path)
    lan, binh = telegram.person("Lan", has_started=True), telegram.person("Bình", has_started=True)
    gone = telegram.person("Cúc")
    telegram.fail("sendMessage", status=429, retry_after=1, times=1, chat=lan)
    telegram.cut("sendMessage", is_done=True, times=1, chat=binh)
    with started(tmp_path, "run", **settings(telegram)) as process:
        process.logged("on Telegram as")
        for key, person in (("lan", lan), ("binh", binh), ("cuc", gone)):
            put(tmp_path, telegram, key, person, Reply("Chào"))
        telegram.wait(lambda: [row[1] for row in states(tmp_path)] == ["uncertain", "failed", "sent"])
    assert [message.text for message in telegram.messages(lan)] == ["Chào"]


def test_a_notice_on_its_way_at_a_kill_is_not_sent_again(telegram, tmp_path):
    small_content(tmp_path)
    lan = telegram.person("Lan", has_started=True)
    telegram.silence("sendMessage", times=1, chat=lan)
    with started(tmp_path, "run", **settings(telegram)) as process:
        process.logged("on Telegram as")
        put(tmp_path, telegram, "a", lan, Reply("Chào"))
        telegram.wait(lambda: telegram.calls_to("sendMessage", chat=lan))
        process.kill()
    with started(tmp_path, "run", **settings(telegram)) as process:
        process.logged("nobody knows whether they arrived")
    assert states(tmp_path) == [("a", "uncertain", None, None)]
    assert len(telegram.calls_to("sendMessage", chat=lan)) == 1
