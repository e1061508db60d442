"""The month's messages: counted over restarts, owners warned once at each mark, reminders stop, answers go on."""

from tests.bot.small import QUESTION
from tests.bot.telegram.bots import rows
from tests.bot.zalo.bots import running
from tests.fakes.zalo import FakeZalo

LIMIT = {"zalo__messages_per_month": "10"}


def test_owners_are_warned_once_near_the_limit_and_once_at_it_also_over_a_restart(tmp_path):
    with FakeZalo() as zalo:
        owner, lan = zalo.person("Người phụ trách"), zalo.person("Lan")
        settings = {**LIMIT, "admins__owners": f'["zalo:{owner.id}"]'}
        with running(zalo, tmp_path, **settings):
            zalo.answered(owner, "/trogiup")
            for _ in range(6):
                zalo.answered(lan, QUESTION)
        with running(zalo, tmp_path, **settings):
            zalo.answered(lan, QUESTION)
            assert "đã gửi 8 trên 10 tin" in zalo.next_message(owner, 1).text
            assert "đã dùng hết số tin" in zalo.next_message(owner, 2).text
            zalo.answered(lan, QUESTION)
            zalo.answered(lan, QUESTION)
        assert len(zalo.messages(owner)) == 3
        assert rows(tmp_path, "select sent from messages_sent") == [(12,)]


def test_when_zalo_says_the_month_is_over_the_owners_are_told_and_nothing_breaks(tmp_path):
    with FakeZalo() as zalo:
        lan, binh = zalo.person("Lan"), zalo.person("Bình")
        with running(zalo, tmp_path) as process:
            zalo.answered(lan, QUESTION)
            zalo.fails(429, "Quota exceeded", chat=lan.id)
            lan.says(QUESTION)
            process.logged("has used 100 %")
            zalo.answered(binh, QUESTION)
            assert zalo.answered(lan, "cho cá ăn gì").text.startswith("Nuôi cá")
