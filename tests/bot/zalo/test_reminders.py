"""Reminders on Zalo: to whom asked for them, as far as the month's messages go, turned off by a number."""

import json

from tests.bot.reminding import TEXT, database_in, state, states, until
from tests.bot.telegram.bots import rows
from tests.bot.zalo.bots import running
from tests.bot.zalo_oa import accounts
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_oa import FakeZaloOa

SETTINGS = {"reminders__quiet_hours": "0:00-0:00"}


def done(folder, number):
    return lambda: state(folder, number) == "done"


def test_a_reminder_reaches_whom_asked_for_it_and_the_number_under_it_turns_them_off(tmp_path):
    with FakeZalo() as zalo, running(zalo, tmp_path, **SETTINGS):
        lan = zalo.person("Lan")
        zalo.answered(lan, "/dangky")
        number = database_in(tmp_path).schedule()
        until(done(tmp_path, number))
        shown = zalo.record.wait(lambda: [m for m in zalo.messages(lan) if m.text.startswith(TEXT)])
        assert len(shown) == 1
        assert "1. Tắt nhắc nhở" in shown[0].text
        assert "Đã tắt" in zalo.answered(lan, "1").text


def test_at_the_months_limit_the_rest_is_reported_as_out_of_quota_and_answers_go_on(tmp_path):
    with FakeZalo() as zalo:
        author, *people = [zalo.person(f"Người {number}") for number in range(6)]
        with running(zalo, tmp_path, **SETTINGS, zalo__messages_per_month="8"):
            for person in (author, *people):
                zalo.answered(person, "/dangky")
            number = database_in(tmp_path).schedule(author=f"zalo:{author.id}")
            until(done(tmp_path, number))
            ended = "select state, reason, count(*) from reminder_deliveries group by state, reason"
            left = rows(tmp_path, ended)
            assert [(state, reason) for state, reason, _ in left] == [("failed", "quota"), ("sent", "")]
            stopped, sent = (number for _, _, number in left)
            reminded = [m for person in (author, *people) for m in zalo.messages(person) if m.text.startswith(TEXT)]
            assert (sent + stopped, sent) == (6, len(reminded))
            report = zalo.record.wait(lambda: [m for m in zalo.messages(author) if f"{sent} trên 6" in m.text])[0].text
            assert f"{stopped} hết hạn mức" in report
            assert zalo.answered(people[0], "/trogiup").text


def test_a_delivery_outside_the_accounts_window_is_recorded_as_such(tmp_path):
    with FakeZaloOa() as zalo:
        author, lan, binh = (zalo.person(name) for name in ("Người phụ trách", "Lan", "Bình"))
        owner = {"admins__owners": json.dumps([f"zalo_oa:{author.id}"])}
        with accounts.running(zalo, tmp_path, **SETTINGS, **owner):
            for person in (author, lan, binh):
                zalo.answered(person, "/dangky")
            zalo.fails(-230, "User has not interacted with the OA in the past 7 days", chat=lan.id)
            number = database_in(tmp_path).schedule(author=f"zalo_oa:{author.id}")
            until(done(tmp_path, number))
            assert sum(states(tmp_path, number).values()) == 3
            report = zalo.record.wait(lambda: [m for m in zalo.messages(author) if "2 trên 3" in m.text])[0].text
            assert "1 ngoài thời hạn tương tác" in report
