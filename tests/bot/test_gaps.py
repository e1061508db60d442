"""Questions that nobody could answer: one tap teaches a wording to an entry, everywhere, unless that would do harm."""

import asyncio
import sqlite3
from contextlib import AsyncExitStack, closing
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.app import open_app
from bot.config import Config
from bot.storage.gaps import SqlGaps
from bot.storage.tables import questions
from handlers.contract import Incoming
from knowledge.learned import HEADER
from knowledge.library import Library
from knowledge.loader import learned_in
from knowledge.text import fold
from tests.bot.running import camnang_here
from tests.bot.small import STRANGE, small_content, unsure_question
from tests.support import TODAY, config_in

OWNER, EDITOR, LAN = "telegram:1", "telegram:22", "telegram:33"
UNKNOWN = "lươn ếch ngoài chợ phiên"


@pytest.fixture
def content(tmp_path):
    return small_content(tmp_path)


@pytest.fixture
async def apps(database_url, tmp_path, content):
    """Opens any number of processes' worth of the bot on one database."""
    async with AsyncExitStack() as stack:

        async def opened(folder=content):
            config = Config.model_validate(
                {
                    **config_in(tmp_path, folder).model_dump(),
                    "database": {"url": database_url},
                    "admins": {"owners": [OWNER, EDITOR]},
                }
            )
            return await stack.enter_async_context(open_app(config, now=lambda: TODAY))

        yield opened


@pytest.fixture
async def app(apps):
    return await apps()


async def said(app, account, text="", action=""):
    (reply,) = await app.router.respond(Incoming("telegram", account, text, action, account=account))
    return reply


async def asked(app, *texts):
    for text in texts:
        await said(app, LAN, text)


def gaps(app):
    return app.library.current.knowledge.messages.gaps


def action(reply, start):
    return next(button.action for button in reply.buttons if button.action.startswith(start))


def answers(app, text):
    return getattr(app.library.current.index.search(text), "entry", None)


async def test_how_often_is_told_in_whole_groups_so_that_no_single_question_shows_by_comparing(app):
    told = []
    for more in (4, 1, 4, 1):
        await asked(app, *([UNKNOWN] * more))
        (gap,) = (await app.learning.open(1))[1]
        told.append((gap.asked, (await said(app, OWNER, "/chuatraloi")).text))
    assert [number for number, _ in told] == [0, 5, 5, 10]
    shown = ["<\u00a05", "5", "5", "10"]
    assert [gaps(app).asked.format(asked=number, groups=1) in text for number, (_, text) in zip(shown, told, strict=True)] == [
        True
    ] * 4


async def test_wordings_that_ask_the_same_stand_together_and_the_most_frequent_comes_first(app):
    await asked(app, "thời khóa biểu lớp học", UNKNOWN, f"{UNKNOWN} ạ", "LUON ECH NGOAI CHO PHIEN")
    reply = await said(app, OWNER, "/chuatraloi")
    assert fold(UNKNOWN) in fold(reply.text.lower())
    assert gaps(app).asked.format(asked="<\u00a05", groups=2) in reply.text
    assert len([button for button in reply.buttons if button.action.startswith("learn:")]) == 3
    assert all(len(button.action.encode()) <= 64 for button in reply.buttons)
    second = await said(app, OWNER, action=action(reply, "gap:next"))
    assert "thời khóa biểu" in second.text


async def test_one_tap_teaches_the_wording_and_stands_in_the_folder_and_the_journal_and_is_undone_by_one_tap(app, content):
    await asked(app, UNKNOWN)
    reply = await said(app, OWNER, "/chuatraloi")
    assert answers(app, UNKNOWN) is None
    learned = await said(app, OWNER, action=action(reply, "learn:").rpartition(":")[0] + ":nuoi-ca")
    assert learned.edits
    assert learned.text == gaps(app).learned.format(text=UNKNOWN, title="Nuôi cá trong ao")
    assert answers(app, UNKNOWN) == "nuoi-ca"
    assert (content / "learned.yaml").read_text(encoding="utf-8") == f"{HEADER}topics:\n  nuoi-ca:\n    - '{UNKNOWN}'\n"
    assert f"“{UNKNOWN}” → nuoi-ca" in (await said(app, OWNER, "/nhatky")).text
    assert gaps(app).nothing in (await said(app, OWNER, "/chuatraloi")).text
    undone = await said(app, EDITOR, action=action(learned, "gap:undo"))
    assert undone.text == gaps(app).undone.format(text=UNKNOWN)
    assert answers(app, UNKNOWN) is None
    assert (content / "learned.yaml").read_text(encoding="utf-8") == HEADER
    assert UNKNOWN in (await said(app, OWNER, "/chuatraloi")).text
    assert (await said(app, OWNER, action=action(learned, "gap:undo"))).text == gaps(app).not_undone


async def test_a_wording_that_would_lead_another_question_astray_is_refused_and_that_question_is_named(app, content):
    await asked(app, UNKNOWN)
    text = "khi nào gieo mạ"
    await rewritten(app, text)
    reply = await said(app, OWNER, action=f"learn:{await key_of(app, text)}:xay-cau")
    assert "Chưa thêm “khi nào gieo mạ”" in reply.text
    assert "Xây cầu qua sông" in reply.text
    assert answers(app, text) == "trong-lua"
    assert not (content / "learned.yaml").exists()


async def open_key(app):
    _, (first,) = await app.services.gaps.open(1)
    return first.key


async def rewritten(app, text):
    """The log says that this was not answered, as if the content had been another one."""
    async with app.stores.gaps._engine.begin() as connection:
        await connection.execute(update(questions).values(text=text))


async def key_of(app, text):
    found, _ = await app.stores.gaps.unanswered()
    return next(one.key for one in found if one.text == text)


async def test_a_question_that_comes_or_goes_or_is_not_what_was_suggested_shows_at_once(app):
    assert await app.services.gaps.open(5) == (0, [])
    unsure = unsure_question(app.library.current)
    none = action(await said(app, LAN, unsure), "none:")
    assert await app.services.gaps.open(5) == (0, [])
    await said(app, LAN, action=none)
    assert [gap.text for gap in (await app.services.gaps.open(5))[1]] == [unsure]
    await asked(app, UNKNOWN)
    assert (await app.services.gaps.open(5))[0] == 2
    await app.stores.questions.purge(TODAY + timedelta(days=99), 90)
    assert await app.services.gaps.open(5) == (0, [])


async def test_what_is_out_of_scope_is_not_answered_any_more(app, content):
    await asked(app, UNKNOWN)
    reply = await said(app, OWNER, "/chuatraloi")
    done = await said(app, OWNER, action=action(reply, "gap:out"))
    assert done.text == gaps(app).out_of_scope.format(text=UNKNOWN)
    assert app.library.current.knowledge.foreign[-1] == (UNKNOWN,)
    assert learned_in(content).out_of_scope == (UNKNOWN,)
    assert gaps(app).nothing in (await said(app, OWNER, "/chuatraloi")).text


async def test_what_is_known_to_be_out_of_scope_is_not_shown_again_however_it_is_typed(app):
    await asked(app, UNKNOWN)
    await app.services.gaps.learn(await open_key(app), None, OWNER)
    await app.stores.questions.purge(TODAY.replace(year=2027), 1)
    await app.stores.gaps.purge()
    await asked(app, fold(UNKNOWN).upper(), f"{UNKNOWN} ạ")
    assert gaps(app).nothing in (await said(app, OWNER, "/chuatraloi")).text


async def test_what_is_ignored_or_to_be_written_is_shown_no_more_but_for_the_list(app):
    await asked(app, UNKNOWN, "thời khóa biểu lớp học")
    reply = await said(app, OWNER, "/chuatraloi")
    ignored = await said(app, OWNER, action=action(reply, "gap:ignore"))
    assert ignored.text.startswith(gaps(app).ignored)
    to_write = await said(app, OWNER, action=action(ignored, "gap:write"))
    assert to_write.text == f"{gaps(app).to_write}\n\n{gaps(app).nothing}"
    listed = await said(app, OWNER, action=action(to_write, "gap:list"))
    assert listed.text.startswith("1. “")
    done = await said(app, OWNER, action=action(listed, "gap:done"))
    assert gaps(app).list_empty in done.text
    assert gaps(app).nothing in (await said(app, OWNER, "/chuatraloi")).text


async def test_masks_are_not_learned(app):
    await asked(app, "ông Trần Bình 0987654321 có lươn ếch ngoài chợ phiên")
    reply = await said(app, OWNER, "/chuatraloi")
    learned = await said(app, OWNER, action=action(reply, "learn:"))
    assert "[" not in learned.text
    assert "Bình" not in learned.text
    assert answers(app, "có lươn ếch ngoài chợ phiên") is not None


async def test_a_wording_that_is_nothing_but_masks_or_too_long_is_not_learned(app):
    await asked(app, "0987654321 0123456789", "lươn ếch " * 50)
    for text in [one.text for one in (await app.stores.gaps.unanswered())[0]]:
        reply = await said(app, OWNER, action=f"learn:{await key_of(app, text)}:nuoi-ca")
        assert reply.text.startswith(gaps(app).unfit)


async def test_of_two_who_tap_at_once_the_first_wins_and_the_other_is_told(app, content):
    await asked(app, UNKNOWN)
    key = await open_key(app)
    replies = await asyncio.gather(
        said(app, OWNER, action=f"learn:{key}:nuoi-ca"),
        said(app, EDITOR, action=f"learn:{key}:xay-cau"),
        said(app, "console:1", action=f"gap:ignore:{key}"),
    )
    assert len([reply for reply in replies if reply.text.startswith(gaps(app).settled)]) == 2
    assert len((await said(app, OWNER, "/nhatky")).text.splitlines()) == 1


@pytest.mark.parametrize("button", ["learn:", "gap:out:"])
async def test_who_presses_twice_is_told_the_same_and_can_undo_it(app, button):
    await asked(app, UNKNOWN)
    press = action(await said(app, OWNER, "/chuatraloi"), button)
    first = await said(app, OWNER, action=press)
    assert await said(app, OWNER, action=press) == first
    assert len((await said(app, OWNER, "/nhatky")).text.splitlines()) == 1
    await said(app, OWNER, action=action(first, "gap:undo:"))
    assert answers(app, UNKNOWN) is None
    assert UNKNOWN in (await said(app, OWNER, "/chuatraloi")).text


async def test_two_processes_that_learn_at_once_learn_both_and_know_both(apps, content):
    first, second = await apps(), await apps()
    await asked(first, UNKNOWN, "thời khóa biểu lớp học")
    keys = [gap.key for gap in (await first.services.gaps.open(9))[1]]
    one, other = await asyncio.gather(
        first.services.gaps.learn(keys[0], "nuoi-ca", OWNER), second.services.gaps.learn(keys[1], "xay-cau", EDITOR)
    )
    for app in (first, second):
        await app.learning.follow()
        assert answers(app, one.text) == one.entry
        assert answers(app, other.text) == other.entry
    assert sum(map(len, learned_in(content).topics.values())) == 2


async def test_another_process_undoes_what_this_one_wrote_into_the_folder(apps, content):
    first, second = await apps(), await apps()
    await asked(first, UNKNOWN)
    lesson = await first.services.gaps.learn(await open_key(first), "nuoi-ca", OWNER)
    await second.learning.follow()
    assert answers(second, UNKNOWN) == "nuoi-ca"
    assert await second.services.gaps.undo(lesson.id, EDITOR) == UNKNOWN
    assert answers(second, UNKNOWN) is None
    await first.learning.follow()
    await second.learning.follow()
    for app in (first, second):
        assert answers(app, UNKNOWN) is None
    assert not learned_in(content).topics


async def test_machines_with_folders_of_their_own_share_what_they_learn(apps, tmp_path, content):
    first = await apps()
    (tmp_path / "elsewhere").mkdir()
    second = await apps(small_content(tmp_path / "elsewhere"))
    await asked(first, UNKNOWN)
    lesson = await first.services.gaps.learn(await open_key(first), "nuoi-ca", OWNER)
    await second.learning.follow()
    assert answers(second, UNKNOWN) == "nuoi-ca"
    await second.services.gaps.undo(lesson.id, EDITOR)
    await first.learning.follow()
    assert answers(first, UNKNOWN) is None
    assert not learned_in(content).topics


async def test_a_kill_between_the_tap_and_the_file_loses_nothing(apps, content):
    first = await apps()
    await asked(first, UNKNOWN)
    key = await open_key(first)
    revision = await first.stores.gaps.revision()
    assert isinstance(first.stores.gaps, SqlGaps)
    await first.stores.gaps.learn(key, (UNKNOWN, UNKNOWN, "nuoi-ca"), revision, OWNER)
    assert not (content / "learned.yaml").exists()
    second = await apps()
    assert answers(second, UNKNOWN) == "nuoi-ca"
    assert learned_in(content).topics == {"nuoi-ca": (UNKNOWN,)}


async def test_a_line_that_an_editor_takes_out_of_the_file_is_forgotten_also_after_a_restart(apps, content):
    first = await apps()
    await asked(first, UNKNOWN)
    await first.services.gaps.learn(await open_key(first), "nuoi-ca", OWNER)
    (content / "learned.yaml").write_text("", encoding="utf-8")
    await first.learning.follow(reread=True)
    assert answers(first, UNKNOWN) is None
    assert answers(await apps(), UNKNOWN) is None


async def test_a_mistake_in_the_content_meanwhile_keeps_nobody_from_learning(app, content):
    await asked(app, UNKNOWN)
    topics = content / "topics" / "thu-nghiem.yaml"
    right = topics.read_text(encoding="utf-8")
    topics.write_text("::: [", encoding="utf-8")
    await app.services.gaps.learn(await open_key(app), "nuoi-ca", OWNER)
    assert answers(app, UNKNOWN) == "nuoi-ca"
    await app.learning.follow(reread=True)
    assert answers(app, UNKNOWN) == "nuoi-ca"
    topics.write_text(right, encoding="utf-8")
    app.library.reload()
    assert answers(app, UNKNOWN) == "nuoi-ca"


async def test_a_mistake_in_the_file_of_what_was_learned_leaves_the_rest_known_and_new_lessons_in_the_database(app, content):
    await asked(app, UNKNOWN)
    (content / "learned.yaml").write_text("topics: [", encoding="utf-8")
    await app.services.gaps.learn(await open_key(app), "nuoi-ca", OWNER)
    assert answers(app, UNKNOWN) == "nuoi-ca"
    (content / "learned.yaml").write_text("", encoding="utf-8")
    await app.learning.follow(reread=True)
    assert answers(app, UNKNOWN) == "nuoi-ca"
    assert learned_in(content).topics == {"nuoi-ca": (UNKNOWN,)}


async def test_a_database_that_fails_while_the_file_is_read_again_is_made_up_for_at_the_next_look(app, content):
    (content / "learned.yaml").write_text(f"topics:\n  nuoi-ca:\n    - {UNKNOWN}\n", encoding="utf-8")
    store, app.learning._store = app.learning._store, None
    with pytest.raises(AttributeError):
        await app.learning.follow(reread=True)
    app.learning._store = store
    await app.learning.follow()
    assert answers(app, UNKNOWN) == "nuoi-ca"


async def test_what_was_learned_for_an_entry_that_is_gone_is_told_and_harms_nothing(app, content, caplog):
    (content / "learned.yaml").write_text("topics:\n  mat-roi:\n    - hỏi gì đó\n", encoding="utf-8")
    app.library.reload()
    await app.learning.follow(reread=True)
    assert "mat-roi" in caplog.text
    assert answers(app, "khi nào gieo mạ") == "trong-lua"


async def test_a_file_that_cannot_be_written_leaves_it_in_the_database(apps, content, caplog):
    (content / "learned.yaml.new").mkdir()
    first = await apps()
    await asked(first, UNKNOWN)
    await first.services.gaps.learn(await open_key(first), "nuoi-ca", OWNER)
    assert caplog.text.count("stays in the database") == 1
    assert answers(first, UNKNOWN) == "nuoi-ca"
    assert answers(await apps(), UNKNOWN) == "nuoi-ca"


FORGED = (
    "learn:",
    "learn:1:",
    "learn:999999999-0000:nuoi-ca",
    "learn:1-ffff:nuoi-ca",
    "gap:",
    "gap:undo:x",
    "gap:undo:99999999999",
    "gap:out:-1",
    "gap:done:",
    "gap:next:-5",
    "gap:ignore:1 OR 1",
    "gap:write:" + "9" * 40,
)


@pytest.mark.parametrize("pressed", FORGED)
async def test_old_and_forged_buttons_change_nothing(app, pressed):
    await asked(app, UNKNOWN)
    reply = await said(app, OWNER, action=pressed)
    assert reply.text != app.library.current.knowledge.messages.trouble
    assert "“" in (await said(app, OWNER, "/chuatraloi")).text
    assert await app.services.audit.latest(5) == []


async def test_a_button_of_a_question_that_is_gone_is_harmless_also_when_its_number_is_given_again(app):
    await asked(app, UNKNOWN)
    key = await open_key(app)
    await app.stores.questions.purge(TODAY.replace(year=2027), 1)
    await asked(app, "thời khóa biểu lớp học")
    assert (await said(app, OWNER, action=f"learn:{key}:nuoi-ca")).text.startswith(gaps(app).settled)


async def test_what_was_done_about_a_question_goes_with_it(app):
    await asked(app, UNKNOWN)
    await app.services.gaps.set_aside(await open_key(app), "to_write", OWNER)
    await app.stores.questions.purge(TODAY.replace(year=2027), 1)
    await app.stores.gaps.purge()
    assert await app.services.gaps.to_write() == []


async def test_those_who_may_only_look_may_not_teach(app):
    await app.services.roles.grant(LAN, "viewer")
    not_allowed = app.library.current.knowledge.messages.admin.not_allowed
    assert (await said(app, LAN, "/chuatraloi")).text == not_allowed
    assert (await said(app, LAN, action="learn:1-0000:nuoi-ca")).text == not_allowed


def test_what_stands_in_the_database_is_exported_as_the_file_would_be(tmp_path, content):
    (content / "learned.yaml.new").mkdir()

    async def learned():
        config = Config.model_validate({**config_in(tmp_path, content).model_dump(), "admins": {"owners": [OWNER]}})
        async with open_app(config, now=lambda: TODAY) as app:
            await asked(app, UNKNOWN)
            await app.services.gaps.learn(await open_key(app), "nuoi-ca", OWNER)
            await asked(app, f"{STRANGE} của ông Trần Bình")
            await app.services.gaps.set_aside(await open_key(app), "to_write", OWNER)

    asyncio.run(learned())
    assert camnang_here(tmp_path, "knowledge", "wanted").said == f"{STRANGE} của ông\n"
    exported = camnang_here(tmp_path, "knowledge", "learned")
    assert exported.said == f"{HEADER}topics:\n  nuoi-ca:\n    - '{UNKNOWN}'\n"
    (content / "learned.yaml").write_text(exported.said, encoding="utf-8")
    assert getattr(Library(content).current.index.search(UNKNOWN), "entry", None) == "nuoi-ca"
    with closing(sqlite3.connect(tmp_path / "var" / "camnang.db")) as connection:
        assert connection.execute("SELECT state, home FROM learned").fetchall() == [("live", "")]
