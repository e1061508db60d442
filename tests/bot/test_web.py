"""The page's server, asked over HTTP: headers, turns, bad requests, and what is kept of them."""

import asyncio
import json
import re
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.channels.web import KEEP_SECONDS, Turn, WebChannel
from bot.web.site import create_site
from handlers.contract import Incoming, Reply
from handlers.router import Router
from knowledge.loader import load_folder
from tests.bot.small import ANSWER, ENTRY, QUESTION, REAL, STRANGE, small_content, unsure_question
from tests.support import bot_in

TAB, OTHER_TAB = "a" * 32, "b" * 32
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@asynccontextmanager
async def client_of(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_site(app)), base_url="http://page") as client:
        yield client


@pytest.fixture
async def app(tmp_path):
    async with bot_in(tmp_path, small_content(tmp_path)) as app:
        yield app


@pytest.fixture
async def client(app):
    async with client_of(app) as client:
        yield client


@pytest.fixture(scope="module")
def messages():
    return load_folder(REAL).messages


# One server for the long tables of requests after which nothing is different.
in_common = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def common(tmp_path_factory):
    folder = tmp_path_factory.mktemp("common")
    async with bot_in(folder, small_content(folder)) as app, client_of(app) as client:
        yield Common(client, folder)


@dataclass
class Common:
    """A server that many tests ask."""

    client: httpx.AsyncClient
    folder: Path
    tabs: int = 0

    def tab(self):
        self.tabs += 1
        return Tab(self.client, f"{self.tabs:032x}")

    def logged(self):
        return len(rows(self.folder))


class Tab:
    """One tab of the page: its turns have ids of their own."""

    def __init__(self, client, session=TAB):
        self.client, self.session, self.turns = client, session, 0

    async def turn(self, text="", action=""):
        self.turns += 1
        answered = await self.send({"session": self.session, "turn": f"{self.turns:032x}", "text": text, "action": action})
        assert answered.status_code == 200
        return answered.json()["replies"]

    async def send(self, body):
        return await post(self.client, body)


async def post(client, body):
    # As ASCII, for half a surrogate pair has no other spelling.
    return await client.post("/api/turn", content=json.dumps(body), headers={"content-type": "application/json"})


@pytest.fixture
def tab(client):
    return Tab(client)


def turn_of(text="", turn="1" * 32, session=TAB, **more):
    return {"session": session, "turn": turn, "text": text, **more}


def rows(folder, query="SELECT text, outcome, entry FROM questions ORDER BY id"):
    with closing(sqlite3.connect(folder / "var" / "camnang.db")) as connection:
        return connection.execute(query).fetchall()


def action_of(replies, start):
    return next(button["action"] for reply in replies for button in reply["buttons"] if button["action"].startswith(start))


def texts(replies):
    return [reply["text"] for reply in replies]


@in_common
async def test_the_server_says_that_it_is_there(common):
    assert (await common.client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/static/chat.js", 200),
        ("GET", "/healthz", 200),
        ("GET", "/nothing", 404),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/api/turn", 405),
        ("POST", "/api/turn", 400),
    ],
)
@in_common
async def test_every_answer_has_the_safe_headers_and_sets_no_cookie(common, method, path, status):
    answered = await common.client.request(method, path)
    assert answered.status_code == status
    expected = {
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-cache",
    }
    assert {name: answered.headers.get(name) for name in expected} == expected
    assert "set-cookie" not in answered.headers


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and the text inside scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.found, self.inline, self._inside = [], "", ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        self.inline += data.strip() if self._inside in {"script", "style"} else ""


@in_common
async def test_the_page_has_no_inline_script_or_style(common):
    tags = Tags((await common.client.get("/")).text)
    assert any(tag == "script" for tag, _ in tags.found)
    assert not tags.inline
    assert not [tag for tag, attributes in tags.found for name in attributes if name.startswith("on") or name == "style"]
    assert not [tag for tag, attributes in tags.found if tag == "style" or (tag == "script" and not attributes.get("src"))]


@in_common
async def test_everything_the_page_names_is_its_own_and_there(common):
    links = [
        attributes[name]
        for tag, attributes in Tags((await common.client.get("/")).text).found
        for name in ("src", "href")
        if attributes.get(name) and tag != "a"
    ]
    assert len(links) >= 3
    for link in links:
        assert re.fullmatch(r"static/[\w.-]+(\?\w*=?[\w.-]*)?", link)
        assert (await common.client.get(f"/{link}")).status_code == 200


async def test_what_editors_write_is_escaped_on_the_page(tmp_path):
    content = small_content(tmp_path)
    written = (content / "messages.yaml").read_text(encoding="utf-8")
    spoilt = re.sub(r"^(web_name|web_error): .*$", r"""\1: '"><script>alert(1)</script>'""", written, flags=re.MULTILINE)
    (content / "messages.yaml").write_text(spoilt, encoding="utf-8")
    async with bot_in(tmp_path, content) as app, client_of(app) as client:
        page = (await client.get("/")).text
    assert page.count("&lt;script&gt;alert(1)") == 2
    assert "<script>" not in page


@pytest.mark.parametrize("path", ["/static/../site.py", "/static/%2e%2e/site.py", "/static/..%2fsite.py", "/static//etc/passwd"])
@in_common
async def test_only_the_pages_own_files_are_given_out(common, path):
    assert (await common.client.get(path)).status_code == 404


async def test_a_question_is_answered_as_the_page_expects_it(client):
    answered = await post(client, turn_of(QUESTION))
    (reply,) = answered.json()["replies"]
    assert answered.headers["content-type"] == "application/json"
    assert set(answered.json()) == {"replies"}
    assert set(reply) == {"text", "title", "sources", "buttons", "opens"}
    assert (reply["text"], reply["title"]) == (ANSWER, "Trồng lúa nước ở đồng bằng")
    assert reply["sources"] == ["Sổ tay thử nghiệm · dùng để thử · kiểm tra ngày 23/11/2026"]
    assert reply["buttons"][0] == {"label": "Nuôi cá trong ao", "action": "topic:nuoi-ca", "kind": "choice"}
    assert [button["kind"] for button in reply["buttons"]] == ["choice", "feedback", "feedback"]


async def test_a_turn_sent_again_is_answered_the_same_and_logged_once(client, tmp_path):
    first, second = [(await post(client, turn_of(QUESTION))).json() for _ in range(2)]
    assert first == second
    assert rows(tmp_path) == [(QUESTION, "answer", ENTRY)]


async def test_a_turn_sent_again_before_it_was_answered_is_answered_the_same_and_logged_once(client, tmp_path):
    answered = await asyncio.gather(*(post(client, turn_of(QUESTION)) for _ in range(5)))
    assert len({one.text for one in answered}) == 1
    assert rows(tmp_path) == [(QUESTION, "answer", ENTRY)]


@pytest.mark.parametrize("different", [{"turn": "2" * 32}, {"session": OTHER_TAB}])
async def test_another_turn_or_tab_is_answered_and_logged_for_itself(client, tmp_path, different):
    await post(client, turn_of(QUESTION))
    await post(client, turn_of(QUESTION, **different))
    assert len(rows(tmp_path)) == 2


async def test_two_turns_of_a_tab_are_answered_in_order_and_hold_up_no_other_tab(client, tmp_path):
    ended = []

    async def said(name, body):
        await post(client, body)
        ended.append(name)

    with closing(sqlite3.connect(tmp_path / "var" / "camnang.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.TaskGroup() as group:
            group.create_task(said("waits for the log", turn_of(QUESTION)))
            group.create_task(said("comes after", turn_of("/start", turn="2" * 32)))
            group.create_task(said("is of another tab", turn_of("/start", session=OTHER_TAB)))
            async with asyncio.timeout(5):
                while not ended:  # noqa: ASYNC110 - the program has no event for it
                    await asyncio.sleep(0.01)
            other.execute("ROLLBACK")
    assert ended == ["is of another tab", "waits for the log", "comes after"]


BAD_BODIES = {
    "empty": b"",
    "no JSON": b"xin chao",
    "half a JSON": b'{"session": "',
    "binary": bytes(range(256)) * 10,
    "not UTF-8": json.dumps(turn_of("chào"), ensure_ascii=False).encode("latin-1"),
    "deep JSON": b"[" * 200_000 + b"]" * 200_000,
    "deep object": b'{"a":' * 200_000,
    "huge number": b"1" * 100_000,
    "not a number": b"NaN",
    "list": json.dumps([turn_of("chào")]).encode(),
    "nothing": b"null",
    "a string": b'"xin chao"',
    "no session": json.dumps({"turn": "1" * 32, "text": QUESTION}).encode(),
    "no turn": json.dumps({"session": TAB, "text": QUESTION}).encode(),
} | {
    f"wrong {name} ({number})": json.dumps(turn_of(QUESTION) | {name: value}).encode()
    for number, (name, value) in enumerate(
        [
            ("session", None),
            ("session", 12),
            ("session", ""),
            ("session", "a" * 31),
            ("session", "a" * 33),
            ("session", "A" * 32),
            ("session", "a" * 31 + "\n"),
            ("session", "../" * 10 + "aa"),
            ("turn", ["1" * 32]),
            ("turn", "1" * 32 + "\n"),
            ("turn", {}),
            ("text", None),
            ("text", 5),
            ("text", ["chào"]),
            ("text", {"a": "b"}),
            ("text", True),
            ("action", None),
            ("action", 1),
            ("action", "topic:" + "a" * 64),
            ("action", "pick:\ud800:handle"),
        ]
    )
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
@in_common
async def test_a_body_that_is_no_turn_is_refused_in_a_vietnamese_sentence_and_nothing_is_logged(common, messages, body):
    before = common.logged()
    answered = await common.client.post("/api/turn", content=body, headers={"content-type": "application/json"})
    assert (answered.status_code, answered.json()) == (400, {"error": messages.web_bad_request})
    assert common.logged() == before


@pytest.mark.parametrize(
    "kind", [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", "text/json"]
)
@in_common
async def test_a_turn_of_another_content_type_is_refused_so_that_no_other_site_can_speak_for_a_visitor(common, messages, kind):
    before = common.logged()
    headers = {} if kind is None else {"content-type": kind}
    answered = await common.client.post("/api/turn", content=json.dumps(turn_of(QUESTION)).encode(), headers=headers)
    assert (answered.status_code, answered.json()) == (400, {"error": messages.web_bad_request})
    assert common.logged() == before


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
@in_common
async def test_the_content_type_may_be_written_in_any_way_that_means_json(common, kind):
    body = json.dumps(turn_of(QUESTION)).encode()
    assert (await common.client.post("/api/turn", content=body, headers={"content-type": kind})).status_code == 200


@in_common
async def test_three_megabytes_are_refused_in_a_vietnamese_sentence(common, messages):
    before = common.logged()
    answered = await post(common.client, turn_of("a" * 3_000_000))
    assert (answered.status_code, answered.json()) == (413, {"error": messages.web_too_large})
    assert common.logged() == before


@in_common
async def test_a_body_without_an_end_is_not_read_to_its_end(common):
    read = 0

    async def endless():
        nonlocal read
        while True:
            read += 1
            yield b"a" * 100_000

    answered = await common.client.post("/api/turn", content=endless(), headers={"content-type": "application/json"})
    assert (answered.status_code, read) == (413, 21)


@pytest.mark.parametrize("text", ["a" * 100_000, "😀" * 100_000, "gieo mạ " * 12_500, "\n" * 100_000 + QUESTION])
@in_common
async def test_a_hundred_thousand_characters_get_a_short_clear_reply(common, messages, text):
    assert texts(await common.tab().turn(text)) == [messages.too_long.format(limit=500)]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "😀😀👍", "?!…", "\u202e\u200f\u2066", "\0\x01\x1b", "\ud800", "\u200b\ufeff"])
@in_common
async def test_text_without_words_is_told_so_with_the_first_buttons(common, messages, text):
    (reply,) = await common.tab().turn(text)
    assert reply["text"] == messages.no_words
    assert reply["buttons"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "'; DROP TABLE questions; --",
        "{{ 7*7 }} ${7*7} {messages}",
        "\u202egnuh\u202c zzz qqq",
        "zzz\0qqq",
        "zzz \ud800 qqq",
        "%s %n %(x)s",
    ],
)
@in_common
async def test_what_was_typed_to_do_harm_is_logged_answered_as_json_and_never_echoed(common, caplog, text):
    before = common.logged()
    answered = await post(common.client, turn_of(text, session=common.tab().session))
    assert (answered.status_code, answered.headers["content-type"]) == (200, "application/json")
    assert not re.search(r"alert|DROP|49|gnuh|zzz|%n", answered.text)
    assert common.logged() == before + 1
    assert not caplog.records


@pytest.mark.parametrize("text", ["/khongco", "/", "//", "/quydin", "/start@bot extra", "/ quydinh", "/<b>"])
@in_common
async def test_a_command_that_does_not_exist_or_is_misspelt_gets_one_short_reply(common, caplog, text):
    (reply,) = await common.tab().turn(text)
    assert 0 < len(reply["text"]) < 300
    assert "<b>" not in reply["text"]
    assert not caplog.records


@pytest.mark.parametrize(
    "action",
    [
        "nothing",
        "nothing:x",
        ":",
        "topic:",
        "topic:nothing",
        "pick",
        "pick:",
        "pick:x",
        "pick:nothing:x",
        "none",
        "none:",
        "good:",
        "bad",
    ],
)
@in_common
async def test_a_button_that_was_never_offered_gets_one_short_reply(common, caplog, action):
    before = common.logged()
    (reply,) = await common.tab().turn(action=action)
    assert 0 < len(reply["text"]) < 300
    assert not caplog.records
    assert common.logged() == before


async def test_every_question_is_kept_masked_with_its_outcome_channel_and_time_and_counted(client, app, tmp_path):
    unsure = unsure_question(app.library.current)
    for number, text in enumerate((f"{QUESTION}, hỏi ông Trần Văn Bình 0912 345 678 binh@example.com", unsure, STRANGE)):
        await Tab(client, f"{number:032x}").turn(text)
    kept = rows(tmp_path, "SELECT text, outcome, channel, private, asked_at, entry IS NULL FROM questions ORDER BY id")
    moment = int(app.now().timestamp())
    assert kept == [
        (f"{QUESTION}, hỏi ông [tên] [số] [thư điện tử]", "answer", "web", 1, moment, 0),
        (unsure, "suggest", "web", 1, moment, 0),
        (STRANGE, "none", "web", 1, moment, 1),
    ]
    counted = rows(tmp_path, "SELECT day, channel, outcome, asked FROM daily_counts ORDER BY outcome")
    assert counted == [("2026-11-23", "web", outcome, 1) for outcome in ("answer", "none", "suggest")]
    assert all(0 <= score <= 1 for (score,) in rows(tmp_path, "SELECT score FROM questions"))


@pytest.mark.parametrize(("thumb", "helpful", "thanks"), [("good", 1, "thanks_helpful"), ("bad", 0, "thanks_unhelpful")])
async def test_a_thumb_is_noted_once_on_its_question(tab, messages, tmp_path, thumb, helpful, thanks):
    answered = await tab.turn(QUESTION)
    pressed, other = action_of(answered, thumb), action_of(answered, "bad" if thumb == "good" else "good")
    assert texts(await tab.turn(action=pressed)) == [getattr(messages, thanks)]
    assert texts(await tab.turn(action=pressed)) == [messages.feedback_known]
    assert texts(await tab.turn(action=other)) == [messages.feedback_known]
    assert rows(tmp_path, "SELECT helpful, handle FROM questions") == [(helpful, None)]


async def test_the_suggestion_that_was_meant_is_noted_answered_and_can_be_rated(tab, app, messages, tmp_path):
    asked_back = await tab.turn(unsure_question(app.library.current))
    assert texts(asked_back) == [messages.asked_back]
    picked = action_of(asked_back, "pick:")
    entry = picked.split(":")[1]
    answered = await tab.turn(action=picked)
    assert texts(answered) == [app.library.current.knowledge.topics[entry].answer.strip()]
    await tab.turn(action=action_of(answered, "good:"))
    assert rows(tmp_path, "SELECT outcome, picked, helpful FROM questions") == [("suggest", entry, 1)]


async def test_a_suggestion_pressed_twice_is_noted_once_and_answered_twice(tab, app, tmp_path):
    picked = [
        button["action"]
        for button in (await tab.turn(unsure_question(app.library.current)))[0]["buttons"]
        if "pick:" in button["action"]
    ]
    first, second = await tab.turn(action=picked[0]), await tab.turn(action=picked[-1])
    assert first[0]["title"]
    assert second[0]["title"]
    assert [button["kind"] for button in second[0]["buttons"] if button["kind"] == "feedback"] == []
    assert rows(tmp_path, "SELECT picked FROM questions") == [(picked[0].split(":")[1],)]


async def test_none_of_the_suggestions_is_noted_and_said_plainly(tab, app, messages, tmp_path):
    asked_back = await tab.turn(unsure_question(app.library.current))
    replies = await tab.turn(action=action_of(asked_back, "none:"))
    assert texts(replies) == [messages.unknown]
    assert rows(tmp_path, "SELECT outcome, picked FROM questions") == [("suggest", "")]


def lock(file):
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def drop_tables(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE questions")
        connection.execute("DROP TABLE daily_counts")


@pytest.mark.parametrize("spoil", [lock, drop_tables])
async def test_when_the_log_cannot_be_written_the_answer_comes_all_the_same_and_the_fault_is_one_line(
    tab, tmp_path, caplog, spoil
):
    kept_open = spoil(tmp_path / "var" / "camnang.db")
    (reply,) = await tab.turn(f"{QUESTION} 0912345678")
    assert reply["text"] == ANSWER
    assert [button["action"] for button in reply["buttons"]] == ["topic:nuoi-ca"]
    (line,) = [record.getMessage() for record in caplog.records]
    assert re.fullmatch("question not kept: .+", line)
    assert not re.search("INSERT|VALUES|gieo mạ|0912345678|" + TAB, line)
    if kept_open:
        kept_open.close()


def overwrite(file):
    file.write_bytes(b"no database any more " * 5000)


def take_away(file):
    for path in file.parent.iterdir():
        path.unlink()


def replace_by_folder(file):
    take_away(file)
    file.mkdir()


@pytest.mark.parametrize("spoil", [overwrite, take_away, replace_by_folder])
async def test_whatever_happens_to_the_file_the_answer_comes_all_the_same(tab, tmp_path, spoil):
    spoil(tmp_path / "var" / "camnang.db")
    assert texts(await tab.turn(QUESTION)) == [ANSWER]


async def test_however_many_ask_while_the_log_is_locked_each_is_answered_before_it_is_free(client, tmp_path):
    with closing(lock(tmp_path / "var" / "camnang.db")):
        replies = await asyncio.gather(*(Tab(client, f"{number:032x}").turn(QUESTION) for number in range(60)))
    assert [texts(reply) for reply in replies] == [[ANSWER]] * 60


async def test_a_thumb_that_cannot_be_noted_is_thanked_for_all_the_same(tab, messages, tmp_path, caplog):
    pressed = action_of(await tab.turn(QUESTION), "good:")
    drop_tables(tmp_path / "var" / "camnang.db")
    assert texts(await tab.turn(action=pressed)) == [messages.thanks_helpful]
    assert re.fullmatch("feedback not kept: .+", caplog.records[0].getMessage())


class CountingRouter(Router):
    """Answers each turn with its number."""

    def __init__(self):
        self.turns = 0

    async def respond(self, incoming):
        self.turns += 1
        return [Reply(str(self.turns))]


def said(session, turn="1" * 32):
    return Turn(session, turn, Incoming("web", f"web:{session}", "chào"))


@pytest.mark.parametrize(("later", "answers"), [(KEEP_SECONDS - 1, 1), (KEEP_SECONDS, 2)])
async def test_an_answer_is_kept_for_a_retry_for_a_quarter_of_an_hour(later, answers):
    seconds = [0.0]
    router = CountingRouter()
    channel = WebChannel(router, lambda: seconds[0])
    await channel.answer(said(TAB))
    seconds[0] += later
    await channel.answer(said(TAB))
    assert router.turns == answers
    assert KEEP_SECONDS == 15 * 60


async def test_answers_kept_for_a_retry_are_forgotten_in_silence_too():
    seconds = [0.0]
    channel = WebChannel(CountingRouter(), lambda: seconds[0])
    await channel.answer(said(TAB))
    seconds[0] += KEEP_SECONDS
    channel.forget_old()
    assert not channel._answered


async def test_no_more_answers_are_kept_than_the_limit_and_the_oldest_go_first(monkeypatch):
    monkeypatch.setattr("bot.channels.web.MOST", 3)
    router = CountingRouter()
    channel = WebChannel(router, lambda: 0.0)
    for session in "abcd":
        await channel.answer(said(session * 32))
        assert len(channel._answered) <= 3
    await channel.answer(said("d" * 32))
    assert router.turns == 4
    await channel.answer(said("a" * 32))
    assert router.turns == 5
