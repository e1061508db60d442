"""`camnang contest …`."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from bot.commands.terminal import config_here, say

contest_cli = typer.Typer(help="Cuộc thi.", no_args_is_help=True)


@contest_cli.callback()
def contest_commands() -> None:
    """Cuộc thi."""


@contest_cli.command(name="replay")
def replay_command(number: Annotated[int, typer.Argument(help="Số của cuộc thi.")]) -> None:
    """Tính lại kết quả đã công bố từ các bài thi đã lưu."""
    from bot.contest_replay import replay_contest

    replayed = asyncio.run(replay_contest(config_here(), number))
    for line in replayed.lines:
        say(line)
    if not replayed.same:
        sys.exit(1)
