"""The dashboard's page of reminders: the same steps, how far they are, and nothing without the form's word."""

import re
from datetime import timedelta

import pytest

from tests.bot.test_dashboard import HERE, LAN, OWNER, opened

PATH = "/dashboard/nhac-nho"


@pytest.fixture
async def board(tmp_path):
    async with opened(tmp_path) as board:
        await board.enter()
        yield board


async def send(board, files=None, **fields):
    token = re.findall(r'name="token" value="(\w+)"', (await board.client.get(PATH)).text)[0]
    return await board.client.post(PATH, data={"token": token, **fields}, files=files, headers=HERE)


async def typed(board, page, text, files=None):
    """What comes of a text that is typed into the form of that page."""
    step = re.findall(r'name="action" value="(remind:[^"]+)">\s*<p><label for="text">', page.text)[0]
    return await send(board, files, action=step, text=text)


async def subscribe(board, count):
    for number in range(100, 100 + count):
        await board.app.services.subscriptions.subscribe("telegram", str(number), "person", f"telegram:{number}")


async def test_a_reminder_is_written_seen_confirmed_and_arranged_in_the_browser(board):
    await subscribe(board, 2)
    shown = await typed(board, await send(board, action="remind:new"), "Đọc *lại* <b>Điều 4</b>")
    assert "Đọc <strong>lại</strong> &lt;b&gt;Điều 4&lt;/b&gt;" in shown.text
    asked = await send(board, action="remind:send")
    assert "gõ số 2" in asked.text
    # Another look at the beginning meanwhile changes nothing of what is waited for.
    assert "bắt đầu được gửi" in (await typed(board, asked, "2")).text
    assert [one.text for one in await board.app.stores.reminders.latest(("scheduled",), 5)] == ["Đọc lại <b>Điều 4</b>"]


async def test_how_telegram_shows_it_is_seen_with_its_bold_words_and_its_button(tmp_path):
    async with opened(tmp_path, telegram={"token": "123456:abcdefghijklmnopqrstu"}) as board:
        await board.enter()
        await typed(board, await send(board, action="remind:new"), "Đọc *lại* Điều 4")
        shown = await send(board, action="remind:channels")
        assert "Trên telegram:" in shown.text
        assert "Đọc <strong>lại</strong> Điều 4" in shown.text
        assert ">Tắt nhắc nhở</button>" in shown.text


async def test_a_test_from_the_browser_goes_to_its_authors_messenger(tmp_path):
    async with opened(tmp_path, telegram={"token": "123456:abcdefghijklmnopqrstu"}) as board:
        await board.enter()
        await subscribe(board, 51)
        await typed(board, await send(board, action="remind:new"), "Đọc lại Điều 4")
        assert "“Gửi thử cho tôi”" in (await send(board, action="remind:send")).text
        assert "gửi thử tới đồng chí trên telegram" in (await send(board, action="remind:test")).text
        (notice,) = await board.app.stores.notices.due(5)
        assert (notice.channel, notice.chat, notice.reply.text) == ("telegram", "1", "Đọc lại Điều 4")
        assert "gõ số 51" in (await send(board, action="remind:send")).text


async def test_a_file_that_is_no_picture_is_not_taken(board):
    new = await send(board, action="remind:new")
    refused = await typed(board, new, "Xem ảnh", {"picture": ("bang.xlsx", b"PK\x03\x04")})
    assert "không phải ảnh PNG hay JPEG" in refused.text
    taken = await typed(board, refused, "Xem ảnh", {"picture": ("anh.png", b"\x89PNG\r\n\x1a\n")})
    assert "data:image/png" in taken.text


async def test_while_one_runs_the_page_shows_how_far_it_is(board):
    await subscribe(board, 2)
    draft = await board.app.stores.reminders.create(OWNER)
    await board.app.stores.reminders.move(draft.id, ("draft",), "scheduled")
    await board.app.stores.schedule.start(draft.id, ("scheduled",))
    (running,) = await board.app.stores.schedule.in_states("preparing")
    while not await board.app.stores.schedule.prepare(running):
        pass
    shown = await board.client.get(PATH)
    assert "Đã nhận 0, không nhận 0, còn 2" in shown.text
    paused = await send(board, action=f"remind:pause:{draft.id}")
    assert "Đang tạm dừng" in (await board.client.get(paused.headers["location"])).text
    board.clock[0] += timedelta(minutes=1)
    report = await send(board, action=f"remind:cancel:{draft.id}")
    assert "2 chưa gửi" in report.text
    file = await send(board, action=f"remind:csv:{draft.id}")
    assert file.headers["content-type"].startswith("text/csv")
    assert file.content.decode("utf-8-sig").splitlines()[1] == "telegram,100,chưa gửi,,"


async def test_a_form_from_elsewhere_or_a_text_that_nobody_waits_for_does_nothing(board):
    refused = await board.client.post(PATH, data={"action": "remind:new"}, headers=HERE)
    assert refused.status_code == 403
    assert (await send(board, text="Nhận quà có được không?")).status_code == 303
    assert await board.app.stores.reminders.draft(OWNER) is None
    assert (await send(board, action="grant:telegram:22")).status_code == 303


async def test_a_text_typed_for_long_or_beside_another_window_is_for_what_its_own_page_asked(board):
    await subscribe(board, 2)
    page = await send(board, action="remind:new")
    board.clock[0] += timedelta(minutes=20)
    await send(board, action="remind:template")
    assert "2 nơi" in (await typed(board, page, "Đọc lại Điều 4")).text
    assert await board.app.stores.reminders.latest(("template",), 5) == []


async def test_what_was_changed_in_another_window_after_the_number_was_asked_for_is_shown_and_not_sent(board):
    await subscribe(board, 2)
    page = await send(board, action="remind:new")
    await typed(board, page, "Đọc lại Điều 4")
    asked = await send(board, action="remind:send")
    await typed(board, page, "Lời khác")
    refused = await typed(board, asked, "2")
    assert "vừa được đổi ở nơi khác" in refused.text
    assert "Lời khác" in refused.text
    assert await board.app.stores.reminders.latest(("scheduled",), 5) == []


async def test_who_may_only_look_sees_no_reminders(tmp_path):
    async with opened(tmp_path) as board:
        await board.app.services.roles.grant(LAN, "viewer")
        await board.enter(LAN)
        assert (await board.client.get(PATH)).status_code == 403
