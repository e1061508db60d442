"""The real `camnang run`: starts, serves, reads changed content, and ends; or says in one line why it can't."""

import asyncio
import os
import re
import shutil
import signal
import socket
import sqlite3
import threading
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from bot.channels import console
from bot.scheduler import reload_changed_content
from tests.bot.running import Process, address_said, camnang_here, started
from tests.bot.small import ANSWER, QUESTION, small_content
from tests.support import bot_in

TOPICS = Path("content") / "topics" / "thu-nghiem.yaml"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    small_content(folder)
    with started(folder, "run") as process, httpx.Client(base_url=address_said(process), trust_env=False) as client:
        yield Server(folder, process, client)


class Server:
    """A running `camnang` and the page's end of it."""

    def __init__(self, folder: Path, process: Process, client: httpx.Client) -> None:
        self.folder, self.process, self.client = folder, process, client
        self._turns = 0

    def answer(self, text):
        self._turns += 1
        turn = {"session": f"{self._turns:032x}", "turn": "1" * 32, "text": text}
        return self.client.post("/api/turn", json=turn).json()["replies"][0]["text"]

    def edit(self, old, new):
        file = self.folder / TOPICS
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """Servers that are told to stop, each in its way, while a browser still holds a connection."""
    ends = {}
    with ExitStack() as stack:
        processes = {}
        for number in (signal.SIGTERM, signal.SIGINT):
            folder = tmp_path_factory.mktemp("stopped")
            small_content(folder)
            processes[number] = stack.enter_context(started(folder, "run"))
        for number, process in processes.items():
            client = stack.enter_context(httpx.Client(base_url=address_said(process), trust_env=False))
            assert client.get("/healthz").status_code == 200
            process.signal(number)
            ends[number] = process.ended()
    return ends


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_in_peace(stopped, number):
    ended = stopped[number]
    assert ended.code == 0
    assert ended.said.endswith("Cẩm nang 85 đã dừng.\n")
    assert not re.search("Traceback|ERROR|WARNING", ended.complained)


def test_with_nothing_more_configured_it_serves_the_page_and_keeps_its_database_under_var(server):
    assert server.client.get("/healthz").status_code == 200
    assert "<textarea" in server.client.get("/").text
    assert server.answer(QUESTION) == ANSWER
    assert (server.folder / "var" / "camnang.db").is_file()


def test_a_real_connection_gets_its_answer_to_three_megabytes(server):
    answered = server.client.post("/api/turn", content=b"a" * 3_000_000, headers={"content-type": "application/json"})
    assert answered.status_code == 413
    assert server.client.get("/healthz").status_code == 200


def test_a_browser_that_goes_away_in_the_middle_of_a_turn_leaves_no_trace_in_the_log(server):
    half = b'POST /api/turn HTTP/1.1\r\nHost: page\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"session"'
    for _ in range(3):
        with socket.create_connection((server.client.base_url.host, server.client.base_url.port)) as connection:
            connection.sendall(half)
    server.edit("Thả cá giống vào tháng ba.", "Thả cá giống vào tháng tư.")
    server.process.logged("Đã nạp nội dung mới: 3 mục.")
    assert "Traceback" not in server.process.log


def test_edited_content_is_live_without_a_restart(server):
    server.edit("Bản vẽ cầu do sở duyệt.", "Bản vẽ cầu do bộ duyệt.")
    server.process.logged("Đã nạp nội dung mới: 3 mục.")
    assert server.answer("ai duyệt bản vẽ cầu") == "Bản vẽ cầu do bộ duyệt."


def test_a_mistake_in_edited_content_is_logged_with_its_place_and_the_last_good_content_stays(server):
    server.edit("    sources:\n      - so-tay\n    related:", "    sources:\n      - so-tai\n    related:")
    server.process.logged("Nội dung mới có 1 chỗ sai")
    assert re.search(rf"{re.escape(str(server.folder / TOPICS))}:12:9: .*'so-tai'.*'so-tay'", server.process.logged("so-tai"))
    assert server.answer(QUESTION) == ANSWER
    server.edit("so-tai", "so-tay")
    server.process.logged("Đã nạp nội dung mới: 3 mục.")


class Refused:
    """Ways of starting that cannot go well; each returns the settings to start with, and holds things as long as need be."""

    def __init__(self, folder: Path, held: ExitStack) -> None:
        self.folder, self.held = folder, held
        self.database = folder / "var" / "camnang.db"

    def port_taken(self):
        listener = self.held.enter_context(socket.create_server(("127.0.0.1", 0)))
        return {"web__port": str(listener.getsockname()[1])}

    def no_such_host(self):
        return {"web__host": "203.0.113.1"}

    def file_in_place_of_the_folder(self):
        (self.folder / "var").write_text("no folder", encoding="utf-8")
        return {}

    def broken_database(self):
        self.database.parent.mkdir()
        self.database.write_bytes(os.urandom(20_000))
        return {}

    def locked_database(self):
        self.database.parent.mkdir()
        connection = self.held.enter_context(closing(sqlite3.connect(self.database, isolation_level=None)))
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        return {}

    def unknown_setting(self):
        (self.folder / "config.yaml").write_text("web:\n  host: 127.0.0.1\n  prot: 8085\n", encoding="utf-8")
        return {}

    def mistakes_in_the_content(self):
        file = self.folder / TOPICS
        written = file.read_text(encoding="utf-8")
        file.write_text(written.replace("title: Nuôi cá trong ao", "titel: Nuôi cá trong ao"), encoding="utf-8")
        return {}


SAID = {
    "port_taken": [r".*127\.0\.0\.1:\d+.*chương trình khác đang dùng cổng.*CAMNANG_WEB__PORT.*"],
    "no_such_host": [r".*203\.0\.113\.1.*"],
    "file_in_place_of_the_folder": [r".*thư mục.*\bvar\b.*trùng tên.*"],
    "broken_database": [r".*var/camnang\.db.*hỏng.*khôi phục bản sao lưu.*"],
    "locked_database": [r".*var/camnang\.db.*đang giữ cơ sở dữ liệu; tắt chương trình đó.*"],
    "unknown_setting": [r"config\.yaml:3:3: .*'prot'.*'port'.*"],
    "mistakes_in_the_content": [
        r".*/topics/thu-nghiem\.yaml:15:5: .*'title'.*",
        r".*/topics/thu-nghiem\.yaml:16:5: .*'titel'.*'title'.*",
    ],
}


IN_A_PROCESS_OF_ITS_OWN = ["port_taken", "locked_database", "mistakes_in_the_content"]


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """All at once, for a process takes a second to start."""
    ended, processes = {}, {}
    with ExitStack() as held:
        for name in SAID:
            folder = tmp_path_factory.mktemp(name)
            small_content(folder)
            settings = getattr(Refused(folder, held), name)()
            if name in IN_A_PROCESS_OF_ITS_OWN:
                processes[name] = held.enter_context(started(folder, "run", **settings))
            else:
                ended[name] = camnang_here(folder, "run", **settings)
        return ended | {name: process.ended() for name, process in processes.items()}


@pytest.mark.parametrize("name", SAID)
def test_what_keeps_it_from_starting_is_said_in_one_line_each_with_what_to_do(refused, name):
    ended = refused[name]
    assert (ended.code, ended.said) == (1, "")
    lines = ended.complained.splitlines()
    assert len(lines) == len(SAID[name]), ended.complained
    for line, pattern in zip(lines, SAID[name], strict=True):
        assert re.fullmatch(pattern, line)


async def test_a_content_folder_that_cannot_be_watched_is_logged_and_does_not_end_the_program(tmp_path, caplog):
    content = small_content(tmp_path)
    async with bot_in(tmp_path, content) as app:
        shutil.rmtree(content)
        await reload_changed_content(app)
        assert ANSWER in await console.ask(app, QUESTION)
    (line,) = caplog.messages
    assert re.fullmatch(r"changes of the content are not seen until the next start: .+", line)


async def test_while_changed_content_is_read_others_are_answered(tmp_path, monkeypatch):
    reading, answered, read_to_the_end = threading.Event(), threading.Event(), []

    def read():
        reading.set()
        read_to_the_end.append(answered.wait(5))

    content = small_content(tmp_path)
    async with bot_in(tmp_path, content) as app:
        monkeypatch.setattr(app.library, "reload", read)
        chore = asyncio.create_task(reload_changed_content(app))
        while not reading.is_set():
            (content / "sources.yaml").touch()
            await asyncio.sleep(0.05)
        assert ANSWER in await console.ask(app, QUESTION)
        assert not read_to_the_end
        answered.set()
        chore.cancel()
        await asyncio.wait([chore])
