"""An editor writes a reminder step by step, says to whom and when, and another one may have to agree."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.app import open_app
from bot.channels.preview import shown_on
from bot.channels.telegram.outgoing import to_payloads
from bot.config import Config
from bot.storage.reminder_tables import reminder_deliveries as ledger
from handlers.contest.model import Unit
from handlers.contract import Incoming, Picture, Reply, Span
from handlers.markup import segments
from tests.bot.contests import announced
from tests.support import TODAY, config_in, own_library

OWNER, LAN, BINH, PASSER_BY = "telegram:1", "telegram:22", "telegram:33", "telegram:44"
TEXT = "Nhắc *đọc lại* Điều 4, xem [ở đây](https://example.vn/a)."


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = TODAY

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def settings():
    return {}


@pytest.fixture
async def app(database_url, tmp_path, settings, clock):
    dump = config_in(tmp_path).model_dump()
    config = Config.model_validate(
        {**dump, "database": {"url": database_url}, "admins": {"owners": [OWNER]}, "reminders": settings}
    )
    async with open_app(config, now=clock, library=own_library()) as app:
        for account in (LAN, BINH):
            await app.services.roles.grant(account, "editor")
        yield app


async def said(app, account, text="", action="", **more):
    return await app.router.respond(Incoming("telegram", account, text, action, account=account, **more))


async def press(app, account, replies, label):
    (button,) = [button for reply in replies for button in reply.buttons if button.label.startswith(label)][:1]
    return await said(app, account, action=button.action)


async def subscribe(app, count):
    for number in range(100, 100 + count):
        await app.services.subscriptions.subscribe("telegram", str(number), "person", f"telegram:{number}")


async def written(app, account, text=TEXT):
    await press(app, account, await said(app, account, "/nhacnho"), "Soạn lời nhắc mới")
    return await said(app, account, text)


async def confirmed(app, account, count):
    await said(app, account, action="remind:send")
    return (await said(app, account, str(count)))[0].text


async def states(app):
    return [one.state for one in await app.stores.reminders.latest(("draft", "waiting", "scheduled", "cancelled"), 10)]


async def test_a_reminder_is_written_seen_as_it_will_look_confirmed_by_its_number_and_arranged(app):
    await subscribe(app, 3)
    preview, hub = await written(app, LAN)
    assert preview.text == "Nhắc đọc lại Điều 4, xem ở đây."
    assert preview.spans == (Span(5, 12, "bold"), Span(25, 30, "link", "https://example.vn/a"))
    assert [button.label for button in preview.buttons] == ["Tắt nhắc nhở"]
    assert "3 nơi" in hub.text
    asked = await press(app, LAN, [hub], "Gửi…")
    assert "gõ số 3" in asked[0].text
    assert "Chưa gửi" in (await said(app, LAN, "4"))[0].text
    assert (await said(app, LAN, "3"))[0].text.startswith("Lời nhắc bắt đầu được gửi")
    (arranged,) = await app.stores.reminders.latest(("scheduled",), 5)
    assert (arranged.text, arranged.due_at) == (preview.text, TODAY)
    assert [act.what for act in await app.services.audit.latest(1)] == ["reminder_made"]


@pytest.mark.parametrize("typed", ["/nhacnho", "remind:new", "remind:send", "remind:approve:1", "remind:csv:1"])
async def test_nobody_without_the_role_does_any_of_it(app, typed):
    text, action = (typed, "") if typed.startswith("/") else ("", typed)
    (reply,) = await said(app, PASSER_BY, text, action)
    assert reply.text == app.library.current.knowledge.messages.admin.not_allowed


async def test_a_draft_outlives_a_restart(app, database_url, tmp_path, clock):
    await written(app, LAN)
    config = Config.model_validate({**config_in(tmp_path).model_dump(), "database": {"url": database_url}})
    async with open_app(config, now=clock, library=own_library()) as again:
        replies = await said(again, LAN, "/nhacnho")
        assert "Đang soạn dở" in replies[0].text
        preview, _ = await press(again, LAN, replies, "Soạn tiếp")
        assert preview.text == "Nhắc đọc lại Điều 4, xem ở đây."


async def test_more_than_fifty_get_it_only_after_its_author_did(app):
    await subscribe(app, 51)
    await written(app, LAN)
    refused = await said(app, LAN, action="remind:send")
    assert "Gửi thử cho tôi" in refused[0].text
    test, _ = await press(app, LAN, refused, "Gửi thử cho tôi")
    assert test.text == "Nhắc đọc lại Điều 4, xem ở đây."
    assert "bắt đầu" in await confirmed(app, LAN, 51)


async def test_the_messengers_own_formatting_is_taken(app):
    await press(app, LAN, await said(app, LAN, "/nhacnho"), "Soạn lời nhắc mới")
    preview, _ = await said(app, LAN, "  Đọc *lại* ngay", spans=(Span(2, 5, "italic"),))
    assert (preview.text, preview.spans) == ("Đọc *lại* ngay", (Span(0, 3, "italic"),))


async def test_who_wants_none_of_the_topic_is_not_counted_and_a_group_is_no_person(app):
    await subscribe(app, 2)
    await app.services.subscriptions.subscribe("telegram", "-5", "group", "")
    await app.services.subscriptions.mute("telegram", "100", "cuoc_thi", muted=True)
    await written(app, LAN)
    (chosen,) = await said(app, LAN, action="remind:topic:cuoc_thi")
    assert "2 nơi" in chosen.text
    (chosen,) = await said(app, LAN, action="remind:who:person")
    assert "1 nơi" in chosen.text


async def test_urgent_is_for_owners(app):
    await subscribe(app, 1)
    await written(app, LAN)
    assert "Chỉ quản trị viên" in (await said(app, LAN, action="remind:urgent"))[0].text
    await written(app, OWNER)
    assert "Khẩn" in (await said(app, OWNER, action="remind:urgent"))[0].text


async def test_roles_are_looked_at_again_when_it_leaves(app, clock):
    clock.now = TODAY.replace(hour=22)
    await subscribe(app, 1)
    await written(app, LAN)
    draft = await app.stores.reminders.draft(LAN)
    assert await app.stores.reminders.save(replace(draft, urgent=True))
    assert "Chỉ quản trị viên" in (await said(app, LAN, action="remind:send"))[0].text
    assert "Chỉ quản trị viên" in (await said(app, LAN, "1", "remind:confirm:1"))[0].text
    await said(app, LAN, action="remind:urgent")
    assert "bắt đầu" not in await confirmed(app, LAN, 1)
    assert await states(app) == ["scheduled"]


@pytest.mark.parametrize("settings", [{"approval": True}])
async def test_nobody_lets_leave_what_its_author_may_not_send_any_more(app):
    await subscribe(app, 1)
    await written(app, LAN)
    await confirmed(app, LAN, 1)
    (waiting,) = await app.stores.reminders.latest(("waiting",), 5)
    await app.stores.reminders.save(replace(waiting, urgent=True))
    approve = f"remind:approve:{waiting.id}"
    assert "Chỉ quản trị viên" in (await said(app, BINH, action=approve))[0].text
    await app.services.roles.grant(LAN, None)
    assert "không còn là người phụ trách" in (await said(app, BINH, action=approve))[0].text
    assert await states(app) == ["waiting"]


async def test_in_the_quiet_hours_it_waits_for_their_end(app, clock):
    await subscribe(app, 1)
    clock.now = TODAY.replace(hour=22)
    await written(app, LAN)
    assert "07:00 24/11/2026" in (await said(app, LAN, action="remind:send"))[0].text
    assert "07:00 24/11/2026" in (await said(app, LAN, "1"))[0].text


@pytest.mark.parametrize(
    ("step", "typed", "shown"),
    [
        ("at", "8:00 25/12", "08:00 25/12/2026"),
        ("at", "7h30", "07:30 24/11/2026"),
        ("at", "2 giờ chiều", "14:00 23/11/2026"),
        ("at", "14h ngày mai", "14:00 24/11/2026"),
        ("at", "ngày 25.12.27, lúc 8:00", "08:00 25/12/2027"),
        ("when:0", "", "Hằng tuần, thứ hai, lần đầu 08:00 30/11/2026"),
        ("when:5", "", "Hằng tháng, ngày 1, lần đầu 08:00 01/12/2026"),
        ("when:7", "", "Trước Tết 14 ngày, lần đầu 08:00 23/01/2027"),
        ("rule", "30 9 1 1,4,7,10 *", "lần đầu 09:30 01/01/2027"),
    ],
)
async def test_when_it_leaves_is_chosen_or_typed(app, step, typed, shown):
    await written(app, LAN)
    replies = await said(app, LAN, action=f"remind:{step}")
    if typed:
        replies = await said(app, LAN, typed)
    assert shown in replies[-1].text


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("at", "mai"),
        ("at", "25:00"),
        ("at", "8:00 30/2"),
        ("rule", "mỗi ngày"),
        ("at", "8:00 1/1/2020"),
        ("at", "8:00 1/1/2050"),
        ("at", "8:00 thứ hai"),
    ],
)
async def test_a_time_that_is_none_is_asked_for_again(app, step, typed):
    await written(app, LAN)
    await said(app, LAN, action=f"remind:{step}")
    (again,) = await said(app, LAN, typed)
    assert "gõ l" in again.text
    assert (await app.stores.reminders.draft(LAN)).due_at is None


async def test_the_same_within_a_day_is_asked_about(app, clock):
    await subscribe(app, 1)
    await written(app, LAN)
    await confirmed(app, LAN, 1)
    (first,) = await app.stores.schedule.due()
    await app.stores.schedule.start(first.id, ("scheduled",))
    clock.now += timedelta(hours=2)
    await written(app, BINH)
    asked = await said(app, BINH, action="remind:send")
    assert "đã gửi lúc 09:30 23/11/2026" in asked[0].text
    assert "gõ số 1" in (await press(app, BINH, asked, "Vẫn gửi"))[0].text


async def test_the_same_that_is_arranged_within_a_day_of_it_is_asked_about(app, clock):
    await subscribe(app, 1)
    await written(app, LAN)
    await said(app, LAN, action="remind:at")
    await said(app, LAN, "10:00 25/11")
    await confirmed(app, LAN, 1)
    await written(app, BINH)
    assert "gõ số 1" in (await said(app, BINH, action="remind:send"))[0].text
    await said(app, BINH, action="remind:at")
    await said(app, BINH, "9:00 26/11")
    asked = await said(app, BINH, action="remind:send")
    assert "đã hẹn gửi lúc 10:00 25/11/2026" in asked[0].text


async def test_what_was_too_late_can_leave_from_the_list(app):
    await subscribe(app, 1)
    await written(app, LAN)
    await confirmed(app, LAN, 1)
    (late,) = await app.stores.schedule.due()
    await app.stores.reminders.move(late.id, ("scheduled",), "asked")
    await press(app, BINH, await said(app, BINH, action="remind:list"), "Gửi bây giờ:")
    assert await states(app) == ["scheduled"]


async def test_a_template_asks_for_its_blanks(app):
    await written(app, LAN, "Họp lúc {giờ} ở {nơi}, *đừng quên*")
    await said(app, LAN, action="remind:template")
    await said(app, LAN, "Mời họp")
    (asked,) = await press(app, BINH, await said(app, BINH, action="remind:templates"), "Mời họp")
    assert asked.text == "Đồng chí gõ: giờ"
    await said(app, BINH, "8 giờ")
    preview, _ = await said(app, BINH, "hội trường")
    assert preview.text == "Họp lúc 8 giờ ở hội trường, đừng quên"
    assert preview.spans == (Span(28, 37, "bold"),)


async def journal_lost(app):
    """From now on nothing can be noted."""
    async with app.stores.questions._engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE audit RENAME TO away")


async def test_a_template_that_cannot_be_noted_is_not_kept(app):
    await written(app, LAN)
    await said(app, LAN, action="remind:template")
    await journal_lost(app)
    assert "Đã lưu" not in (await said(app, LAN, "Mời họp"))[0].text
    assert await app.stores.reminders.latest(("template",), 5) == []


async def test_a_list_of_deliveries_is_in_words_and_is_not_handed_out_when_that_cannot_be_noted(app):
    made = await app.stores.reminders.create(LAN)
    row = dict.fromkeys(("messages", "target"), "") | dict.fromkeys(("tries", "wait_from", "wait_until", "ended_at"), 0)
    row |= {"reminder": made.id, "channel": "telegram"}
    async with app.stores.questions._engine.begin() as connection:
        for chat, state, reason in (("-100123", "blocked", "blocked"), ("22", "pending", "later"), ("33", "failed", "new")):
            await connection.execute(insert(ledger).values(**row, chat=chat, state=state, reason=reason))
    (reply,) = await said(app, LAN, action=f"remind:csv:{made.id}")
    _, *rows = csv.reader(io.StringIO(reply.document.content.decode("utf-8-sig")))
    assert [row[1:4] for row in rows] == [
        ["-100123", "không nhận nữa", "chặn bot"],
        ["22", "chưa gửi", ""],
        ["33", "không gửi được", "không rõ vì sao"],
    ]
    await journal_lost(app)
    assert [reply.document for reply in await said(app, LAN, action=f"remind:csv:{made.id}")] == [None]


@pytest.mark.parametrize("settings", [{"approval": True}])
async def test_with_the_rule_of_two_only_another_editor_lets_it_leave(app):
    await subscribe(app, 1)
    await written(app, LAN)
    assert "chờ một người phụ trách khác" in await confirmed(app, LAN, 1)
    (waiting,) = await app.stores.reminders.latest(("waiting",), 5)
    asked = {notice.chat for notice in await app.stores.notices.due(10)}
    assert asked == {"1", "33"}
    approve = f"remind:approve:{waiting.id}"
    assert "do người khác duyệt" in (await said(app, LAN, action=approve))[0].text
    assert "Đã duyệt" in (await said(app, BINH, action=approve))[0].text
    assert "không còn làm được" in (await said(app, OWNER, action=approve))[0].text
    assert (await app.stores.reminders.of(waiting.id)).approver == BINH
    assert [act.what for act in await app.services.audit.latest(2)] == ["reminder_approved", "reminder_asked"]


@pytest.mark.parametrize("settings", [{"approval": True}])
async def test_who_lost_the_question_finds_it_in_the_list(app):
    await subscribe(app, 1)
    await written(app, LAN)
    await confirmed(app, LAN, 1)
    shown, question = await press(app, BINH, await said(app, BINH, "/nhacnho", "remind:list"), "Xem:")
    assert shown.text == "Nhắc đọc lại Điều 4, xem ở đây."
    await press(app, BINH, [question], "Duyệt")
    assert await states(app) == ["scheduled"]


@pytest.mark.parametrize("settings", [{"approval": True}])
async def test_what_is_not_approved_is_its_authors_draft_again(app):
    await subscribe(app, 1)
    await written(app, LAN)
    await confirmed(app, LAN, 1)
    (waiting,) = await app.stores.reminders.latest(("waiting",), 5)
    await said(app, BINH, action=f"remind:deny:{waiting.id}")
    assert (await app.stores.reminders.draft(LAN)).id == waiting.id


@pytest.mark.parametrize("settings", [{"approval": True}])
async def test_what_is_not_approved_while_its_author_writes_another_takes_no_draft_away_and_can_be_written_anew(app):
    await subscribe(app, 1)
    await written(app, LAN)
    await confirmed(app, LAN, 1)
    (waiting,) = await app.stores.reminders.latest(("waiting",), 5)
    await written(app, LAN, "Lời khác")
    await said(app, BINH, action=f"remind:deny:{waiting.id}")
    assert (await app.stores.reminders.draft(LAN)).text == "Lời khác"
    (notice,) = [notice.reply for notice in await app.stores.notices.due(10) if notice.chat == "22"]
    assert "Bản nháp vẫn còn" not in notice.text
    preview, _ = await press(app, LAN, [notice], "Soạn lại lời này")
    assert preview.text == waiting.text


async def test_what_is_arranged_can_be_stopped(app):
    await subscribe(app, 1)
    await written(app, LAN)
    await confirmed(app, LAN, 1)
    replies = await said(app, BINH, action="remind:list")
    await press(app, BINH, replies, "Thôi:")
    assert await states(app) == ["cancelled"]


async def test_an_entry_goes_along_as_a_button(app):
    await written(app, LAN)
    await said(app, LAN, action="remind:entry")
    found = await said(app, LAN, "Quy định 85 là gì?")
    preview, _ = await said(app, LAN, action=found[0].buttons[0].action)
    assert preview.buttons[0].action.startswith("topic:qd85-la-gi")


async def test_how_each_messenger_shows_it_is_shown(database_url, tmp_path):
    own = {"database": {"url": database_url}, "zalo": {"token": "abc"}, "telegram": {"token": "123456:abcdefghijklmnopqrstu"}}
    config = Config.model_validate({**config_in(tmp_path).model_dump(), **own, "admins": {"owners": [OWNER]}})
    async with open_app(config, now=lambda: TODAY, library=own_library()) as app:
        preview, _ = await written(app, OWNER)
        on_telegram, telegram, on_zalo, zalo, _ = await said(app, OWNER, action="remind:channels")
        assert (on_telegram.text, on_zalo.text) == ("Trên telegram:", "Trên zalo:")
        assert (telegram.text, telegram.spans) == (preview.text, preview.spans)
        assert zalo.text.startswith("Nhắc đọc lại Điều 4, xem ở đây (https://example.vn/a).")
        assert zalo.spans == (Span(5, 12, "bold"),)
        assert "1. Tắt nhắc nhở" in zalo.text
        await app.services.subscriptions.subscribe("telegram", "1", "person", OWNER)
        assert "chỉ để xem trước" in (await press(app, OWNER, [telegram], "Tắt nhắc nhở"))[0].text
        assert await app.services.subscriptions.muted("telegram", "1") is not None


def test_what_zalos_markdown_shows_is_shown_as_bold_and_italic():
    spans = (Span(0, 4, "bold"), Span(2, 6, "italic"), Span(6, 8, "bold"))
    zalo, title = (
        shown_on(Reply(text, title, spans=spans), ("zalo",), own_library().current.knowledge.messages)["zalo"][0]
        for text, title in (("abcdefgh *1*", ""), ("abcdefgh", "Đính chính"))
    )
    parts = [("ab", ["bold"]), ("cd", ["bold", "italic"]), ("ef", ["italic"]), ("gh", ["bold"]), (" *1*", [])]
    assert [(text, sorted(kinds)) for text, kinds, _ in segments(zalo.text, zalo.spans)] == parts
    assert title.spans[0] == Span(0, len("Đính chính"), "bold")


async def test_a_text_too_long_for_its_picture_is_refused_as_it_is_written_and_before_it_leaves(app):
    await subscribe(app, 1)
    await written(app, LAN, "a" * 1001)
    (refused,) = await said(app, LAN, "", "remind:text", picture=b"png")
    assert "quá 1.000 ký tự" in refused.text
    assert not (await app.stores.reminders.draft(LAN)).has_picture
    await app.stores.reminders.set_picture((await app.stores.reminders.draft(LAN)).id, b"png")
    assert "quá 1.000 ký tự" in (await said(app, LAN, action="remind:send"))[0].text


def test_a_text_with_a_picture_is_one_message_however_much_of_it_is_linked():
    text = "a&" * 500
    spans = tuple(Span(at, at + 5, "link", "https://example.vn/" + "b" * 50) for at in range(0, 1000, 10))
    reply = Reply(text, "Đính chính", picture=Picture(b"png", ""), spans=spans)
    assert len(to_payloads([reply], own_library().current.knowledge.messages)) == 1


async def test_a_blank_typed_as_it_is_told_is_asked_for_once(app):
    await written(app, LAN, "Họp lúc {giờ} ở {{nơi}}")
    assert "viết {tên chỗ trống}" in (await said(app, LAN, action="remind:template"))[0].text
    await said(app, LAN, "Mời họp")
    await press(app, BINH, await said(app, BINH, action="remind:templates"), "Mời họp")
    await said(app, BINH, "8 giờ")
    preview, _ = await said(app, BINH, "hội trường")
    assert preview.text == "Họp lúc 8 giờ ở hội trường"


async def test_what_was_sent_is_found_however_many_drafts_were_dropped_after_it(app):
    await subscribe(app, 1)
    await written(app, LAN)
    await confirmed(app, LAN, 1)
    (due,) = await app.stores.schedule.due()
    await app.stores.schedule.start(due.id, ("scheduled",))
    await app.stores.reminders.move(due.id, ("preparing",), "done")
    for _ in range(11):
        await written(app, LAN, "Thử")
        await said(app, LAN, action="remind:drop")
    assert "đọc lại Điều 4" in (await said(app, LAN, action="remind:past"))[0].text


async def test_each_of_many_that_are_arranged_can_be_found_and_stopped(app):
    await subscribe(app, 1)
    for number in range(12):
        await written(app, LAN, f"Lời nhắc thứ {number}.")
        await confirmed(app, LAN, 1)
    first = await said(app, LAN, action="remind:list")
    assert "thứ 1." not in first[0].text
    await press(app, LAN, await press(app, LAN, first, "Xem trước đó"), "Thôi: Lời nhắc thứ 1.")
    assert [one.text for one in await app.stores.reminders.latest(("cancelled",), 5)] == ["Lời nhắc thứ 1."]


@pytest.mark.parametrize("settings", [{"approval": True}])
async def test_a_time_that_passed_while_it_was_written_is_told_before_it_leaves(app, clock):
    await subscribe(app, 1)
    await written(app, LAN)
    await said(app, LAN, action="remind:at")
    await said(app, LAN, "10:00")
    clock.now += timedelta(hours=4)
    assert "Lúc ấy đã qua" in (await said(app, LAN, action="remind:send"))[0].text
    await said(app, LAN, action="remind:when:now")
    assert "chờ một người phụ trách khác" in await confirmed(app, LAN, 1)


async def test_a_report_whose_list_is_deleted_says_so_and_not_that_nobody_got_it(app, clock, monkeypatch):
    monkeypatch.setattr("bot.storage.reminder_schedule.CHUNK", 1)
    await subscribe(app, 2)
    await written(app, LAN)
    await confirmed(app, LAN, 2)
    (due,) = await app.stores.schedule.due()
    await app.stores.schedule.start(due.id, ("scheduled",))
    while not await app.stores.schedule.prepare(due):
        pass
    await app.stores.reminders.move(due.id, ("running",), "done")
    clock.now += timedelta(days=100)
    await app.stores.schedule.purge(clock.now - timedelta(days=90))
    _, report = await press(app, LAN, await said(app, LAN, action="remind:past"), "Xem:")
    assert report.text == "Đã gửi tới 2 nơi. Hết thời hạn lưu, danh sách từng nơi đã được xóa."
    assert report.buttons == ()


async def test_a_blank_that_is_still_to_be_filled_is_asked_about_before_it_leaves(app):
    await subscribe(app, 1)
    await written(app, LAN, "Họp lúc {giờ}")
    asked = await said(app, LAN, action="remind:send")
    assert "còn chỗ trống “giờ”" in asked[0].text
    assert "gõ số 1" in (await press(app, LAN, asked, "Vẫn gửi"))[0].text


async def test_each_of_many_templates_is_found(app):
    await written(app, LAN)
    for number in range(12):
        await said(app, LAN, action="remind:template")
        await said(app, LAN, f"Mẫu {number}.")
    first = await said(app, LAN, action="remind:templates")
    assert [button.label for button in first[0].buttons][-2:] == ["Xóa mẫu: Mẫu 2.", "Xem trước đó"]
    second = await press(app, LAN, first, "Xem trước đó")
    assert [button.label for button in second[0].buttons][:2] == ["Mẫu 1.", "Mẫu 0."]
    assert "Đã xóa mẫu “Mẫu 0.”" in (await press(app, LAN, second, "Xóa mẫu: Mẫu 0."))[0].text
    assert len(await app.stores.reminders.latest(("template",), 20)) == 11
    assert [act.what for act in await app.services.audit.latest(1)] == ["reminder_deleted"]


async def test_each_of_many_units_can_be_chosen(app):
    await announced(app, units=tuple(Unit(f"Xã {number:02}", 5) for number in range(40)))
    await written(app, LAN)
    first = await said(app, LAN, action="remind:who")
    second = await press(app, LAN, first, "Xem đơn vị khác")
    (chosen,) = await press(app, LAN, second, "đơn vị Xã 35")
    assert "đơn vị Xã 35" in chosen.text
    assert "✓ đơn vị Xã 35" in [button.label for button in chosen.buttons]
    back = await press(app, LAN, [chosen], "Xem đơn vị khác")
    assert "đơn vị Xã 00" in [button.label for button in back[0].buttons]
