"""On Telegram an editor writes a reminder with formatting and a picture, follows it in one message, and reads its report."""

import pytest

from tests.bot.crashing import SETTINGS
from tests.bot.reminding import database_in, until
from tests.bot.telegram.bots import answered, running
from tests.fakes.telegram import FakeTelegram


@pytest.fixture
def telegram():
    with FakeTelegram() as server:
        yield server
        assert server.violations == []


def test_a_formatted_reminder_with_a_picture_goes_from_its_editor_to_everybody(telegram, tmp_path):
    editor = telegram.person("Lan")
    everyone = [telegram.person(f"Người {number}", has_started=True) for number in range(5)]
    database_in(tmp_path).subscribe([person.id for person in everyone])
    owners = f'["telegram:{editor.id}"]'
    with running(telegram, tmp_path, admins__owners=owners, **SETTINGS):
        menu = answered(telegram, editor, "/nhacnho")
        editor.presses(menu, "Soạn lời nhắc mới")
        asked = telegram.next_message(editor, after=menu)
        editor.sends("photo", caption="Đọc *lại* Điều 4 ngay")
        preview = telegram.next_message(editor, after=asked)
        assert "photo" in preview.payload
        hub = telegram.next_message(editor, after=preview)
        editor.presses(hub, "Gửi…")
        number = telegram.next_message(editor, after=hub)
        assert "gõ số 5" in number.text
        editor.says("5")
        got = [telegram.next_message(person) for person in everyone]
        assert {message.html for message in got} == {"Đọc <b>lại</b> Điều 4 ngay"}
        assert all("photo" in message.payload for message in got)
        report = telegram.wait(lambda: [m for m in telegram.messages(editor) if "5 trên 5 nơi đã nhận" in m.text])[0]
        editor.presses(report, "Tải danh sách gửi (CSV)")
        file = telegram.next_message(editor, after=report)
        assert file.payload["document"]["file_name"].endswith(".csv")


def test_in_a_group_only_those_who_run_it_turn_reminders_on_and_off(telegram, tmp_path):
    boss, member = telegram.person("Trưởng nhóm"), telegram.person("Thành viên")
    group = telegram.group("Phòng A", [member], [boss], with_bot=True)
    database = database_in(tmp_path)
    with running(telegram, tmp_path, **SETTINGS):
        assert "Chỉ quản trị viên" in answered(telegram, member, "/dangky@camnang85_bot", chat=group).text
        on = answered(telegram, boss, "/dangky@camnang85_bot", chat=group)
        assert "nhóm này nhận nhắc nhở" in on.text
        database.schedule(text="Nhắc cả nhóm")
        reminder = telegram.next_message(group, after=on)
        assert reminder.text == "Nhắc cả nhóm"
        member.presses(reminder, "Tắt nhắc nhở")
        refused = telegram.next_message(group, after=reminder)
        assert "Chỉ quản trị viên" in refused.text
        boss.presses(reminder, "Tắt nhắc nhở")
        until(lambda: len(telegram.messages(group)) == 5)
        assert "không nhận nhắc nhở nữa" in telegram.messages(group)[-1].text
