"""Conversations written by people who don't program (tests/conversations/*.yaml), held on every channel there is.

A turn says something (`say`) or presses the button with a label (`press`), then names what comes back, exactly:
`reply` (the text as the terminal shows it), `answer` (the whole entry of that id), or `message` (a sentence of messages.yaml);
`buttons` lists every choice offered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from bot.channels.plain import to_text
from bot.channels.telegram.outgoing import to_payloads
from bot.channels.zalo.outgoing import to_payloads as to_zalo
from bot.channels.zalo_oa.outgoing import to_payloads as to_account
from bot.web.site import create_site
from handlers.contract import Button, Incoming, Reply
from handlers.present import topic_reply
from tests.bot.running import address_said, started
from tests.fakes.telegram import FakeTelegram
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_oa import FakeZaloOa
from tests.support import TODAY, bot_in

if TYPE_CHECKING:
    from bot.app import App
    from tests.fakes.telegram import Message

FOLDER = Path(__file__).parent / "conversations"
CONVERSATIONS = [
    pytest.param(conversation, id=f"{path.stem}: {conversation['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
]
SESSION = "0123456789abcdef" * 2


@dataclass
class Console:
    """Talks as the terminal does."""

    app: App

    async def turn(self, text: str, action: str) -> list[Reply]:
        return await self.app.router.respond(Incoming("console", "console:1", text, action, account="console:1"))


@dataclass
class Page:
    """Talks as the page does, through HTTP."""

    app: App
    turns: int = field(default=0)

    async def turn(self, text: str, action: str) -> list[Reply]:
        self.turns += 1
        body = {"session": SESSION, "turn": f"{self.turns:032x}", "text": text, "action": action}
        transport = httpx.ASGITransport(create_site(self.app))
        async with httpx.AsyncClient(transport=transport, base_url="http://page") as client:
            answered = await client.post("/api/turn", json=body)
        return [_reply(reply) for reply in json.loads(answered.text)["replies"]]


@dataclass
class Telegram:
    """Talks through the real program and a Bot API server; what is seen there must be what the app says here."""

    app: App
    server: FakeTelegram
    offered: list[Button] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.person = self.server.person("Lan")

    async def turn(self, text: str, action: str) -> list[Reply]:
        replies = await self.app.router.respond(
            Incoming("telegram", "telegram:1", text, action, account=f"telegram:{self.person.id}")
        )
        expected = to_payloads(replies, self.app.library.current.knowledge.messages)
        before = self.server.messages(self.person)
        if action:
            label = next(button.label for button in self.offered if button.action == action)
            self.person.presses(next(shown for shown in reversed(before) if any(label in row for row in shown.labels)), label)
        else:
            self.person.says(text)
        said = self.server.wait(lambda: self._after(len(before), len(expected)))
        assert [message.html for message in said] == [payload.html for payload in expected]
        rows = expected[-1].buttons.inline_keyboard if expected[-1].buttons else ()
        assert said[-1].labels == [[button.text for button in row] for row in rows]
        self.offered = [button for reply in replies for button in reply.buttons]
        return replies

    def _after(self, before: int, number: int) -> list[Message]:
        said = self.server.messages(self.person)[before:]
        return said if len(said) >= number else []


@dataclass
class Zalo:
    """Talks through the real program and a Zalo server, choosing by number."""

    app: App
    server: FakeZalo
    offered: list[Button] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.person = self.server.person("Lan")

    async def turn(self, text: str, action: str) -> list[Reply]:
        replies = await self.app.router.respond(Incoming("zalo", "zalo:1", text, action, account=f"zalo:{self.person.id}"))
        expected = to_zalo(replies, self.app.library.current.knowledge.messages)
        before = len(self.server.messages(self.person))
        self.person.says(_number(action, self.offered) if action else text)
        said = self.server.record.wait(lambda: _as_many(self.server.messages(self.person)[before:], expected))
        assert [message.markdown for message in said] == [payload.text for payload in expected]
        self.offered = _offered(replies) or self.offered
        return replies


@dataclass
class Account:
    """Talks through the real program and a Zalo Official Account, by its buttons where there are some, else by number."""

    app: App
    server: FakeZaloOa
    offered: list[Button] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.person = self.server.person("Lan")

    async def turn(self, text: str, action: str) -> list[Reply]:
        account = f"zalo_oa:{self.person.id}"
        replies = await self.app.router.respond(Incoming("zalo_oa", "zalo_oa:1", text, action, account=account))
        expected = to_account(replies, self.app.library.current.knowledge.messages)
        before = self.server.messages(self.person)
        label = next((button.label for button in self.offered if action and button.action == action), "")
        shown = next((message for message in reversed(before) if label in message.labels), None)
        if shown:
            self.person.presses(shown, label)
        else:
            self.person.says(_number(action, self.offered) if action else text)
        said = self.server.record.wait(lambda: _as_many(self.server.messages(self.person)[len(before) :], expected))
        assert [message.text for message in said] == [payload.text for payload in expected]
        assert said[-1].labels == [button.label for button in expected[-1].buttons]
        self.offered = _offered(replies) or self.offered
        return replies


def _offered(replies: list[Reply]) -> list[Button]:
    return [button for reply in replies for button in reply.buttons if button.action]


def _number(action: str, offered: list[Button]) -> str:
    return str([button.action for button in offered].index(action) + 1)


def _as_many(said: list[Any], expected: list[Any]) -> list[Any]:
    return said if len(said) >= len(expected) else []


@pytest.fixture(scope="module")
def both_ways_to_zalo(tmp_path_factory):
    with FakeZalo() as server, FakeZaloOa() as oa:
        settings = {"content__folder": "", "zalo__token": server.token, "zalo__base_url": server.base_url, **oa.settings}
        with started(tmp_path_factory.mktemp("zalo"), "run", deadline=300, **settings) as process:
            oa.webhook = address_said(process) + "zalo-oa"
            process.logged("tokens are renewed")
            yield server, oa
    assert [*server.record.violations, *oa.record.violations] == []


@pytest.fixture
def zalo(both_ways_to_zalo):
    return both_ways_to_zalo[0]


@pytest.fixture
def account(both_ways_to_zalo):
    return both_ways_to_zalo[1]


@pytest.fixture(scope="module")
def telegram(tmp_path_factory):
    with FakeTelegram() as server:
        own_content = {"content__folder": "", "telegram__token": server.token, "telegram__base_url": server.base_url}
        settings = {**own_content, "telegram__messages_per_second": "0"}
        with started(tmp_path_factory.mktemp("telegram"), "run", deadline=300, **settings) as process:
            process.logged("on Telegram as")
            yield server
    assert server.violations == []


def _reply(sent: dict[str, Any]) -> Reply:
    buttons = tuple(Button(**button) for button in sent["buttons"])
    return Reply(sent["text"], sent["title"], tuple(sent["sources"]), buttons)


@pytest.mark.parametrize("conversation", CONVERSATIONS)
@pytest.mark.parametrize("channel", [Console, Page, Telegram, Zalo, Account])
async def test_a_conversation_goes_as_written(channel, conversation, tmp_path, request):
    async with bot_in(tmp_path) as app:
        server = [] if channel in {Console, Page} else [request.getfixturevalue(channel.__name__.lower())]
        person = channel(app, *server)
        offered: list[Button] = []
        for turn in conversation["turns"]:
            replies = await person.turn(*_said(turn, offered))
            offered = [button for reply in replies for button in reply.buttons]
            _compare(turn, replies, app)


def _said(turn: dict[str, Any], offered: list[Button]) -> tuple[str, str]:
    if "say" in turn:
        return turn["say"], ""
    pressed = next(button for button in offered if button.label == turn["press"])
    return "", pressed.action


def _compare(turn: dict[str, Any], replies: list[Reply], app: App) -> None:
    knowledge = app.library.current.knowledge
    choices = [button.label for reply in replies for button in reply.buttons if button.kind == "choice"]
    if "buttons" in turn:
        assert choices == turn["buttons"], turn
    if "answer" in turn:
        expected = topic_reply(knowledge.topics[turn["answer"]], knowledge, TODAY.date())
        assert [(reply.title, reply.text, reply.sources) for reply in replies] == [
            (expected.title, expected.text, expected.sources)
        ], turn
    if "message" in turn:
        assert [reply.text for reply in replies] == [getattr(knowledge.messages, turn["message"])], turn
    if "reply" in turn:
        assert to_text(replies, knowledge.messages).strip() == turn["reply"].strip(), turn
