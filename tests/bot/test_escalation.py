"""A question that nobody could answer may be sent on; the address lives as long as it waits, and no editor learns whose it is."""

import re
from datetime import timedelta

import pytest

from bot.app import open_app
from bot.config import Config
from handlers.contract import Incoming, Reply
from handlers.escalation_contract import KEEP_DAYS, LONGEST_ANSWER, MOST_PENDING
from tests.bot.small import QUESTION, STRANGE, small_content, unsure_question
from tests.support import TODAY, config_in

OWNER, EDITOR, LAN = "telegram:1111", "telegram:2222", "telegram:3333"


class Anywhere:
    """A messenger that is connected."""

    channel = "telegram"


class Clock:
    now = TODAY


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def app(database_url, tmp_path, clock):
    config = Config.model_validate(
        {
            **config_in(tmp_path, small_content(tmp_path)).model_dump(),
            "database": {"url": database_url},
            "admins": {"owners": [OWNER]},
        }
    )
    async with open_app(config, now=lambda: clock.now) as app:
        app.messengers.connect(Anywhere())  # type: ignore[arg-type]  # only its name matters here
        await app.services.roles.grant(EDITOR, "editor")
        yield app


async def said(app, account, text="", action="", chat=""):
    (reply,) = await app.router.respond(Incoming("telegram", account, text, action, chat=chat, account=account))
    return reply


def words(app):
    return app.library.current.knowledge.messages.escalation


def pressable(reply, start):
    return next((button.action for button in reply.buttons if button.action.startswith(start)), "")


async def arrived(app):
    """What waits to be sent, by account."""
    await app.escalating.carry()
    found: dict[str, list[Reply]] = {}
    for notice in await app.stores.notices.due(50):
        found.setdefault(f"{notice.channel}:{notice.chat}", []).append(notice.reply)
        await app.stores.notices.end(notice.key, "sent")
    return found


async def sent_on(app, text=STRANGE, asker=LAN):
    offered = await said(app, asker, text)
    before = await said(app, asker, action=pressable(offered, "sendon:"))
    return await said(app, asker, action=pressable(before, "sendon:yes"))


async def test_the_asker_is_told_what_is_sent_and_kept_before_anything_is(app):
    offered = await said(app, LAN, f"{STRANGE} của ông Trần Bình 0987654321")
    assert offered.buttons[0].label == words(app).button_offer
    before = await said(app, LAN, action=offered.buttons[0].action)
    assert before.text == words(app).before.format(text=f"{STRANGE} của ông [tên] [số]", days=KEEP_DAYS)
    assert await arrived(app) == {}
    assert (await said(app, LAN, action=pressable(before, "sendon:no"))).text == words(app).not_sent
    assert await arrived(app) == {}


async def test_who_presses_twice_is_told_twice_that_it_was_sent_and_it_is_sent_once(app):
    for _ in range(MOST_PENDING - 1):
        await sent_on(app)
    offered = await said(app, LAN, STRANGE)
    send = pressable(await said(app, LAN, action=pressable(offered, "sendon:")), "sendon:yes")
    told = [(await said(app, LAN, action=send)).text for _ in range(2)]
    assert told == [words(app).sent.format(days=KEEP_DAYS)] * 2
    assert (await said(app, LAN, action=pressable(offered, "sendon:"))).text == words(app).gone
    assert (await said(app, EDITOR, action=send)).text == words(app).gone
    assert len((await arrived(app))[EDITOR]) == MOST_PENDING


async def test_it_is_offered_to_nobody_who_could_not_get_an_answer(app):
    assert pressable(await said(app, LAN, STRANGE), "sendon:")
    assert not pressable(await said(app, LAN, QUESTION), "sendon:")
    assert not pressable(await said(app, LAN, STRANGE, chat="-1"), "sendon:")
    (page,) = await app.router.respond(Incoming("web", "web:1", STRANGE))
    (terminal,) = await app.router.respond(Incoming("console", "console:1", STRANGE, account="console:1"))
    assert not pressable(page, "sendon:")
    assert not pressable(terminal, "sendon:")
    await app.services.roles.grant(EDITOR, None)
    assert not pressable(await said(app, OWNER, STRANGE), "sendon:")
    app.messengers.disconnect("telegram")
    assert not pressable(await said(app, LAN, STRANGE), "sendon:")


async def test_who_says_that_none_of_the_suggestions_was_meant_may_send_it_on_too(app):
    unsure = unsure_question(app.library.current)
    asked_back = await said(app, LAN, unsure)
    none = await said(app, LAN, action=pressable(asked_back, "none:"))
    before = await said(app, LAN, action=pressable(none, "sendon:"))
    assert f"“{unsure}”" in before.text


async def test_an_editor_answers_and_the_asker_gets_it_and_nothing_is_kept(app):
    assert (await sent_on(app)).text == words(app).sent.format(days=KEEP_DAYS)
    told = await arrived(app)
    assert set(told) == {OWNER, EDITOR}
    (notice,) = told[EDITOR]
    assert f"“{STRANGE}”" in notice.text
    assert "3333" not in str(told)
    write = await said(app, EDITOR, action=pressable(notice, "reply:write"))
    assert STRANGE in write.text
    preview = await said(app, EDITOR, "Hỏi chi bộ <xã>.")
    assert preview.text == "Hỏi chi bộ <xã>."
    assert await arrived(app) == {}
    done = await said(app, EDITOR, action=pressable(preview, "reply:send"))
    assert done.text == words(app).answer_sent
    assert await app.escalating._store.all() == []
    got = await arrived(app)
    assert [reply.text for reply in got.pop(LAN)] == [words(app).answered.format(text=STRANGE, answer="Hỏi chi bộ <xã>.")]
    assert got == {}
    journal = (await said(app, OWNER, "/nhatky")).text
    assert f"{EDITOR}: trả lời một câu hỏi gửi tới" in journal
    assert "zzz" not in journal


async def test_the_first_answer_wins_and_the_second_is_told(app):
    await sent_on(app)
    told = await arrived(app)
    previews = []
    for account in (OWNER, EDITOR):
        await said(app, account, action=pressable(told[account][0], "reply:write"))
        previews.append(await said(app, account, f"Câu trả lời của {account}"))
    assert (await said(app, OWNER, action=pressable(previews[0], "reply:send"))).text == words(app).answer_sent
    for action in (pressable(previews[1], "reply:send"), pressable(told[EDITOR][0], "reply:dismiss")):
        assert (await said(app, EDITOR, action=action)).text == words(app).over
    assert (await said(app, EDITOR, action=pressable(told[EDITOR][0], "reply:write"))).text == words(app).over
    assert len((await arrived(app))[LAN]) == 1


async def test_a_long_answer_in_several_messages_is_sent_whole_and_one_without_end_is_not(app):
    await sent_on(app)
    notice = (await arrived(app))[OWNER][0]
    await said(app, OWNER, action=pressable(notice, "reply:write"))
    await said(app, OWNER, "a" * 4096)
    preview = await said(app, OWNER, "b" * 904)
    too_long = await said(app, OWNER, "c" * LONGEST_ANSWER)
    assert too_long.text == words(app).too_long.format(most=LONGEST_ANSWER)
    await said(app, OWNER, action=pressable(preview, "reply:send"))
    (answer,) = (await arrived(app))[LAN]
    assert "a" * 4096 + "\n\n" + "b" * 904 in answer.text
    assert "c" * 10 not in answer.text


async def test_writing_anew_leaves_the_first_draft_out_and_stopping_sends_nothing(app):
    await sent_on(app)
    notice = (await arrived(app))[OWNER][0]
    await said(app, OWNER, action=pressable(notice, "reply:write"))
    first = await said(app, OWNER, "Lần một")
    await said(app, OWNER, action=pressable(first, "reply:write"))
    second = await said(app, OWNER, "Lần hai")
    assert second.text == "Lần hai"
    assert (await said(app, OWNER, action=pressable(second, "reply:stop"))).text == words(app).waits_on
    assert await arrived(app) == {}
    assert words(app).title != (await said(app, OWNER, QUESTION)).title


async def test_a_question_that_is_passed_over_ends_and_the_asker_is_told(app):
    await sent_on(app)
    notice = (await arrived(app))[OWNER][0]
    assert (await said(app, OWNER, action=pressable(notice, "reply:dismiss"))).text == words(app).dismissed_here
    assert [reply.text for reply in (await arrived(app))[LAN]] == [words(app).dismissed.format(text=STRANGE)]
    assert await app.escalating._store.all() == []


async def test_a_question_that_nobody_answers_is_deleted_after_a_week_and_both_are_told(app, clock):
    await sent_on(app)
    await arrived(app)
    clock.now = TODAY + timedelta(days=KEEP_DAYS)
    assert await arrived(app) == {}  # sent on at the end of a day, it would not be a week old
    clock.now = TODAY + timedelta(days=KEEP_DAYS + 1)
    told = await arrived(app)
    assert [reply.text for reply in told[LAN]] == [words(app).expired.format(text=STRANGE, days=KEEP_DAYS)]
    assert [reply.text for reply in told[OWNER]] == [words(app).expired_here.format(text=STRANGE, days=KEEP_DAYS)]
    assert await app.escalating._store.all() == []
    assert await arrived(app) == {}


async def test_nobody_sends_on_more_than_a_few_at_a_time(app):
    for number in range(MOST_PENDING):
        assert (await sent_on(app, f"{STRANGE} {'qwx' * (number + 1)}")).text == words(app).sent.format(days=KEEP_DAYS)
    assert (await sent_on(app)).text == words(app).too_many.format(most=MOST_PENDING)


async def test_the_asker_sees_what_waits_and_takes_it_back(app):
    await sent_on(app)
    notice = (await arrived(app))[OWNER][0]
    kept = await said(app, LAN, "/dulieu")
    assert app.library.current.knowledge.messages.privacy.kept_pending_question.format(number=1) in kept.text
    await said(app, LAN, action="forget")
    assert (await said(app, OWNER, action=pressable(notice, "reply:write"))).text == words(app).over
    assert await app.escalating._store.all() == []
    assert await arrived(app) == {}


async def test_an_answer_that_waits_to_be_sent_is_shown_to_the_asker_and_deleted_at_one_tap(app):
    await sent_on(app)
    notice = (await arrived(app))[OWNER][0]
    await said(app, OWNER, action=pressable(notice, "reply:dismiss"))
    (waiting,) = await app.stores.notices.due(9)
    await app.stores.notices.postpone(waiting.key, 600)
    privacy = app.library.current.knowledge.messages.privacy
    assert privacy.kept_notices.format(number=1) in (await said(app, LAN, "/dulieu")).text
    await said(app, LAN, action="forget")
    assert privacy.nothing in (await said(app, LAN, "/dulieu")).text
    await app.stores.notices.postpone(waiting.key, -600)  # by a messenger that had it at that moment
    assert await arrived(app) == {}


async def test_an_editor_who_gives_the_role_up_stands_in_no_notice_any_more(app):
    await sent_on(app)
    assert EDITOR in await arrived(app)
    await said(app, EDITOR, action="forget")
    assert (await app.stores.notices.kept(EDITOR), await app.stores.notices.kept(OWNER)) == ({"notices": 0}, {"notices": 1})


async def test_a_double_tap_of_an_editor_reads_twice_the_same_and_counts_once(app):
    for press, text in (("reply:send", words(app).answer_sent), ("reply:dismiss", words(app).dismissed_here)):
        await sent_on(app)
        notice = (await arrived(app))[OWNER][0]
        await said(app, OWNER, action=pressable(notice, "reply:write"))
        preview = await said(app, OWNER, "Xin hỏi chi bộ.")
        action = pressable(preview, press) or pressable(notice, press)
        assert [(await said(app, OWNER, action=action)).text for _ in range(2)] == [text] * 2
        assert (await said(app, EDITOR, action=action)).text == words(app).over
        assert len((await arrived(app))[LAN]) == 1


@pytest.mark.parametrize("after", ["answer", "dismiss", "send_on"])
async def test_a_kill_right_after_a_step_loses_nothing_and_sends_nothing_twice(app, after):
    await sent_on(app)
    if after != "send_on":
        notice = (await arrived(app))[OWNER][0]
        number = pressable(notice, "reply:write").rpartition(":")[2]
        await app.escalating._store.draft(number, "draft", "Câu trả lời", LONGEST_ANSWER)
        await (
            app.escalating._store.answer("draft", OWNER) if after == "answer" else app.escalating._store.dismiss(number, OWNER)
        )
    questions = await app.escalating._store.all()
    for question in questions:  # as far as a carrier got that was killed before it noted anything
        await (app.escalating._tell_of(question) if question.state == "new" else app.escalating._end(question))
    told = await arrived(app)
    assert [len(replies) for replies in told.values()] == [1] * len(told)
    assert set(told) == ({OWNER, EDITOR} if after == "send_on" else {LAN})
    assert await arrived(app) == {}


async def test_neither_a_person_nor_a_time_of_day_stands_beside_the_question(app):
    await sent_on(app)
    from sqlalchemy import text as sql  # noqa: PLC0415

    async with app.stores.gaps._engine.connect() as connection:
        (row,) = (await connection.execute(sql("SELECT * FROM escalations"))).mappings().all()
    assert row["day"] == TODAY.date().toordinal()
    assert not re.search(r"3333|telegram", str(dict(row)))


async def test_a_question_under_another_seal_is_dropped_for_nobody_could_get_the_answer(app):
    await sent_on(app)
    app.escalating._store._opened = lambda _sealed: ""
    assert await arrived(app) == {}
    assert await app.escalating._store.all() == []


@pytest.mark.parametrize("pressed", ["sendon:", "sendon:ask:", "sendon:ask:x", "sendon:yes:x", "sendon:no"])
async def test_old_and_forged_buttons_of_askers_send_nothing(app, pressed):
    assert (await said(app, LAN, action=pressed)).text in {words(app).gone, words(app).not_sent}
    assert await arrived(app) == {}


@pytest.mark.parametrize(
    "pressed", ["reply:", "reply:write:x", "reply:text:", "reply:text:x:y", "reply:send:x", "reply:dismiss:x"]
)
async def test_old_and_forged_buttons_of_editors_send_nothing(app, pressed):
    assert (await said(app, OWNER, "chữ", action=pressed)).text in {words(app).over, words(app).waits_on}
    not_allowed = app.library.current.knowledge.messages.admin.not_allowed
    assert (await said(app, LAN, "chữ", action=pressed)).text == not_allowed
    assert await arrived(app) == {}
