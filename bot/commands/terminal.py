"""What every command does: read the settings, and say something."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Config


def config_here() -> Config:
    """The settings of this folder and environment; logs are set up by them. Raises ConfigError."""
    from bot.config import load_config
    from bot.environment import read_environment
    from bot.logs import set_up_logs

    config = load_config(read_environment(Path(".env"), os.environ))
    set_up_logs(config.log.level, config.secrets)
    return config


def say(text: str) -> None:
    """Prints it at once."""
    print(text, flush=True)  # noqa: T201 - the command's own words
