"""Many people sit papers while the real program is killed again and again: nothing lost, nothing twice, the clock honest."""

from __future__ import annotations

import asyncio
import json
import random
import re
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.app import open_app
from handlers.contest.model import LETTERS, Plan
from tests.bot.contests import UNITS, ZONE
from tests.bot.quizzes import quiz_content
from tests.bot.telegram.bots import answered, running
from tests.bot.test_page import RunningBot
from tests.fakes.telegram import FakeTelegram
from tests.support import config_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PEOPLE, KILLS, QUESTIONS, MINUTES = 8, 2, 6, 10
PATIENCE = 60  # seconds in which a server that was killed is back


async def announced_in(folder: Path) -> None:
    """A contest that runs today on a small content, without a trial, one attempt each."""
    content = quiz_content(folder)
    (folder / "config.yaml").write_text(f"content:\n  folder: {content}\n", encoding="utf-8")
    async with open_app(config_in(folder, content)) as app:
        plan = Plan("Tìm hiểu Quy định 85", datetime.now(ZONE).date(), 1, QUESTIONS, MINUTES, 1)
        number = await app.services.contests.book.create(plan, UNITS, app.now())
        await app.services.contests.book.set_state(number, "open", ["draft"])


def rows(folder: Path, query: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(folder / "var" / "camnang.db")) as database:
        database.row_factory = sqlite3.Row
        return database.execute(query).fetchall()


@dataclass
class Sitter:
    """Someone on the page; a request that was not answered is sent again, as people do."""

    bot: RunningBot
    up: Event
    name: str
    rng: random.Random
    wanted: list[str] = field(default_factory=list)
    told: float = 0
    handed_in: float = 0

    def sit(self, done: Callable[[], None]) -> None:
        """Enters, sits the paper to its end, changing an answer now and then."""
        with httpx.Client(headers={"sec-fetch-site": "same-origin"}, timeout=10) as client:
            page = self.sent(client, "get", "cuocthi/1/ghi-danh")
            page = self.sent(client, "post", "cuocthi/1/ghi-danh", page, name=self.name, unit="1")
            page = self.sent(client, "post", "cuocthi/1/thi", page)
            path = re.search(r"cuocthi/1/bai/\d+", str(page.url))[0]  # type: ignore[index]
            for number in range(1, QUESTIONS + 1):
                letters = [self.rng.choice("AB") for _ in range(self.rng.choice([1, 1, 2]))]
                for letter in letters:
                    page = self.sent(client, "post", f"{path}/cau/{number}", page, chosen=letter)
                    done()
                self.wanted.append(letters[-1])
            self.handed_in = time.time()
            page = self.sent(client, "post", f"{path}/nop", page, guess="3")
            self.told = time.time()
            assert "Đã nộp bài lượt 1" in page.text

    def sent(self, client: httpx.Client, method: str, path: str, page: httpx.Response | None = None, **fields: str):
        """The page that comes back, once one does."""
        token = re.search(r'name="token" value="(\w+)"', page.text) if page else None
        data = {"token": token[1] if token else "", **fields} if method == "post" else None
        for _ in range(2 * KILLS + 1):
            assert self.up.wait(PATIENCE)
            try:
                return client.request(method, self.bot.address + path, data=data, follow_redirects=True)
            except httpx.TransportError:
                continue
        raise AssertionError("it never came back")


@pytest.mark.parametrize("seed", [85])
def test_killed_at_random_moments_it_loses_no_answer_and_begins_no_paper_twice(tmp_path, seed):
    rng = random.Random(seed)
    asyncio.run(announced_in(tmp_path))
    bot = RunningBot(tmp_path)
    goals = sorted(rng.sample(range(5, PEOPLE * QUESTIONS), KILLS))
    answers, reached = [], {goal: Event() for goal in goals}

    def done():
        answers.append(1)
        for goal, event in reached.items():
            if len(answers) >= goal:
                event.set()

    up = Event()
    up.set()
    sitters = [Sitter(bot, up, f"Người {number}", random.Random(seed + number)) for number in range(PEOPLE)]
    started = time.time()
    with ThreadPoolExecutor(PEOPLE) as threads:
        sitting = [threads.submit(sitter.sit, done) for sitter in sitters]
        for goal in goals:
            assert reached[goal].wait(PATIENCE)
            up.clear()
            bot.stop(signal.SIGKILL)
            bot.start()
            up.set()
        for one in sitting:
            one.result(PATIENCE)
    bot.stop()
    people = {row["id"]: row["name"] for row in rows(tmp_path, "select * from contest_people")}
    papers = {people[row["person"]]: row for row in rows(tmp_path, "select * from contest_papers")}
    assert len(rows(tmp_path, "select * from contest_papers")) == PEOPLE
    for sitter in sitters:
        paper = papers[sitter.name]
        assert paper["answers"] == "".join(sitter.wanted)
        assert (paper["attempt"], paper["guess"]) == (1, 3)
        assert paper["deadline"] - paper["started_at"] == MINUTES * 60_000
        assert started * 1000 - 1 <= paper["started_at"] <= paper["submitted_at"]
        assert sitter.handed_in * 1000 - 1 <= paper["submitted_at"] <= sitter.told * 1000


def test_a_paper_sat_on_telegram_goes_on_after_a_kill_and_counts_each_answer_once(tmp_path):
    asyncio.run(announced_in(tmp_path))
    with FakeTelegram() as telegram:
        lan = telegram.person("Lan")
        with running(telegram, tmp_path) as process:
            asked = entered(telegram, lan)
            lan.presses(asked, "A")
            telegram.wait(lambda: "Câu 2/" in telegram.messages(lan)[-1].text)
            lan.presses(telegram.messages(lan)[-1], "B")
            process.signal(signal.SIGKILL)
        with running(telegram, tmp_path):
            telegram.wait(lambda: answers_of(tmp_path) == "AB----")
            lan.presses(answered(telegram, lan, "/cuocthi"), "Làm tiếp bài đang mở")
            telegram.wait(lambda: "Câu 3/" in telegram.messages(lan)[-1].text)
            shown = telegram.messages(lan)[-1]
            assert all(len(button.callback_data or "") <= 64 for row in shown.buttons for button in row)
            lan.presses(shown, "B")
            lan.presses(shown, "B")
            telegram.wait(lambda: answers_of(tmp_path) == "ABB---")
    ((items,),) = [tuple(row) for row in rows(tmp_path, "select questions from contest_papers")]
    assert all(LETTERS[asked["right"]] for asked in json.loads(items))


def entered(telegram, lan):
    """The first question of someone who has entered."""
    lan.presses(answered(telegram, lan, "/cuocthi"), "Ghi danh dự thi")
    telegram.wait(lambda: "tên gì" in telegram.messages(lan)[-1].text)
    lan.presses(answered(telegram, lan, "Lan"), "Phường A")
    telegram.wait(lambda: "Dự thi với tên: Lan" in telegram.messages(lan)[-1].text)
    lan.presses(telegram.messages(lan)[-1], "Vào thi")
    telegram.wait(lambda: "Câu 1/" in telegram.messages(lan)[-1].text)
    return telegram.messages(lan)[-1]


def answers_of(folder):
    return rows(folder, "select answers from contest_papers")[0]["answers"]
