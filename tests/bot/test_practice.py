"""Practice alone on real databases: counted once, kept by account, deleted at a word; totals know nobody."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest
import vl_convert

from bot.app import open_app
from bot.approval import approve_items
from bot.config import Config
from bot.practice import offer_due
from handlers import repetition
from handlers.contract import Incoming, StorageError
from handlers.practice import answer
from handlers.progress import chart, progress_by_group
from handlers.quiz_items import playable
from handlers.quiz_statistics import statistics
from knowledge.library import Library
from tests.bot.small import small_content
from tests.knowledge.test_quiz import ITEMS
from tests.support import TODAY, config_in, own_library

LAN, EDITOR = "telegram:22", "telegram:1"


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = TODAY

    def __call__(self):
        return self.now


@asynccontextmanager
async def bot(database_url, folder, clock, library=None):
    settings = {"database": {"url": database_url}, "admins": {"owners": [EDITOR]}}
    config = Config.model_validate({**config_in(folder).model_dump(), **settings})
    async with open_app(config, now=clock, library=library or own_library()) as app:
        yield app


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def app(tmp_path, clock):
    async with bot(f"sqlite+aiosqlite:///{tmp_path / 'camnang.db'}", tmp_path, clock) as app:
        yield app


@pytest.fixture
async def anywhere(database_url, tmp_path, clock):
    """The bot on either database."""
    async with bot(database_url, tmp_path, clock) as app:
        yield app


async def said(app, text="", action="", account=LAN, **more):
    channel = "telegram" if account else "web"
    return await app.router.respond(Incoming(channel, account or "web:tab", text, action, account=account, **more))


def sentences(app):
    return app.library.current.knowledge.messages.practice


def option(question, right):
    """The button of the right option, or of a wrong one."""
    return next(button.action for button in question.buttons if (button.action.split(":")[2] == "0") is right)


def asked_item(reply):
    return reply.buttons[0].action.split(":")[1]


async def answered(app, right, account=LAN, delivery="", question=None):
    question = question or (await said(app, "/luyentap", account=account))[-1]
    return await said(app, action=option(question, right), account=account, delivery=delivery)


async def test_a_wrong_answer_shows_what_is_right_the_entry_and_the_next_question(app):
    question = (await said(app, "/luyentap"))[-1]
    item = app.library.current.knowledge.quiz[asked_item(question)]
    judged, entry, following = await answered(app, right=False, question=question)
    assert judged.edits
    assert sentences(app).wrong.format(option=item.right) in judged.text
    assert entry.title == app.library.current.knowledge.topics[item.topic].title
    assert asked_item(following) != item.id
    judged, following = await answered(app, right=True, question=following)
    assert sentences(app).right in judged.text


async def test_what_was_wrong_returns_after_ten_minutes_and_what_was_right_after_days(app, clock):
    question = (await said(app, "/luyentap"))[-1]
    await answered(app, right=False, question=question)
    clock.now += timedelta(minutes=11)
    again = (await said(app, "/luyentap"))[-1]
    assert asked_item(again) == asked_item(question)
    await answered(app, right=True, question=again)
    clock.now += timedelta(minutes=11)
    assert asked_item((await said(app, "/luyentap"))[-1]) != asked_item(question)
    clock.now += timedelta(days=3)
    assert asked_item((await said(app, "/luyentap"))[-1]) == asked_item(question)


async def test_a_second_press_of_the_same_question_does_no_harm(anywhere):
    question = (await said(anywhere, "/luyentap"))[-1]
    await answered(anywhere, right=False, question=question, delivery="telegram:1")
    before = await anywhere.stores.practice.of(LAN)
    (reply,) = await answered(anywhere, right=True, question=question, delivery="telegram:2")
    assert reply.text == sentences(anywhere).already
    assert await anywhere.stores.practice.of(LAN) == before
    assert sum(total.people for total in await anywhere.stores.practice.totals()) == 1


async def test_a_turn_that_comes_again_after_a_kill_is_said_again_and_counted_once(anywhere):
    question = (await said(anywhere, "/luyentap"))[-1]
    first = await answered(anywhere, right=False, question=question, delivery="telegram:1")
    before = await anywhere.stores.practice.of(LAN)
    assert await answered(anywhere, right=False, question=question, delivery="telegram:1") == first
    assert await anywhere.stores.practice.of(LAN) == before
    assert sum(total.people for total in await anywhere.stores.practice.totals()) == 1


async def test_which_turn_was_counted_is_forgotten_after_a_day_and_the_minute_at_once(anywhere, clock):
    await answered(anywhere, right=True, delivery="telegram:1")
    await anywhere.stores.practice.purge(clock.now)
    (kept,) = (await anywhere.stores.practice.of(LAN)).values()
    assert kept.delivery == "telegram:1"
    assert (kept.answered.minute, kept.answered.second) == (0, 0)
    await anywhere.stores.practice.purge(clock.now + timedelta(days=1, minutes=1))
    (kept,) = (await anywhere.stores.practice.of(LAN)).values()
    assert kept.delivery == ""


async def test_two_hundred_people_at_once_are_all_counted(app):
    people = [f"telegram:{number}" for number in range(1000, 1200)]
    await asyncio.gather(*(answered(app, right=True, account=person) for person in people))
    assert sum(total.people for total in await app.stores.practice.totals()) == len(people)


async def test_every_button_is_short_and_holds_all_there_is_to_know(app):
    for item in app.library.current.knowledge.quiz:
        assert len(f"practice:{item}:3:99999:3") <= 64
        assert len(f"approve:{item}:12345678") <= 64


@pytest.mark.parametrize(
    "action",
    [
        "practice:",
        "practice:nothing:0:0:0",
        "practice:qd85-ngay-ban-hanh:7:0:0",
        "practice:qd85-ngay-ban-hanh:x:0:0",
        "practice:qd85-ngay-ban-hanh:0:-1:0",
        "practice:qd85-ngay-ban-hanh:0:5:0",
        "practice:qd85-ngay-ban-hanh:0:0:999999999999",
    ],
)
async def test_a_button_that_nobody_was_shown_does_no_harm(app, action):
    replies = await said(app, action=action)
    assert app.library.current.knowledge.messages.trouble not in [reply.text for reply in replies]
    assert all(of.answers == 1 for of in (await app.stores.practice.of(LAN)).values())


async def test_when_all_is_answered_it_is_told_when_something_comes_back(app, clock):
    items = app.library.current.knowledge.quiz
    for item in items:
        await app.stores.practice.keep(LAN, repetition.answered(None, item, TODAY, "", right=True), None)
    clock.now += timedelta(minutes=30)
    (reply,) = await said(app, "/luyentap")
    assert reply.text.startswith(sentences(app).nothing_due.partition("{")[0])


async def test_in_a_group_practice_and_progress_lead_to_the_private_chat(app):
    for command in ("luyentap", "tiendo", "nhacluyentap"):
        (reply,) = await said(app, f"/{command}", chat="-100")
        assert (reply.text, reply.opens, reply.picture) == (sentences(app).in_private, command, None)


async def test_progress_is_a_picture_and_words_and_each_sees_ones_own(app):
    assert (await said(app, "/tiendo"))[0].text == sentences(app).progress_nothing
    await answered(app, right=False)
    (reply,) = await said(app, "/tiendo")
    assert reply.picture.png.startswith(b"\x89PNG")
    assert reply.picture.alt == sentences(app).progress_alt
    assert sum("đang học 1" in line for line in reply.text.splitlines()) == 1
    assert (await said(app, "/tiendo", account="telegram:33"))[0].text == sentences(app).progress_nothing


def test_no_name_of_a_group_is_cut_off_in_the_picture_of_progress():
    knowledge = own_library().current.knowledge
    progress = progress_by_group(knowledge.quiz.values(), {}, knowledge)
    drawn = vl_convert.vegalite_to_svg(chart(progress, knowledge.messages.practice))
    assert all(f">{escape(of.group)}<" in drawn for of in progress)


async def test_a_tab_practises_and_nothing_is_kept_beyond_its_short_memory(app):
    told, question = await said(app, "/luyentap", account="")
    assert told.text == sentences(app).tab_only
    seen = [asked_item(question)]
    for _ in range(5):
        question = (await said(app, action=option(question, right=True), account=""))[-1]
        seen.append(asked_item(question))
    assert len(set(seen)) == 6
    assert await app.stores.practice.of("") == {}
    assert await app.stores.practice.totals() == []
    assert (await said(app, "/tiendo", account=""))[0].text == sentences(app).progress_no_account
    assert (await said(app, "/nhacluyentap", account=""))[0].text == sentences(app).reminder_nowhere


async def test_all_that_is_kept_is_shown_and_goes_at_a_word(anywhere):
    await answered(anywhere, right=False)
    await said(anywhere, "/nhacluyentap")
    assert await anywhere.stores.practice.kept(LAN) == {"practice": 1, "practice_reminder": 1}
    assert len((await said(anywhere, "/dulieu"))[0].buttons) == 1
    await said(anywhere, action="forget")
    assert await anywhere.stores.practice.of(LAN) == {}
    assert await anywhere.stores.practice.kept(LAN) == {"practice": 0, "practice_reminder": 0}


@pytest.mark.parametrize(
    ("typed", "minute"), [("", 480), (" 7:30", 450), (" 7h30", 450), (" 19", 1140), (" 00:00", 0), (" 23.59", 1439)]
)
async def test_a_reminder_is_asked_for_at_a_time_of_ones_own(app, typed, minute):
    (reply,) = await said(app, f"/nhacluyentap{typed}")
    assert f"{minute // 60}:{minute % 60:02}" in reply.text
    assert await app.stores.practice.reminded_at(LAN) == minute


@pytest.mark.parametrize("typed", ["24:00", "7:60", "sáng", "-1", "7:30:00", "٧"])
async def test_a_time_that_is_none_is_told_how_to_be_typed(app, typed):
    assert (await said(app, f"/nhacluyentap {typed}"))[0].text == sentences(app).reminder_form
    assert await app.stores.practice.reminded_at(LAN) is None


def at(days, hour, minute=0):
    return (TODAY + timedelta(days=days)).replace(hour=hour, minute=minute)


async def waiting(app):
    return [notice.reply for notice in await app.stores.notices.due(100)]


async def test_three_questions_a_day_are_offered_and_never_more(anywhere, clock):
    await said(anywhere, "/nhacluyentap 8:00")
    for clock.now in (at(0, 23), at(1, 7, 59)):
        assert await offer_due(anywhere) == 0
    clock.now = at(1, 8)
    for _ in range(3):
        await offer_due(anywhere)
        clock.now += timedelta(hours=2)
    await said(anywhere, "/nhacluyentap 20:00")
    clock.now = at(1, 21)
    assert await offer_due(anywhere) == 0
    (offered,) = await waiting(anywhere)
    assert offered.title == sentences(anywhere).reminder_title
    questions = 1
    replies = await answered(anywhere, right=True, question=replace(offered, buttons=offered.buttons[:-1]))
    while replies[-1].text != sentences(anywhere).enough:
        questions += 1
        replies = await answered(anywhere, right=True, question=replies[-1])
    assert questions == 3
    clock.now = at(2, 20)
    assert await offer_due(anywhere) == 1
    assert len(await waiting(anywhere)) == 2


async def test_questions_that_are_hours_late_are_not_offered_that_day(app, clock):
    await said(app, "/nhacluyentap 8:00")
    clock.now = at(1, 12, 1)
    assert await offer_due(app) == 1
    assert await offer_due(app) == 0
    assert await waiting(app) == []
    clock.now = at(2, 11, 59)
    await offer_due(app)
    assert len(await waiting(app)) == 1


async def test_a_reminder_ends_by_the_button_below_the_question(app, clock):
    await said(app, "/nhacluyentap")
    clock.now = at(1, 9)
    await offer_due(app)
    (offered,) = await waiting(app)
    (reply,) = await said(app, action=offered.buttons[-1].action)
    assert reply.text == sentences(app).reminder_off
    clock.now = at(2, 9)
    assert await offer_due(app) == 0


async def test_a_kill_between_the_notice_and_its_note_offers_nothing_twice(app, clock):
    await said(app, "/nhacluyentap")
    clock.now = at(1, 9)
    (reminder,) = await app.stores.practice.due_reminders(clock.now, 9)
    await offer_due(app)
    await app.stores.practice.remind(LAN, None, TODAY.date())
    await said(app, "/nhacluyentap")
    assert await app.stores.practice.due_reminders(clock.now, 9) == []
    await app.stores.notices.put(f"practice {reminder.notice} {clock.now.date()}", "telegram", "22", (await waiting(app))[0])
    assert len(await waiting(app)) == 1


async def test_totals_count_a_persons_first_answer_once_and_name_nobody(anywhere, clock):
    question = (await said(anywhere, "/luyentap"))[-1]
    item = anywhere.library.current.knowledge.quiz[asked_item(question)]
    for number in range(6):
        await answered(anywhere, right=number > 0, account=f"telegram:{100 + number}", question=question)
    clock.now += timedelta(days=30)
    for number in range(6):
        again = replace(question, buttons=tuple(replace(b, action=b.action[:-4] + ":1:0") for b in question.buttons))
        await answered(anywhere, right=True, account=f"telegram:{100 + number}", question=again)
    (found,) = statistics([item], await anywhere.stores.practice.totals())
    assert found.people == 6
    assert found.facility == pytest.approx(5 / 6)
    for number in range(6):
        await anywhere.stores.practice.forget(f"telegram:{100 + number}")
    assert statistics([item], await anywhere.stores.practice.totals()) == [found]


async def test_those_who_look_after_the_bot_see_totals_of_five_people_or_more(app):
    quiz = app.library.current.knowledge.messages.quiz
    assert (await said(app, "/thongkecauhoi"))[0].text == app.library.current.knowledge.messages.admin.not_allowed
    question = (await said(app, "/luyentap"))[-1]
    for number in range(5):
        assert (await said(app, "/thongkecauhoi", account=EDITOR))[0].text == quiz.totals_none.format(fewest=5)
        await answered(app, right=False, account=f"telegram:{100 + number}", question=question)
    text = (await said(app, "/thongkecauhoi", account=EDITOR))[0].text
    assert "Đúng 0% của 5 người" in text
    assert quiz.totals_mend in text
    assert "telegram" not in text


async def test_practice_goes_on_when_nothing_can_be_kept(app):
    await answered(app, right=True)

    class Broken:
        async def of(self, account):
            return await app.stores.practice.of(account)

        async def keep(self, *_):
            raise StorageError("disk is full")

    services = replace(app.services, practice=Broken())
    question = (await said(app, "/luyentap"))[-1]
    judged, following = await answer(Incoming("telegram", LAN, action=option(question, right=True), account=LAN), services)
    assert sentences(app).not_kept in judged.text
    assert asked_item(following) != asked_item(question)


async def test_an_editor_has_an_item_in_play_again_by_one_tap(tmp_path, clock):
    content = small_content(tmp_path)
    (content / "quiz").mkdir()
    (content / "quiz" / "do.yaml").write_text(ITEMS, encoding="utf-8")
    approve_items(content, [], everything=True)
    topics = content / "topics" / "thu-nghiem.yaml"
    topics.write_text(topics.read_text(encoding="utf-8").replace("tháng", "độ tháng"), encoding="utf-8")
    async with bot(f"sqlite+aiosqlite:///{tmp_path / 'camnang.db'}", tmp_path, clock, Library(content)) as app:
        assert await playable(app.services) == ()
        (shown,) = await said(app, "/duyetcauhoi", account=EDITOR)
        assert "Gieo mạ vào độ tháng mười một." in shown.text
        assert "(còn 2 câu)" in shown.title
        assert [button.label for button in shown.buttons] == ["Duyệt", "Bỏ qua"]
        messages = app.library.current.knowledge.messages
        assert (await said(app, action=shown.buttons[0].action))[0].text == messages.admin.not_allowed
        await said(app, action=shown.buttons[0].action[:-8] + "00000000", account=EDITOR)
        assert await app.services.quiz_approvals.given() == {}
        (following,) = await said(app, action=shown.buttons[0].action, account=EDITOR)
        assert [item.id for item in await playable(app.services)] == ["gieo-ma"]
        assert "(còn 1 câu)" in following.title
        (over,) = await said(app, action=following.buttons[1].action, account=EDITOR)
        assert over.text == messages.quiz.review_skipped.format(number=1)
        assert "duyệt câu đố gieo-ma" in (await said(app, "/nhatky", account=EDITOR))[0].text
