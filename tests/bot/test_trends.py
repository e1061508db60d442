"""/xuhuong and its weekly sister: figures that hold, one picture and four lines, once a week whatever happens."""

from datetime import timedelta

import pytest

from bot.app import open_app
from bot.config import Config
from bot.weekly import put_weekly
from handlers.contract import Incoming, LoggedQuestion, Outcome, Reply
from handlers.trends_contract import Counted, EntryFigures
from tests.bot.small import small_content
from tests.support import TODAY, config_in

OWNER, LAN = "telegram:1111", "telegram:3333"
MONDAY = TODAY.replace(hour=8, minute=0)
GROUP = "telegram:-100777"
ASKED = LoggedQuestion(
    MONDAY - timedelta(days=3), "web", private=True, text="…", outcome="answer", entry="trong-lua", score=0.9, handle="h"
)


class Clock:
    now = TODAY


class Figures:
    """The Statistics of a hand-counted week, and a week before with few questions."""

    def __init__(self, app):
        self.asked = {"trong-lua": 60, "nuoi-ca": 20}
        self.before = {"trong-lua": 10, "nuoi-ca": 20}
        self.now = app.now

    async def questions(self, span, channel="", *, private=None):
        made: list[tuple[Outcome, int]] = [("answer", 60), ("suggest", 30), ("none", 30)]
        return [Counted(span.last, "telegram", private=True, outcome=outcome, questions=number) for outcome, number in made]

    async def entries(self, span):
        return {entry: EntryFigures(asked=number) for entry, number in self.asked.items()}

    async def entries_before(self, span):
        return {entry: EntryFigures(asked=number) for entry, number in self.before.items()}

    async def asked_for(self, span):
        assert span.last == self.now().date() - timedelta(days=1)
        return {"trong-lua", "nuoi-ca"}

    async def has_made_ones(self):
        return False


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def apps(database_url, tmp_path, clock):
    """Opens the bot again and again on one database, as restarts do."""
    content = small_content(tmp_path)
    config = Config.model_validate(
        {
            **config_in(tmp_path, content).model_dump(),
            "database": {"url": database_url},
            "admins": {"owners": [OWNER]},
            "trends": {"admin_group": GROUP},
        }
    )
    opened = []

    async def open_one():
        manager = open_app(config, now=lambda: clock.now)
        opened.append(manager)
        return await manager.__aenter__()

    yield open_one
    for manager in opened:
        await manager.__aexit__(None, None, None)


@pytest.fixture
async def app(apps):
    return await apps()


async def said(app, account, text="", action=""):
    (reply,) = await app.router.respond(Incoming("telegram", account, text, action, account=account))
    return reply


def trends(app):
    return app.library.current.knowledge.messages.trends


def counted_by_hand(app):
    object.__setattr__(app.services, "statistics", Figures(app))


async def test_four_lines_and_a_picture_tell_what_was_counted(app):
    counted_by_hand(app)
    reply = await said(app, OWNER, "/xuhuong")
    assert reply.text.splitlines() == [
        "Từ 17/11/2026 đến 23/11/2026: 120 câu hỏi.",
        "Trả lời được 50,0\u00a0%, hỏi lại 25,0\u00a0%, chưa biết 25,0\u00a0%.",
        "Hỏi nhiều nhất: Trồng lúa nước ở đồng bằng (60); Nuôi cá trong ao (20).",
        trends(app).risen.format(days=7, entries="Trồng lúa nước ở đồng bằng (từ 10 lên 60)"),
    ]
    assert reply.picture.png.startswith(b"\x89PNG")
    assert reply.picture.alt == reply.text
    assert [button.label for button in reply.buttons] == ["30 ngày", "90 ngày", "Mở bảng điều khiển"]
    assert "/dashboard/vao/" in (await said(app, OWNER, action=reply.buttons[-1].action)).text


@pytest.mark.parametrize(("typed", "first"), [("", "17/11/2026"), (" 30", "25/10/2026"), (" 90", "26/08/2026")])
async def test_the_days_may_be_chosen(app, typed, first):
    assert f"Từ {first} đến 23/11/2026" in (await said(app, OWNER, f"/xuhuong{typed}")).text
    if typed:
        assert f"Từ {first} đến" in (await said(app, OWNER, action=f"trends:{typed.strip()}")).text


@pytest.mark.parametrize("typed", ["/xuhuong 8", "/xuhuong bảy", "/xuhuong -7", "/xuhuong 7 ngày"])
async def test_other_days_are_told_how_to_be_typed(app, typed):
    reply = await said(app, OWNER, typed)
    assert (reply.text == trends(app).form) == (typed != "/xuhuong 7 ngày")


async def test_without_questions_nothing_is_made_up(app):
    lines = (await said(app, OWNER, "/xuhuong")).text.splitlines()
    assert lines[0].endswith("<\u00a05 câu hỏi.")
    assert lines[1] == "Trả lời được –, hỏi lại –, chưa biết –."
    assert lines[2] == trends(app).none_asked.format(least=5)
    assert lines[3] == trends(app).not_compared.format(days=7)


async def test_what_a_new_bot_is_asked_is_called_a_rise_only_beside_days_before_it(app):
    counted_by_hand(app)
    app.services.statistics.before = {}
    assert trends(app).not_compared.format(days=7) in (await said(app, OWNER, "/xuhuong")).text
    app.services.statistics.before = app.services.statistics.asked
    assert trends(app).none_risen.format(days=7) in (await said(app, OWNER, "/xuhuong")).text


async def test_those_without_a_role_see_no_trends(app):
    assert (await said(app, LAN, "/xuhuong")).text == app.library.current.knowledge.messages.admin.not_allowed
    await app.services.roles.grant(LAN, "viewer")
    assert (await said(app, LAN, "/xuhuong")).title == trends(app).title


async def sent(app):
    """The weekly messages that wait, by chat; they are gone then."""
    found: dict[str, list[Reply]] = {}
    for notice in await app.stores.notices.due(50):
        found.setdefault(f"{notice.channel}:{notice.chat}", []).append(notice.reply)
        await app.stores.notices.end(notice.key, "sent")
    return found


async def test_on_monday_at_eight_the_owners_and_the_group_get_it_once(app, apps, clock):
    clock.now = MONDAY - timedelta(seconds=1)
    assert await put_weekly(app, "") == "2026-W47"
    assert await sent(app) == {}
    clock.now = MONDAY
    done = await put_weekly(app, "")
    told = await sent(app)
    assert {chat: len(replies) for chat, replies in told.items()} == {OWNER: 1, GROUP: 1}
    (reply,) = told[OWNER]
    assert reply.title == trends(app).weekly_title
    assert "Từ 16/11/2026 đến 22/11/2026" in reply.text
    assert reply.picture
    assert [button.action for button in reply.buttons] == ["trends:dashboard"]
    assert told[GROUP][0].buttons == ()
    assert trends(app).not_asked.partition(" (")[0].format(last="22/11/2026", days=90) in reply.text
    assert await put_weekly(app, done) == done
    for _ in range(2):
        await put_weekly(await apps(), "")
    assert await sent(app) == {}


async def test_what_is_overdue_and_what_nobody_asks_stands_in_it(app, clock):
    counted_by_hand(app)
    clock.now = MONDAY + timedelta(days=28 * 7)
    await put_weekly(app, "")
    (reply,) = (await sent(app))[OWNER]
    assert trends(app).overdue.format(number=1, names="Sổ tay thử nghiệm") in reply.text
    assert trends(app).not_asked.format(number=1, days=90, last="06/06/2027", titles="Xây cầu qua sông") in reply.text


@pytest.mark.parametrize("late", [timedelta(days=1), timedelta(days=7, seconds=-1)])
async def test_it_comes_late_once_when_the_program_was_down(app, apps, clock, late):
    await app.stores.questions.record(ASKED)
    clock.now = MONDAY + late
    assert await put_weekly(app, "") == "2026-W48"
    await put_weekly(await apps(), "")
    told = await sent(app)
    assert {chat: len(replies) for chat, replies in told.items()} == {OWNER: 1, GROUP: 1}
    assert "Từ 16/11/2026 đến 22/11/2026" in told[OWNER][0].text


async def test_a_new_bot_has_no_week_to_make_up_for(app, clock):
    clock.now = MONDAY + timedelta(days=2)
    assert await put_weekly(app, "") == "2026-W48"
    assert await sent(app) == {}


async def test_a_clock_that_is_set_back_sends_nothing_again(app, clock):
    clock.now = MONDAY + timedelta(minutes=1)
    await put_weekly(app, "")
    await sent(app)
    clock.now = MONDAY - timedelta(hours=1)
    assert await put_weekly(app, "2026-W48") == "2026-W48"
    clock.now = MONDAY + timedelta(minutes=2)
    await put_weekly(app, "")
    assert await sent(app) == {}


async def test_a_kill_between_two_owners_leaves_nobody_out(app, clock):
    clock.now = MONDAY
    await app.stores.notices.put(f"weekly:2026-W48:{OWNER}", "telegram", "1111", (await said(app, OWNER, "/xuhuong")))
    await put_weekly(app, "")
    assert {chat: len(replies) for chat, replies in (await sent(app)).items()} == {OWNER: 1, GROUP: 1}
