"""The `camnang` command: what it prints, what it keeps, and with which code it ends."""

import json
import signal
import socket
import sqlite3
from contextlib import ExitStack, closing
from functools import partial

import pytest

from knowledge.library import Library
from tests.bot.running import camnang_here, started
from tests.bot.small import ANSWER, ENTRY, QUESTION, STRANGE, small_content, unsure_question

CONTRACT = ["question", "outcome", "entry", "score", "candidates", "took_ms"]


@pytest.fixture
def content(tmp_path):
    return small_content(tmp_path)


@pytest.fixture
def camnang(content, tmp_path):
    return partial(camnang_here, tmp_path)


def rows(folder, query):
    with closing(sqlite3.connect(folder / "var" / "camnang.db")) as connection:
        return connection.execute(query).fetchall()


def test_a_question_is_answered_and_kept(camnang, tmp_path):
    ended = camnang("ask", QUESTION)
    assert (ended.code, ended.complained) == (0, "")
    assert ANSWER in ended.said
    assert "Nguồn: Sổ tay thử nghiệm" in ended.said
    assert rows(tmp_path, "SELECT text, outcome, entry, channel FROM questions") == [(QUESTION, "answer", ENTRY, "console")]


@pytest.mark.parametrize("question", ["", "   ", "😀", "-", "a" * 100_000, "\x1b[2J", "<b>"])
def test_whatever_is_asked_gets_a_short_reply(camnang, question):
    ended = camnang("ask", question)
    assert (ended.code, ended.complained) == (0, "")
    assert 0 < len(ended.said) < 600


def test_the_outcome_of_a_search_is_one_json_object_and_nothing_is_kept(camnang, content, tmp_path):
    for question, outcome, entry in (
        (QUESTION, "answer", ENTRY),
        (unsure_question(Library(content).current), "suggest", None),
        (STRANGE, "none", None),
    ):
        ended = camnang("ask", "--json", question)
        assert ended.code == 0
        found = json.loads(ended.said)
        assert list(found) == CONTRACT
        assert (found["question"], found["outcome"], found["entry"]) == (question, outcome, entry)
        assert_contract(found)
    assert not (tmp_path / "var").exists()


def assert_contract(found):
    assert 0 <= found["score"] <= 1
    assert found["took_ms"] >= 0
    assert len(found["candidates"]) <= 5
    assert all(list(candidate) == ["entry", "score"] for candidate in found["candidates"])
    scores = [candidate["score"] for candidate in found["candidates"]]
    assert scores == sorted(scores, reverse=True)


def test_no_more_than_five_candidates_are_named(camnang, content):
    topics = content / "topics" / "thu-nghiem.yaml"
    entry = "  - id: ruong-{0}\n    title: Ruộng lúa số {0}\n    answer: Đây.\n    sources:\n      - so-tay\n"
    topics.write_text(topics.read_text(encoding="utf-8") + "".join(entry.format(n) for n in range(9)), encoding="utf-8")
    candidates = json.loads(camnang("ask", "--json", "ruộng lúa").said)["candidates"]
    assert len(candidates) == 5
    assert len({candidate["entry"] for candidate in candidates}) == 5


ODD_LINES = [
    b"",
    b"   ",
    b"\t",
    b"a" * 100_000,
    "gieo mạ ".encode() * 12_500,
    bytes(range(256)).replace(b"\n", b""),
    b"\xff\xfe\x00",
    b"\xed\xa0\x80",
    b"\x1c\x1d\x85",
    b"mot\rhai",
    "một\u2028hai".encode(),
    "😀".encode(),
    b'{"question": "x"}',
    b"/start",
]


def test_no_line_stops_the_reading_and_each_is_answered_with_one_line(camnang):
    ended = camnang("ask", "--json", "-", typed=b"\n".join([*ODD_LINES, QUESTION.encode()]))
    answers = [json.loads(line) for line in ended.said.rstrip("\n").split("\n")]
    assert (ended.code, ended.complained) == (0, "")
    assert len(answers) == len(ODD_LINES) + 1
    assert [list(answer) for answer in answers] == [CONTRACT] * len(answers)
    assert [answer["question"] for answer in answers] == [
        line.decode(errors="replace") for line in [*ODD_LINES, QUESTION.encode()]
    ]
    assert answers[-1]["entry"] == ENTRY


@pytest.mark.parametrize("typed", [b"", b"\n", QUESTION.encode() + b"\r\n", QUESTION.encode() + b"\n"])
def test_there_are_as_many_answers_as_lines(camnang, typed):
    ended = camnang("ask", "--json", "-", typed=typed)
    assert len(ended.said.splitlines()) == typed.count(b"\n")
    assert "\\r" not in ended.said


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """Real processes, all started at once, for each takes a second."""
    commands = {
        "stream": ["ask", "--json", "-"],
        "chat": ["chat"],
        "interrupted chat": ["chat"],
    }
    with ExitStack() as stack:
        running = {}
        for name, arguments in commands.items():
            folder = tmp_path_factory.mktemp("process")
            small_content(folder)
            running[name] = stack.enter_context(started(folder, *arguments))
        yield running


def test_each_line_is_answered_before_the_next_is_typed(processes):
    process = processes["stream"]
    for question, entry in ((QUESTION, ENTRY), (STRANGE, None), (QUESTION, ENTRY)):
        process.write(question + "\n")
        assert json.loads(process.next_line())["entry"] == entry
    assert process.ended().code == 0


def test_a_talk_through_a_pipe_ends_in_peace_with_its_last_line(processes):
    process = processes["chat"]
    process.write(f"{QUESTION}\n1\n\nchào")
    ended = process.ended()
    assert (ended.code, ended.complained) == (0, "")
    assert ANSWER in ended.said
    assert "Thả cá giống vào tháng ba." in ended.said
    assert ended.said.endswith("Chào đồng chí, hẹn gặp lại.\n")


def test_ctrl_c_ends_a_talk_in_peace_while_a_line_is_awaited(processes):
    process = processes["interrupted chat"]
    process.shows("Đồng chí hỏi: ")
    process.signal(signal.SIGINT)
    assert process.next_line() == "Chào đồng chí, hẹn gặp lại.\n"
    ended = process.ended()
    assert (ended.code, ended.complained) == (0, "")


def test_the_doctor_finds_nothing_wrong_with_a_set_up_that_is_right(camnang):
    ended = camnang("doctor")
    assert ended.code == 0
    assert [line[0] for line in ended.said.splitlines()] == ["✓"] * 3


def test_the_doctor_names_every_part_that_is_wrong_in_one_go(camnang, content, tmp_path):
    (content / "sources.yaml").unlink()
    (tmp_path / "var").write_text("no folder", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = camnang("doctor", web__port=str(taken.getsockname()[1]))
    assert ended.code == 1
    faults = [line for line in ended.said.splitlines() if line.startswith("✗")]
    assert len(faults) == 3
    for fault, about in zip(faults, ["sources.yaml", "var", "CAMNANG_WEB__PORT"], strict=True):
        assert about in fault
    assert ended.complained == ""


def test_right_content_is_counted(camnang):
    ended = camnang("knowledge", "check")
    assert (ended.code, ended.said, ended.complained) == (0, "Nội dung đúng cả: 3 mục, 12 cách hỏi, 1 nguồn.\n", "")


def test_every_mistake_of_the_content_is_one_line_with_its_place(camnang, content):
    topics = content / "topics" / "thu-nghiem.yaml"
    topics.write_text(topics.read_text(encoding="utf-8").replace("- nuoi-ca", "- nuoi-ga"), encoding="utf-8")
    sources = content / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8").replace("2026-11-23", "hôm nay"), encoding="utf-8")
    ended = camnang("knowledge", "check")
    assert (ended.code, ended.said) == (1, "")
    places = [line.split(": ")[0] for line in ended.complained.splitlines()]
    assert places == [f"{sources}:5:5", f"{topics}:14:9"]


@pytest.fixture
def question_set(content, tmp_path):
    unsure = unsure_question(Library(content).current)
    first = Library(content).current.index.search(unsure).candidates[0][0]
    cases = [
        (QUESTION, ENTRY, "", "trong"),  # right
        (QUESTION, "nuoi-ca", ENTRY, "trong"),  # right too
        (QUESTION, "nuoi-ca", "xay-cau", "trong"),  # wrong
        (unsure, first, "", "trong"),  # helped, not right
        (unsure, "muc-khac", "", "trong"),  # neither helped nor wrong
        (STRANGE, ENTRY, "", "trong"),  # as above
        (STRANGE, "NONE", "", "ngoài"),  # refused
        (unsure, "NONE", "", "ngoài"),  # asked back
        (QUESTION, "NONE", "", "ngoài"),  # a false answer
    ]
    file = tmp_path / "questions.csv"
    file.write_text("\n".join(["question,gold,also,style", *(",".join(case) for case in cases)]), encoding="utf-8")
    return file


def test_a_question_set_is_scored_as_the_words_are_defined(camnang, question_set):
    ended = camnang("knowledge", "evaluate", str(question_set), "--json")
    assert ended.code == 0
    within = {"answerable": 6, "right": 2, "helped": 3, "wrong": 1}
    outside = {"foreign": 3, "refused": 1, "asked_back": 1, "false_answers": 1}
    within_shares = {"right": 0.3333, "helped": 0.5, "wrong": 0.1667}
    outside_shares = {"refused": 0.3333, "asked_back": 0.3333, "false_answers": 0.3333}
    assert json.loads(ended.said) == {
        "all": {**within, **outside, "shares": {**within_shares, **outside_shares}},
        "trong": {**within, **dict.fromkeys(outside, 0), "shares": {**within_shares, **dict.fromkeys(outside_shares)}},
        "ngoài": {**dict.fromkeys(within, 0), **outside, "shares": {**dict.fromkeys(within_shares), **outside_shares}},
    }


def test_the_scores_are_printed_as_a_table_that_fits_a_narrow_terminal(camnang, question_set):
    ended = camnang("knowledge", "evaluate", str(question_set))
    assert ended.code == 0
    printed = [[cell.strip() for cell in line.strip("│").split("│")] for line in ended.said.splitlines() if line.startswith("│")]
    assert printed == [
        ["trong", "6", "33.3%", "50.0%", "16.7%", "0", "–", "–", "–"],
        ["ngoài", "0", "–", "–", "–", "3", "33.3%", "33.3%", "33.3%"],
        ["all", "6", "33.3%", "50.0%", "16.7%", "3", "33.3%", "33.3%", "33.3%"],
    ]
    assert max(len(line) for line in ended.said.splitlines()) <= 80


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "không đọc được tệp"),
        (b"cau,dap\n1,2\n", "thiếu cột question, gold, also, style"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "thiếu cột"),
    ],
)
def test_a_question_set_that_cannot_be_used_is_named_in_one_line(camnang, tmp_path, written, said):
    file = tmp_path / "questions.csv"
    if written is not None:
        file.write_bytes(written)
    ended = camnang("knowledge", "evaluate", str(file))
    assert (ended.code, ended.said) == (1, "")
    assert len(ended.complained.splitlines()) == 1
    assert ended.complained.startswith(f"{file}:1:1: ")
    assert said in ended.complained


@pytest.mark.parametrize(
    "arguments", [["ask", QUESTION], ["chat"], ["doctor"], ["knowledge", "check"], ["ask", "--json", "-"], ["run"]]
)
def test_every_command_says_a_misspelt_setting_in_one_line(camnang, arguments):
    ended = camnang(*arguments, web__prot="1")
    assert (ended.code, ended.said) == (1, "")
    assert len(ended.complained.splitlines()) == 1
    assert "CAMNANG_WEB__PROT" in ended.complained


@pytest.mark.parametrize("arguments", [["nothing"], ["ask"], ["knowledge", "nothing"], ["ask", "--jsn", "x"]])
def test_a_command_that_does_not_exist_ends_with_code_2(camnang, arguments):
    ended = camnang(*arguments)
    assert ended.code == 2
    assert "Traceback" not in ended.complained
