"""The bot in the terminal: a line in, the reply out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.plain import to_text
from handlers.contract import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app import App

CHANNEL = "console"
PERSON = "console:1"
LEAVING = frozenset({"/thoat", "/exit", "/quit"})


async def chat(app: App, read_line: Callable[[str], str], write: Callable[[str], None]) -> None:
    """Answers line after line until the person leaves; `read_line` raises EOFError or KeyboardInterrupt at the end."""
    messages = app.services.library.current.knowledge.messages
    write(messages.console_welcome + "\n")
    while True:
        try:
            # Holds up the loop on purpose: nothing else runs in it, and Ctrl-C reaches a reader in the main thread only.
            line = read_line(messages.console_prompt + " ")
        except (EOFError, KeyboardInterrupt):
            break
        if line.strip() in LEAVING:
            break
        if line.strip():
            write(await ask(app, line) + "\n")
    write(messages.console_goodbye)


async def ask(app: App, text: str, *, choosable: bool = True) -> str:
    """The reply to one line, as text."""
    replies = await app.router.respond(Incoming(CHANNEL, PERSON, text, account=PERSON))
    return to_text(replies, app.services.library.current.knowledge.messages, choosable=choosable)
