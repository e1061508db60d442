"""/taocuocthi: an editor makes a contest in a chat."""

from datetime import date

import pytest

from handlers.contest.model import Plan
from tests.bot.contests import EDITOR, Clock, bot_with, pressed, said

LINES = """Tên: Tìm hiểu Quy định 85
Bắt đầu: 01/12/2026
so tuan: 2
Số câu: 20
Số phút: 15
Số lượt: 3
Thi thử: 7
Đơn vị:
- Phường A: 120
Xã B, huyện C: 45"""


@pytest.fixture
async def app(tmp_path):
    async with bot_with(tmp_path, Clock()) as app:
        yield app


async def test_the_lines_of_the_form_make_a_draft_that_is_announced_by_a_button(app):
    admin = app.library.current.knowledge.messages.contest_admin
    assert (await said(app, EDITOR, "/taocuocthi")).text == admin.form.strip()
    shown = await said(app, EDITOR, LINES)
    assert shown.text.startswith("Trạng thái: bản nháp, chưa ai thấy. Đơn vị: 2.")
    (held,) = await app.services.contests.book.contests()
    assert held.plan == Plan("Tìm hiểu Quy định 85", date(2026, 12, 1), 2, 20, 15, 3, 7)
    assert [(unit.name, unit.people) for unit in await app.services.contests.book.units(held.id)] == [
        ("Phường A", 120),
        ("Xã B, huyện C", 45),
    ]
    assert await app.services.contests.visible() == []
    await pressed(app, EDITOR, shown, "Công bố cuộc thi")
    assert [one.id for one in await app.services.contests.visible()] == [held.id]
    journal = (await said(app, EDITOR, "/nhatky")).text
    assert "tạo cuộc thi Tìm hiểu Quy định 85" in journal
    assert "công bố cuộc thi Tìm hiểu Quy định 85" in journal


async def test_the_form_as_it_is_shown_makes_a_contest(app):
    form = app.library.current.knowledge.messages.contest_admin.form.split("\n\n")[1]
    assert "Đơn vị: 2." in (await said(app, EDITOR, f"/taocuocthi\n{form}")).text


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (LINES, []),
        (LINES.replace("Thi thử: 7", "Thi thử: 8"), ["begins_at_once"]),
        (LINES.partition("Đơn vị")[0], ["without_units"]),
        (LINES.partition("Thi thử")[0].replace("01/12", "23/11"), ["without_units", "begins_at_once"]),
    ],
)
async def test_what_can_not_be_changed_later_is_told_before_a_contest_is_announced(app, lines, told):
    admin = app.library.current.knowledge.messages.contest_admin
    draft = await said(app, EDITOR, f"/taocuocthi\n{lines}")
    assert [name for name in ("without_units", "begins_at_once") if getattr(admin, name) in draft.text] == told
    assert "Lưu ý" not in (await pressed(app, EDITOR, draft, "Công bố cuộc thi")).text


async def test_a_line_says_which_chapters_are_asked_about(app):
    shown = await said(app, EDITOR, f"/taocuocthi\nChủ đề: ky luat; sáu giải pháp\n{LINES}")
    assert "(chủ đề: Kỷ luật của Đảng và kỷ luật công vụ; Sáu giải pháp)" in shown.text
    assert "chưa rõ chủ đề “thả diều”" in (await said(app, EDITOR, f"/taocuocthi\nchu de: thả diều\n{LINES}")).text


async def test_every_mistake_is_told_and_the_lines_may_be_sent_again(app):
    wrong = (
        LINES.replace("01/12/2026", "30/02/2026")
        .replace("Số câu: 20", "Số câu: 2")
        .replace("Xã B, huyện C: 45", "Xã B\nPhường A: 3")
    )
    told = (await said(app, EDITOR, f"/taocuocthi\n{wrong}")).text.splitlines()
    assert [line.partition(":")[0] for line in told[1:]] == ["– Dòng 10 “Xã B”", "– Dòng 11 “Phường A", "– Bắt đầu", "– Số câu"]
    assert await app.services.contests.book.contests() == []
    await said(app, EDITOR, LINES)
    assert len(await app.services.contests.book.contests()) == 1


async def test_a_contest_is_cancelled_by_two_presses(app):
    shown = await said(app, EDITOR, f"/taocuocthi\n{LINES}")
    await pressed(app, EDITOR, shown, "Công bố cuộc thi")
    again = await pressed(app, EDITOR, await pressed(app, EDITOR, await said(app, EDITOR, "/taocuocthi"), "Tìm hiểu"), "Hủy")
    assert len(await app.services.contests.visible()) == 1
    await pressed(app, EDITOR, again, "Chắc chắn hủy")
    assert await app.services.contests.visible() == []


@pytest.mark.parametrize("role", [None, "viewer"])
async def test_nobody_else_makes_announces_or_cancels_one(app, role):
    not_allowed = app.library.current.knowledge.messages.admin.not_allowed
    await app.services.roles.grant("telegram:22", role)
    await said(app, EDITOR, f"/taocuocthi\n{LINES}")
    for text, action in (
        (f"/taocuocthi\n{LINES}", ""),
        ("", "contests:open:1"),
        ("", "contests:cancel:1"),
        ("", "contests:show:1"),
    ):
        assert (await said(app, "telegram:22", text, action)).text == not_allowed
    assert [one.state for one in await app.services.contests.book.contests()] == ["draft"]


async def test_a_pool_that_is_too_small_is_told_before_people_see_the_contest(app):
    await said(app, EDITOR, f"/taocuocthi\n{LINES}")
    held = await app.services.contests.contest(1)
    pool = len(await app.services.contests.pool(held.plan))
    assert pool >= 100
    await app.services.contests.book.change(1, Plan("x", date(2026, 12, 1), 1, pool + 1, 15, 3))
    told = (await said(app, EDITOR, action="contests:open:1")).text
    assert told == app.library.current.knowledge.messages.contest_admin.too_few_questions
    assert await app.services.contests.visible() == []
