"""After a whole session nothing that was kept, logged or printed tells who it was."""

import re
import shutil
import signal
import sqlite3
from contextlib import closing

import httpx
import pytest
from sqlalchemy import create_engine, inspect

from bot.channels import console
from bot.storage.tables import metadata
from knowledge.library import Library
from knowledge.text import fold
from tests.bot.running import address_said, started
from tests.bot.small import ANSWER, QUESTION, REAL, STRANGE, small_content, unsure_question
from tests.support import bot_in

SESSIONS = ["5e55101d" * 4, "5e55101e" * 4, "5e55101f" * 4]
BROWSER, ADDRESS, COOKIE = "Trinhduyetrieng/1.0", "203.0.113.77", "cookiecuariengtoi"
QUESTIONS = [
    f"{QUESTION}, gọi ông Trần Quang Bình số 0987 654 321",
    "đồng chí Trần Quang Bình (0987.654.321) hỏi: bón phân cho ruộng lúa",
    "tôi tên là Trần Quang Bình, khi nào gieo mạ, trả lời vào binh.tran@example.vn",
    "toi ten la tran quang binh, sdt +84 987 654 321, nuoi ca the nao",
    "anh TRẦN QUANG BÌNH 84987654321 cho cá ăn gì",
    "ba Tran Quang Binh: thả cá giống vào tháng mấy, 0987-654-321",
    "ai duyệt bản vẽ cầu https://example.vn/ho-so?ten=tran-quang-binh&so=0987654321",
    "căn cước 001085012345 của chị Trần Quang Bình, xây cầu bê tông bao lâu",
]
# Looked for in text without marks, in small letters.
TRACES = {
    "session": "|".join(SESSIONS),
    "turn": r"7042\d{28}",
    "name": r"quang\W{0,3}binh",
    "phone": r"987\D{0,3}654\D{0,3}321",
    "e-mail": r"binh\.tran|@example",
    "card": r"0?01085012345",
    "browser": BROWSER.lower(),
    "address": re.escape(ADDRESS),
    "cookie": COOKIE,
}


def traces_in(text):
    plain = fold(text).lower()
    return {what for what, pattern in TRACES.items() if re.search(pattern, plain)}


def kept_in(folder):
    """Every byte of every file in the folder, as text."""
    return "\n".join(path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file())


class Person:
    """Somebody at the page, in one tab after the other, whose browser sends all that browsers do."""

    def __init__(self, client):
        self.client, self.session, self.turns = client, SESSIONS[0], 0

    def turn(self, text="", action=""):
        self.turns += 1
        body = {"session": self.session, "turn": f"7042{self.turns:028d}", "text": text, "action": action}
        headers = {"User-Agent": BROWSER, "X-Forwarded-For": ADDRESS, "Cookie": f"id={COOKIE}"}
        (reply,) = self.client.post("/api/turn", json=body, headers=headers).json()["replies"]
        return reply

    def whole_session(self, file, unsure):
        self.turn("/start")
        for question in QUESTIONS:
            self.turn(question)
            self.turn(action=pressable(self.turn(question), "good:"))
        self.session = SESSIONS[1]
        self.turn(action=pressable(self.turn(unsure), "none:"))
        self.session = SESSIONS[2]
        picked = self.turn(action=pressable(self.turn(unsure), "pick:"))
        self.turn(action=pressable(picked, "bad:"))
        self.turn(STRANGE)
        self.turn("0987654321 " * 1000)
        self.turn(action="topic:tran-quang-binh")
        self.while_the_log_fails(file)
        self.client.post(
            "/api/turn", content=f'{{"session": "{self.session}", "Trần Quang Bình'.encode(), headers={"User-Agent": BROWSER}
        )
        self.client.get(f"/Trần Quang Bình?session={self.session}&phone=0987654321")

    def while_the_log_fails(self, file):
        change(file, "ALTER TABLE questions RENAME TO elsewhere")
        assert ANSWER in self.turn(QUESTIONS[0])["text"]
        self.turn(action="good:tran-quang-binh")
        change(file, "ALTER TABLE elsewhere RENAME TO questions")


def pressable(reply, start):
    return next((button["action"] for button in reply["buttons"] if button["action"].startswith(start)), f"{start}0987654321")


def change(file, statement):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """What a whole session left: the files while the server ran, the files after its end, and all that it said."""
    folder = tmp_path_factory.mktemp("session")
    content = small_content(folder)
    shutil.copy(REAL / "vocabulary.yaml", content)
    unsure = unsure_question(Library(content).current)
    var = folder / "var"
    with started(folder, "run", log__level="DEBUG") as process:
        with httpx.Client(base_url=address_said(process), trust_env=False) as client:
            Person(client).whole_session(var / "camnang.db", unsure)
        running, names = kept_in(var), {path.name for path in var.iterdir()}
        process.signal(signal.SIGTERM)
        ended = process.ended()
    return {"running": running, "names": names, "ended": kept_in(var), "said": ended.said + ended.complained, "var": var}


def test_the_session_left_its_questions_in_the_files_that_are_searched(session):
    for kept in (session["running"], session["ended"]):
        assert "bón phân cho ruộng lúa" in kept
        assert "[tên]" in kept
        assert "[số]" in kept
    with closing(sqlite3.connect(session["var"] / "camnang.db")) as connection:
        kept = connection.execute("SELECT count(*), count(helpful), count(picked) FROM questions").fetchone()
    assert kept[0] == 2 * len(QUESTIONS) + 4
    assert kept[1] >= 2
    assert kept[2] == 2


def test_the_faults_of_the_session_are_in_the_log_that_is_searched(session):
    assert session["said"].count("question not kept") == 1
    assert session["said"].count("feedback not kept") == 1
    assert "Traceback" not in session["said"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_search_finds_a_person_where_there_is_one(question):
    assert traces_in(question) & {"name", "phone", "e-mail", "card"}


@pytest.mark.parametrize("where", ["running", "ended", "said"])
def test_nothing_that_was_kept_logged_or_printed_tells_who_it_was(session, where):
    assert traces_in(session[where]) == set()


def test_nothing_is_written_but_the_database(session):
    folder = session["var"].parent
    assert {path.name for path in folder.iterdir()} == {"content", "var"}
    locks = {path for path in session["var"].iterdir() if path.suffix == ".lock"}
    marks = {"camnang.db.mark", "camnang.db.mark.new"}
    assert session["names"] - {path.name for path in locks} - marks == {"camnang.db", "camnang.db-wal", "camnang.db-shm"}
    assert re.fullmatch(r"[0-9a-f]{16}", (session["var"] / "camnang.db.mark").read_text())
    assert [path.read_bytes() for path in locks if path.read_bytes()] == []


async def test_a_talk_in_the_terminal_leaves_no_trace_either(tmp_path, caplog, capfd):
    caplog.set_level("INFO")
    content = small_content(tmp_path)
    shutil.copy(REAL / "vocabulary.yaml", content)
    async with bot_in(tmp_path, content) as app:
        file = tmp_path / "var" / "camnang.db"
        for question in QUESTIONS:
            await console.ask(app, question)
            await console.ask(app, "2")
        change(file, "ALTER TABLE questions RENAME TO elsewhere")
        assert ANSWER in await console.ask(app, QUESTIONS[0])
        change(file, "ALTER TABLE elsewhere RENAME TO questions")
        kept = kept_in(file.parent)
    printed = capfd.readouterr()
    assert "bón phân cho ruộng lúa" in kept
    assert "question not kept" in caplog.text
    assert traces_in(kept + caplog.text + printed.out + printed.err) == set()
    assert console.PERSON not in kept


PERSONAL = re.compile(
    r"person|user|chat|sender|session|device|agent|^ip|_ip|address|cookie|phone|mail|name|client|turn|tab\b|token|hash|account"
)
# Every table that a question touches, with all its columns.
OF_QUESTIONS = {
    "questions": {
        "id",
        "asked_at",
        "channel",
        "private",
        "text",
        "outcome",
        "entry",
        "score",
        "picked",
        "helpful",
        "handle",
    },
    "daily_counts": {"day", "channel", "outcome", "entry", "asked"},
    "figures": {"kind", "day", "what", "made", "questions"},
    "gathering": {"kind", "what", "made", "questions"},
    "evaluations": {"id", "at", "file", "version", "scores"},
    "deliveries": {"id", "day", "recorded", "begun"},
    "waiting": {"position", "id", "kept_at", "sealed"},
    "short_memory": {"key", "value", "forget_at"},
    "gaps": {"question", "state", "lesson"},
    "learned": {"id", "key", "text", "entry", "state", "home", "version"},
}
# Every other table may know people: they asked for something other than an answer, or look after the bot.
OF_PEOPLE = {"chats", "roles", "audit", "notices", "passes"} | {"offers", "last_wrote"}
OF_PEOPLE |= {"practice", "practice_reminders"}
OF_PEOPLE |= {"contest_codes", "contest_people", "contest_left", "contest_papers", "contest_results", "contest_keys"}
OF_PEOPLE |= {"rounds", "round_questions", "round_votes", "round_scores", "round_players", "hidden_names", "daily_quizzes"}
OF_PEOPLE |= {"escalations", "escalation_drafts"}
# Some know nobody at all.
OF_NOBODY = {"public_files", "messages_sent", "zalo_oa_tokens"} | {"contests", "contest_units"}
OF_NOBODY |= {"quiz_approvals", "quiz_totals"}
OF_PEOPLE |= {"subscriptions", "muted_topics", "reminders", "reminder_deliveries"}
OF_NOBODY |= {"sending_pauses", "reminder_mark"}


def test_every_table_is_either_of_questions_or_of_people_and_the_database_has_no_other(session):
    engine = create_engine(f"sqlite:///{session['var'] / 'camnang.db'}")
    made = {
        table: {column["name"] for column in inspect(engine).get_columns(table)} for table in inspect(engine).get_table_names()
    }
    engine.dispose()
    planned = {table.name: set(table.columns.keys()) for table in metadata.tables.values()}
    assert made == {**planned, "alembic_version": {"version_num"}}
    assert {name: columns for name, columns in planned.items() if name not in OF_PEOPLE | OF_NOBODY} == OF_QUESTIONS


def test_no_table_of_questions_has_a_column_for_a_person_chat_device_address_or_session():
    assert not [column for columns in OF_QUESTIONS.values() for column in columns if PERSONAL.search(column)]


@pytest.mark.parametrize("table", sorted(OF_PEOPLE))
def test_no_table_of_people_has_a_column_that_a_question_has(table):
    of_a_question = re.compile(r"asked|outcome|picked|helpful|handle")
    assert not [column.name for column in metadata.tables[table].columns if of_a_question.search(column.name)]
