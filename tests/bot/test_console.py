"""The bot in the terminal: a line in, the reply out, choices by number."""

import sqlite3
from contextlib import closing

import pytest

from bot.channels import console
from bot.channels.plain import to_text
from handlers.contract import Button, Reply
from knowledge.loader import load_folder
from tests.bot.small import ANSWER, ENTRY, QUESTION, REAL, STRANGE, small_content, unsure_question
from tests.support import bot_in


@pytest.fixture
async def app(tmp_path):
    async with bot_in(tmp_path, small_content(tmp_path)) as app:
        yield app


@pytest.fixture(scope="module")
def messages():
    return load_folder(REAL).messages


class Terminal:
    """Somebody who types these lines and then leaves; what is not typed any more is left in `lines`."""

    def __init__(self, *lines, leaving=EOFError):
        self.lines, self.leaving = list(lines), leaving
        self.prompts, self.shown = [], []

    def read_line(self, prompt):
        self.prompts.append(prompt)
        if not self.lines:
            raise self.leaving
        return self.lines.pop(0)


async def talk(app, *lines, leaving=EOFError):
    terminal = Terminal(*lines, leaving=leaving)
    await console.chat(app, terminal.read_line, terminal.shown.append)
    return terminal


def rows(folder, query):
    with closing(sqlite3.connect(folder / "var" / "camnang.db")) as connection:
        return connection.execute(query).fetchall()


async def test_a_talk_begins_with_a_welcome_asks_for_each_line_and_ends_with_a_goodbye(app, messages):
    terminal = await talk(app, QUESTION)
    assert terminal.shown[0] == messages.console_welcome + "\n"
    assert terminal.prompts == [messages.console_prompt + " "] * 2
    assert terminal.shown[-1] == messages.console_goodbye
    assert len(terminal.shown) == 3


async def test_a_question_is_answered_with_its_title_source_and_numbered_choices(app):
    terminal = await talk(app, QUESTION)
    assert terminal.shown[1] == (
        "Trồng lúa nước ở đồng bằng\n\n"
        f"{ANSWER}\n\n"
        "Nguồn: Sổ tay thử nghiệm · dùng để thử · kiểm tra ngày 23/11/2026\n\n"
        "Gõ số để chọn:\n"
        "  1. Nuôi cá trong ao\n"
        "  2. 👍 Đúng ý tôi\n"
        "  3. 👎 Chưa đúng ý\n"
    )


@pytest.mark.parametrize("leaving", ["/thoat", "/exit", "/quit", "  /thoat "])
async def test_a_word_for_leaving_ends_the_talk_without_reading_on(app, messages, leaving):
    terminal = await talk(app, leaving, QUESTION)
    assert terminal.lines == [QUESTION]
    assert terminal.shown[1:] == [messages.console_goodbye]


async def test_ctrl_c_ends_the_talk_as_ctrl_d_does(app, messages):
    terminal = await talk(app, QUESTION, leaving=KeyboardInterrupt)
    assert terminal.shown[-1] == messages.console_goodbye


@pytest.mark.parametrize("nothing", ["", "   ", "\t", "\u3000"])
async def test_an_empty_line_is_answered_with_nothing(app, nothing):
    terminal = await talk(app, nothing)
    assert len(terminal.shown) == 2


async def test_a_number_chooses_what_was_listed_under_it(app):
    terminal = await talk(app, QUESTION, "1")
    assert terminal.shown[2].startswith("Nuôi cá trong ao\n\nThả cá giống vào tháng ba.")


@pytest.mark.parametrize(("number", "helpful"), [("2", 1), (" 3. ", 0)])
async def test_an_answer_is_rated_by_number_and_once(app, messages, tmp_path, number, helpful):
    terminal = await talk(app, QUESTION, number, number)
    assert terminal.shown[2] == [messages.thanks_unhelpful, messages.thanks_helpful][helpful] + "\n"
    assert terminal.shown[3] == messages.feedback_known + "\n"
    assert rows(tmp_path, "SELECT helpful, handle FROM questions") == [(helpful, None)]


async def test_a_suggestion_is_chosen_by_number_and_noted(app, messages, tmp_path):
    terminal = await talk(app, unsure_question(app.library.current), "1")
    assert terminal.shown[1].startswith(messages.asked_back)
    entry = rows(tmp_path, "SELECT entry FROM questions")[0][0]
    assert terminal.shown[2].startswith(app.library.current.knowledge.topics[entry].title)
    assert rows(tmp_path, "SELECT outcome, picked FROM questions") == [("suggest", entry)]


async def test_the_last_number_says_that_none_of_the_suggestions_was_meant(app, messages, tmp_path):
    asked = unsure_question(app.library.current)
    offered = (await talk(app, asked)).shown[1]
    number = offered.strip().splitlines()[-1].split(".")[0].strip()
    terminal = await talk(app, asked, number)
    assert terminal.shown[2].startswith(messages.unknown)
    assert rows(tmp_path, "SELECT picked FROM questions") == [(None,), ("",)]


async def test_questions_from_the_terminal_are_kept_and_counted_as_such(app, tmp_path):
    await talk(app, STRANGE, QUESTION)
    kept = rows(tmp_path, "SELECT text, outcome, entry, channel, private FROM questions")
    assert kept == [(STRANGE, "none", None, "console", 1), (QUESTION, "answer", ENTRY, "console", 1)]
    assert rows(tmp_path, "SELECT channel, asked FROM daily_counts") == [("console", 1)] * 2


@pytest.mark.parametrize(
    "line",
    [
        "😀",
        "a" * 100_000,
        "\0\x07\x1b[2J",
        "\u202eabc zzz",
        "\udc80\udcff",
        "/khongco",
        "'; DROP TABLE questions; --",
        "99",
        "<b>zzz",
    ],
)
async def test_whatever_is_typed_gets_one_short_reply_and_the_talk_goes_on(app, line):
    terminal = await talk(app, line, QUESTION)
    assert 0 < len(terminal.shown[1]) < 400
    assert not {"\x1b", "\x07", "\u202e", "\udc80"} & set(terminal.shown[1])
    assert ANSWER in terminal.shown[2]


def test_choices_are_numbered_on_from_one_reply_to_the_next(messages):
    replies = [Reply("Một", buttons=(Button("a", "x"), Button("b", "y"))), Reply("Hai"), Reply("Ba", buttons=(Button("c", "z"),))]
    shown = to_text(replies, messages)
    assert [line.strip() for line in shown.splitlines() if line.startswith("  ")] == ["1. a", "2. b", "3. c"]


def test_a_reply_of_text_alone_is_shown_as_it_is(messages):
    assert to_text([Reply(" Chào đồng chí. \n")], messages) == "Chào đồng chí."
