"""Conversations of those who look after the bot (tests/conversations/admins/*.yaml), with those who ask them.

As in test_conversations.py, but several people talk: `who` is owner, editor or lan. `gets` is what the bot brings by itself;
`message` may name a sentence of a section (gaps.nothing), filled in with the `blanks`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import yaml

from bot.app import open_app
from bot.channels.plain import to_text
from bot.config import Config
from handlers.contract import Incoming, Reply
from handlers.showing import NON_BREAKING
from tests.bot.small import small_content
from tests.support import TODAY, config_in

if TYPE_CHECKING:
    from bot.app import App
    from bot.channels.messenger import Messenger
    from bot.storage.notices import Notice

CONVERSATIONS = [
    pytest.param(conversation["turns"], id=f"{path.stem}: {conversation['name']}")
    for path in sorted((Path(__file__).parent / "conversations" / "admins").glob("*.yaml"))
    for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
]
ACCOUNTS = {"owner": "telegram:1111", "editor": "telegram:2222", "lan": "telegram:3333"}


class Connected:
    """A messenger that is there."""

    channel = "telegram"


@pytest.mark.parametrize("turns", CONVERSATIONS)
async def test_a_conversation_of_admins_goes_as_written(turns, tmp_path):
    settings = config_in(tmp_path, small_content(tmp_path)).model_dump()
    config = Config.model_validate({**settings, "admins": {"owners": [ACCOUNTS["owner"]]}})
    async with open_app(config, now=lambda: TODAY) as app:
        app.messengers.connect(cast("Messenger", Connected()))
        shown: dict[str, list[Reply]] = {}
        for turn in turns:
            who = turn.get("who", "owner")
            replies = await (_brought if "gets" in turn else _answered)(turn, who, shown.get(who, []), app)
            shown[who] = replies
            _compare(turn, replies, app)


async def _answered(turn: dict[str, Any], who: str, shown: list[Reply], app: App) -> list[Reply]:
    account, action = ACCOUNTS[who], ""
    if "press" in turn:
        action = next(button.action for reply in shown for button in reply.buttons if button.label == turn["press"])
    return await app.router.respond(Incoming("telegram", account, turn.get("say", ""), action, account=account))


async def _brought(turn: dict[str, Any], who: str, _shown: list[Reply], app: App) -> list[Reply]:
    await app.escalating.carry()
    due: list[Notice] = [one for one in await app.stores.notices.due(50) if f"{one.channel}:{one.chat}" == ACCOUNTS[who]]
    for notice in due:
        await app.stores.notices.end(notice.key, "sent")
    return [notice.reply for notice in due]


def _compare(turn: dict[str, Any], replies: list[Reply], app: App) -> None:
    messages = app.library.current.knowledge.messages
    if "reply" in turn or turn.get("gets"):
        said = "\n\n".join(reply.text.strip().replace(NON_BREAKING, " ") for reply in replies)
        assert said == (turn.get("reply") or turn["gets"]).strip(), turn
    if "message" in turn:
        sentence: Any = messages
        for name in turn["message"].split("."):
            sentence = getattr(sentence, name)
        assert [reply.text for reply in replies] == [sentence.format(**turn.get("blanks", {}))], turn
    if "buttons" in turn:
        assert [button.label for reply in replies for button in reply.buttons] == turn["buttons"], turn
    if "picture" in turn:
        assert [bool(reply.picture) for reply in replies] == [turn["picture"]], turn
    if "file" in turn:
        assert [reply.document.content.decode("utf-8-sig") for reply in replies if reply.document] == [turn["file"]], turn
    assert to_text(replies, messages)
