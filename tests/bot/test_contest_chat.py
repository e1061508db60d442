"""A contest in private chats: entering, sitting papers, results, and what is not said before its time."""

import asyncio
import json

import pytest

from handlers.contest.model import LETTERS
from handlers.contract import Incoming, Reply
from handlers.present import quiz_explanation
from tests.bot.contests import EDITOR, PLAN, Clock, announced, at, bot_with, entered, pressed, said

LAN, BINH = "telegram:22", "telegram:33"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def app(tmp_path, clock):
    async with bot_with(tmp_path, clock) as app:
        yield app


@pytest.fixture
async def everywhere(database_url, tmp_path, clock):
    """The bot on every kind of database."""
    async with bot_with(tmp_path, clock, database_url) as app:
        yield app


def messages(app):
    return app.library.current.knowledge.messages


async def part_of(app, contest, account):
    return await app.services.contests.people.of(contest.id, account)


async def begun_by(app, contest, account):
    return await app.services.contests.begin(contest, await part_of(app, contest, account))


async def paper_of(app, contest, account):
    part = await app.services.contests.people.of(contest.id, account)
    return (await app.services.contests.papers.papers(contest.id, part.id))[-1]


async def started(app, clock, account=LAN):
    """A paper just opened, on the first day of the first week."""
    contest = await announced(app)
    clock.time = at(1)
    return contest, await pressed(app, account, await entered(app, account), "Vào thi")


async def answered_all(app, contest, account, *, right=True):
    """The overview after every question was answered, rightly or wrongly."""
    paper, reply = await paper_of(app, contest, account), Reply("")
    for number, asked in enumerate(paper.asked):
        chosen = asked.right if right else (asked.right + 1) % len(asked.options)
        reply = await said(app, account, action=f"contest:a:{contest.id}:{paper.id}:{number}:{LETTERS[chosen]}")
    return reply


async def test_a_person_enters_by_name_and_unit_and_hands_in_a_paper(everywhere, clock):
    app = everywhere
    contest, reply = await started(app, clock)
    assert reply.title == "Câu 1/5 · còn 10 phút 0 giây"
    clock.passes(minutes=1)
    reply = await answered_all(app, contest, LAN)
    assert "Đã trả lời 5/5 câu" in reply.text
    assert (await pressed(app, LAN, reply, "Dự đoán")).text == messages(app).contest.ask_guess
    reply = await said(app, LAN, "12")
    assert "đúng hết: 12" in reply.text
    reply = await pressed(app, LAN, reply, "Nộp bài")
    assert reply.text.startswith("Đã nộp bài lượt 1: đúng 5/5 câu, nộp lúc 09:01:00,000 01/12/2026. Còn 1 lượt")
    kept = await paper_of(app, contest, LAN)
    assert (kept.right, kept.guess, kept.ended_at) == (5, 12, at(1, 9, 1))


async def test_every_button_fits_into_what_a_messenger_takes(app, clock):
    _, reply = await started(app, clock)
    assert all(len(button.action.encode()) <= 64 for button in reply.buttons)


async def test_an_answer_may_be_changed_until_the_paper_is_handed_in_and_not_after(everywhere, clock):
    app = everywhere
    contest, first = await started(app, clock)
    await pressed(app, LAN, first, "A")
    await pressed(app, LAN, first, "B")
    assert (await paper_of(app, contest, LAN)).answers[0] == "B"
    overview = await pressed(app, LAN, first, "Xem lại")
    assert "Hết giờ" not in (await pressed(app, LAN, overview, "Nộp bài")).text
    assert (await pressed(app, LAN, first, "A")).text.startswith("Đã nộp bài")
    assert (await paper_of(app, contest, LAN)).answers[0] == "B"


async def test_a_button_pressed_twice_does_what_it_does_once(app, clock):
    contest, _first = await started(app, clock)
    await answered_all(app, contest, LAN)
    overview = await answered_all(app, contest, LAN)
    await pressed(app, LAN, overview, "Nộp bài")
    clock.passes(seconds=5)
    assert "09:00:00,000" in (await pressed(app, LAN, overview, "Nộp bài")).text
    await said(app, LAN, action=f"contest:start:{contest.id}")
    again = await said(app, LAN, action=f"contest:start:{contest.id}")
    assert again.title.startswith("Câu 1/5")
    assert (await paper_of(app, contest, LAN)).attempt == 2


async def test_who_comes_back_goes_on_where_they_were_with_the_time_that_is_left(app, clock):
    _, first = await started(app, clock)
    await pressed(app, LAN, first, "A")
    clock.passes(minutes=4)
    home = await said(app, LAN, "/cuocthi")
    reply = await pressed(app, LAN, home, "Làm tiếp")
    assert reply.title == "Câu 2/5 · còn 6 phút 0 giây"


async def test_an_answer_that_comes_after_the_time_is_not_taken(everywhere, clock):
    app = everywhere
    contest, first = await started(app, clock)
    reply = await pressed(app, LAN, first, "A")
    clock.passes(minutes=10)
    late = await pressed(app, LAN, reply, "B")
    assert late.text.startswith("Hết giờ. Bài lượt 1")
    kept = await paper_of(app, contest, LAN)
    assert (kept.answers, kept.submitted_at) == ("A----", at(1, 9, 10))


async def test_a_clock_set_back_gives_nobody_more_time(app, clock):
    contest, first = await started(app, clock)
    clock.passes(minutes=9)
    await pressed(app, LAN, first, "A")
    clock.passes(minutes=-5)
    reply = await pressed(app, LAN, first, "B")
    assert reply.title == "Câu 2/5 · còn 1 phút 0 giây"
    assert (await paper_of(app, contest, LAN)).seen_at == at(1, 9, 9)


async def test_a_week_that_ended_stays_ended_when_the_clock_is_set_back(app, clock):
    contest, _first = await started(app, clock)
    await answered_all(app, contest, LAN)
    clock.time = at(8)
    await pressed(app, LAN, await said(app, LAN, "/cuocthi"), "Đáp án tuần 1")
    clock.time = at(2)
    assert "Vào thi" not in [button.label for button in (await said(app, LAN, "/cuocthi")).buttons]
    assert (await said(app, LAN, action=f"contest:start:{contest.id}")).text == messages(app).contest.closed


async def test_a_paper_opened_just_before_the_end_of_the_week_ends_with_it(app, clock):
    contest = await announced(app)
    await entered(app, LAN)
    clock.time = at(7, 23, 55)
    reply = await said(app, LAN, action=f"contest:start:{contest.id}")
    assert reply.title == "Câu 1/5 · còn 5 phút 0 giây"
    assert (await paper_of(app, contest, LAN)).deadline == at(8, 0)


async def test_nobody_has_more_attempts_a_week_than_the_rules_give_however_fast_they_press(everywhere, clock):
    app = everywhere
    contest = await announced(app)
    clock.time = at(1)
    await entered(app, LAN)
    contests, part = app.services.contests, await app.services.contests.people.of(contest.id, LAN)
    begun = await asyncio.gather(*(contests.begin(contest, part) for _ in range(8)))
    assert len({paper.id for paper in begun}) == 1
    await contests.submit(begun[0])
    begun = await asyncio.gather(*(contests.begin(contest, part) for _ in range(8)))
    assert len({paper.id for paper in begun}) == 1
    await contests.submit(begun[0])
    assert set(await asyncio.gather(*(contests.begin(contest, part) for _ in range(8)))) == {"no_attempts"}
    assert (await said(app, LAN, action=f"contest:start:{contest.id}")).text == messages(app).contest.no_attempts
    clock.time = at(8)
    assert (await said(app, LAN, action=f"contest:start:{contest.id}")).title.startswith("Câu 1/5")


async def test_two_processes_together_give_no_more_attempts_than_one(database_url, tmp_path):
    clock = Clock(at(1))
    async with bot_with(tmp_path, clock, database_url) as one, bot_with(tmp_path, clock, database_url) as other:
        contest = await announced(one)
        await entered(one, LAN)
        for number in range(PLAN.attempts):
            asked = [begun_by(bot, contest, LAN) for bot in (one, other) for _ in range(3)]
            papers = await asyncio.gather(*asked)
            assert {(paper.id, paper.attempt) for paper in papers} == {(papers[0].id, number + 1)}
            await other.services.contests.submit(papers[0])
        assert await begun_by(other, contest, LAN) == "no_attempts"
        assert len(await one.services.contests.papers.papers(contest.id)) == PLAN.attempts


async def test_answers_written_at_once_from_two_processes_are_all_kept(database_url, tmp_path):
    clock = Clock(at(1))
    async with bot_with(tmp_path, clock, database_url) as one, bot_with(tmp_path, clock, database_url) as other:
        contest = await announced(one)
        await entered(one, LAN)
        paper = await begun_by(one, contest, LAN)
        bots = [one, other, one, other, one]
        taken = await asyncio.gather(*(bot.services.contests.answer(paper, n, "A") for n, bot in enumerate(bots)))
        assert all(taken)
        assert (await paper_of(one, contest, LAN)).answers == "AAAAA"


async def test_a_clock_set_back_while_the_program_was_down_gives_back_no_minute_that_was_used(tmp_path):
    clock = Clock(at(1))
    async with bot_with(tmp_path, clock) as app:
        contest = await announced(app)
        await entered(app, LAN)
        first = await said(app, LAN, action=f"contest:start:{contest.id}")
        clock.passes(minutes=9)
        await pressed(app, LAN, first, "A")
    clock.time = at(1, 8)
    async with bot_with(tmp_path, clock) as app:
        reply = await said(app, LAN, action=f"contest:start:{contest.id}")
        assert reply.title == "Câu 2/5 · còn 1 phút 0 giây"
        clock.passes(minutes=1)
        assert (await pressed(app, LAN, reply, "B")).text.startswith("Hết giờ")


async def test_the_trial_is_wiped_while_nobody_looks_and_nothing_of_it_stays_in_the_file(app, clock, tmp_path):
    contest = await announced(app)
    clock.time = at(29, month=11)
    await entered(app, LAN)
    await said(app, LAN, action=f"contest:start:{contest.id}")
    question = (await paper_of(app, contest, LAN)).asked[0].question
    kept = [json.dumps(question, ensure_ascii=False).encode() in everything_in(tmp_path)]
    clock.time = at(1, 0)
    await app.services.contests.close_rounds()
    kept.append(json.dumps(question, ensure_ascii=False).encode() in everything_in(tmp_path))
    assert kept == [True, False]


def everything_in(folder):
    return b"".join(path.read_bytes() for path in (folder / "var").iterdir())


async def test_papers_are_drawn_anew_each_time_and_kept_word_for_word(app, clock):
    contest, first = await started(app, clock)
    kept = await paper_of(app, contest, LAN)
    items = app.library.current.knowledge.quiz
    assert len({asked.item for asked in kept.asked}) == PLAN.questions
    for asked in kept.asked:
        item = items[asked.item]
        assert (asked.question, asked.options[asked.right]) == (item.question, item.right)
        assert asked.explanation == quiz_explanation(item, app.library.current.knowledge)
        assert sorted(asked.options) == sorted(item.options)
    await pressed(app, LAN, await pressed(app, LAN, first, "Xem lại"), "Nộp bài")
    await said(app, LAN, action=f"contest:start:{contest.id}")
    assert (await paper_of(app, contest, LAN)).asked != kept.asked


def is_told(reply, asked):
    """Whether a reply tells why something is right."""
    return asked.explanation in f"{reply.title}{reply.text}" or any(asked.explanation in b.label for b in reply.buttons)


async def test_what_is_right_is_told_only_after_the_week_and_only_of_ones_own_papers(app, clock):
    contest, first = await started(app, clock)
    paper = await paper_of(app, contest, LAN)
    asked_early = [await said(app, LAN, action=f"contest:key:{contest.id}:1:{page}") for page in range(2)]
    shown = [first, await said(app, LAN, "/cuocthi"), *asked_early]
    shown += [await said(app, LAN, action=f"contest:q:{contest.id}:{paper.id}:{number}") for number in range(5)]
    shown.append(await said(app, LAN, action=f"contest:e:{contest.id}:{paper.id}"))
    assert not [1 for reply in shown for asked in paper.asked if is_told(reply, asked)]
    clock.time = at(8)
    reply = await pressed(app, LAN, await said(app, LAN, "/cuocthi"), "Đáp án tuần 1")
    assert all(is_told(reply, asked) and asked.options[asked.right] in reply.text for asked in paper.asked)
    await entered(app, BINH, "Bình")
    assert not is_told(await said(app, BINH, action=f"contest:key:{contest.id}:1:0"), paper.asked[0])


async def test_the_right_options_are_not_always_at_the_same_letter(app, clock):
    contest = await announced(app)
    clock.time = at(1)
    places = set()
    for number in range(100, 110):
        await entered(app, f"telegram:{number}")
        await said(app, f"telegram:{number}", action=f"contest:start:{contest.id}")
        places |= {asked.right for asked in (await paper_of(app, contest, f"telegram:{number}")).asked}
    assert places >= {0, 1, 2, 3}


@pytest.mark.parametrize("step", ["q", "a", "s", "g", "e", "n", "t"])
async def test_nobody_reads_or_writes_on_the_paper_of_someone_else(app, clock, step):
    contest, _ = await started(app, clock)
    paper = await paper_of(app, contest, LAN)
    await entered(app, BINH, "Bình")
    reply = await said(app, BINH, action=f"contest:{step}:{contest.id}:{paper.id}:0:A")
    assert paper.asked[0].question not in reply.text
    assert await paper_of(app, contest, LAN) == paper


@pytest.mark.parametrize(
    "forged",
    [
        "home:x",
        f"home:{10**20}",
        "a:1:1:0:AB",
        "a:1:1:9:A",
        f"q:1:{10**20}:0",
        "q:1:1:99",
        "q:1:1:-1",
        "key:1:x:0",
        "",
        "t:1:1:0",
    ],
)
async def test_a_button_that_was_forged_changes_nothing_and_is_answered(app, clock, forged):
    contest, _ = await started(app, clock)
    paper = await paper_of(app, contest, LAN)
    reply = await said(app, LAN, action=f"contest:{forged}")
    assert reply.text != messages(app).trouble
    assert await paper_of(app, contest, LAN) == paper


async def test_those_who_type_answer_with_a_letter_or_the_number_of_a_button(app, clock):
    contest, _first = await started(app, clock, "zalo:7")
    reply = await said(app, "zalo:7", "b")
    assert reply.title.startswith("Câu 2/5")
    number = [button.label for button in reply.buttons].index("A") + 1
    assert (await said(app, "zalo:7", str(number))).title.startswith("Câu 3/5")
    assert (await paper_of(app, contest, "zalo:7")).answers == "BA---"
    assert "Quy định 85" in (await said(app, "zalo:7", "Quy định 85 là gì?")).text


async def test_the_trial_is_wiped_at_the_official_start_and_gives_back_its_attempts(everywhere, clock):
    app = everywhere
    contest = await announced(app)
    clock.time = at(29, month=11)
    await entered(app, LAN)
    await said(app, LAN, action=f"contest:start:{contest.id}")
    paper = await paper_of(app, contest, LAN)
    assert paper.round == 0
    await said(app, LAN, action=f"contest:e:{contest.id}:{paper.id}")
    clock.time = at(1, 0)
    home = await said(app, LAN, "/cuocthi")
    assert "Đã dùng 0/2 lượt" in home.text
    part = await app.services.contests.people.of(contest.id, LAN)
    assert part.name == "Lan"
    assert await app.services.contests.papers.papers(contest.id) == []
    clock.time = at(29, month=11)
    assert (await said(app, LAN, action=f"contest:start:{contest.id}")).text == messages(app).contest.closed


async def test_no_paper_is_begun_before_the_contest_or_after_it(app, clock):
    contest = await announced(app)
    await entered(app, LAN)
    for moment in (at(27, month=11), at(15)):
        clock.time = moment
        assert (await said(app, LAN, action=f"contest:start:{contest.id}")).text == messages(app).contest.closed


async def test_unit_and_name_stay_once_a_paper_was_begun(everywhere, clock):
    app = everywhere
    contest, _ = await started(app, clock)
    (other,) = [unit for unit in await app.services.contests.book.units(contest.id) if unit.name == "Trường B"]
    reply = await said(app, LAN, action=f"contest:unit:{contest.id}:{other.id}")
    assert reply.text == messages(app).contest.unit_stays
    await said(app, LAN, action=f"contest:enter:{contest.id}")
    await said(app, LAN, "Tên khác")
    assert (await app.services.contests.people.of(contest.id, LAN)).name == "Lan"


async def test_who_deletes_their_data_is_told_what_it_means_and_cannot_begin_anew(everywhere, clock):
    app = everywhere
    contest, _ = await started(app, clock)
    reply = await said(app, LAN, "/dulieu")
    assert messages(app).privacy.kept_contest.format(number=1) in reply.text
    assert messages(app).privacy.kept_contest_papers.format(number=1) in reply.text
    await pressed(app, LAN, reply, "Xóa hết")
    assert await app.services.contests.papers.papers(contest.id) == []
    await pressed(app, LAN, await said(app, LAN, "/cuocthi"), "Ghi danh")
    assert (await said(app, LAN, "Lan")).text == messages(app).contest.withdrew
    assert await app.services.contests.people.everyone(contest.id) == []


async def test_the_rules_are_those_of_the_contest_and_need_no_account(app, clock):
    await announced(app)
    for account in (LAN, ""):
        reply = await said(app, account, "/thele")
        for part in ("từ 0 giờ ngày 01/12/2026 đến hết ngày 07/12/2026", "5 câu", "10 phút", "nhiều nhất 2 lượt"):
            assert part in reply.text


async def test_an_editor_publishes_a_week_that_is_over_and_people_see_where_they_stand(everywhere, clock):
    app = everywhere
    contest, _first = await started(app, clock)
    overview = await answered_all(app, contest, LAN)
    await pressed(app, LAN, overview, "Nộp bài")
    await entered(app, BINH, "Bình", "Trường B")
    await said(app, BINH, action=f"contest:start:{contest.id}")
    await pressed(app, BINH, await answered_all(app, contest, BINH, right=False), "Nộp bài")
    early = await said(app, EDITOR, action=f"contests:publish:{contest.id}:1")
    assert early.text == messages(app).contest_admin.not_over
    clock.time = at(8)
    assert (await said(app, LAN, action=f"contest:results:{contest.id}:1")).text == messages(app).button_gone
    shown = await said(app, EDITOR, action=f"contests:show:{contest.id}")
    await pressed(app, EDITOR, shown, "Công bố kết quả: Tuần 1")
    again = await said(app, EDITOR, action=f"contests:publish:{contest.id}:1")
    assert again.text == messages(app).contest_admin.is_published
    told = await pressed(app, BINH, await said(app, BINH, "/cuocthi"), "Kết quả: Tuần 1")
    assert "1. Lan (Phường A): đúng 5 câu" in told.text
    assert "2. Bình (Trường B): đúng 0 câu" in told.text
    # One of four: how well that one did is not told of the unit.
    assert "1. Phường A: 25,00% tham gia\n" in told.text
    assert "kết quả Tìm hiểu Quy định 85, Tuần 1" in (await said(app, EDITOR, "/nhatky")).text


async def test_a_contest_is_entered_in_private(app):
    await announced(app)
    (reply,) = await app.router.respond(Incoming("telegram", LAN, "/cuocthi", chat="-1", account=LAN))
    assert reply.text == messages(app).contest.in_private
