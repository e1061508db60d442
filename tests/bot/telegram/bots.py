"""The real `camnang run` against the fake Bot API server."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from tests.bot.running import address_said, started
from tests.bot.small import small_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.running import Process
    from tests.fakes.telegram import FakeTelegram, Message, Person
    from tests.fakes.terse import TerseTelegram

DEADLINE = 120  # seconds after which a bot that hangs is killed


@contextmanager
def running(
    telegram: FakeTelegram | TerseTelegram, folder: Path, *, deadline: float | str = DEADLINE, **settings: str
) -> Iterator[Process]:
    """A bot that serves; at its end nothing it wrote held the token, and it never asked what no bot should ask."""
    if not (folder / "content").exists():
        small_content(folder)
    own = {"telegram__token": telegram.token, "telegram__base_url": telegram.base_url, "telegram__messages_per_second": "0"}
    with started(folder, "run", deadline=float(deadline), **{**own, **settings}) as process:
        process.address = address_said(process)  # type: ignore[attr-defined]
        process.logged("on Telegram as")
        yield process
        process.kill()
        ended = process.ended()
        assert telegram.token not in ended.said + ended.complained
        assert telegram.token.partition(":")[2] not in ended.said + ended.complained
    assert telegram.violations == []


def answered(telegram: FakeTelegram, person: Person, text: str, **manner: Any) -> Message:
    """The bot's next message in the chat after this was said."""
    chat = manner.get("chat") or person
    earlier = telegram.messages(chat, with_deleted=True)
    person.says(text, **manner)
    return telegram.next_message(chat, after=earlier[-1] if earlier else None)


def rows(folder: Path, query: str, *values: object) -> list[Any]:
    """What stands in the bot's database."""
    with closing(sqlite3.connect(folder / "var" / "camnang.db")) as database:
        return database.execute(query, values).fetchall()
