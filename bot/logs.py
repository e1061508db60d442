"""Where the program's log goes: standard error, one line each, without what people typed."""

from __future__ import annotations

import logging
import sys


def set_up_logs(level: str) -> None:
    """Logs from now on at that level; chatty libraries only from WARNING."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    for chatty in ("alembic", "aiosqlite", "asyncio", "uvicorn", "watchfiles"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
