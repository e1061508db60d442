"""Where the program's log goes: standard error, one line each, without what people typed and without secrets."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TextIO

HIDDEN = "***"
SHORT = 8  # a word shorter than this may be part of another that says nothing of it
_TOKEN_SHAPE = r"\d{6,}:[A-Za-z0-9_-]{16,}"  # noqa: S105 - what any bot token looks like, so that one set in the wrong place is hidden too
_QUIET = {
    **dict.fromkeys(("alembic", "aiosqlite", "asyncio", "uvicorn", "watchfiles"), logging.WARNING),
    # These write down addresses that hold the token.
    **dict.fromkeys(("httpx", "httpcore", "apscheduler"), logging.WARNING),
    # This one writes down what people typed and the numbers of their chats.
    "telegram": logging.CRITICAL,
}


class RedactedStream:
    """A text stream on which no secret is written, whoever writes: the log, print, or Python about an exception nobody caught."""

    def __init__(self, plain: TextIO, redact: Callable[[str], str]) -> None:
        self.plain, self._redact = plain, redact

    def write(self, text: str) -> int:
        """Writes the text without the secrets; returns the length of what was given."""
        self.plain.write(self._redact(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes one after the other."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream beneath has
        return getattr(self.plain, name)


def redactor(secrets: Sequence[str]) -> Callable[[str], str]:
    """What puts *** in place of every secret in a text, as it is, in an address or between quotes, and of any bot token."""
    spelt = {spelling for secret in secrets for spelling in _spellings(secret)}
    patterns = [_pattern(spelling) for spelling in sorted(spelt, key=len, reverse=True)]
    whole = re.compile("|".join([*patterns, _TOKEN_SHAPE]))
    return lambda text: whole.sub(HIDDEN, text)


def _spellings(secret: str) -> set[str]:
    plain = {secret, unquote(secret)}
    return {spelt for text in plain for spelt in (text, quote(text, safe=""), repr(text)[1:-1], json.dumps(text)[1:-1])}


def _pattern(secret: str) -> str:
    short_word = len(secret) < SHORT and re.fullmatch(r"\w+", secret)
    return rf"(?<!\w){secret}(?!\w)" if short_word else re.escape(secret)


def hide_secrets(secrets: Sequence[str]) -> None:
    """Keeps secrets off standard output and error from now on; those hidden before are forgotten."""
    redact = redactor(secrets)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        plain = stream.plain if isinstance(stream, RedactedStream) else stream
        setattr(sys, name, RedactedStream(plain, redact))


def set_up_logs(level: str, secrets: Sequence[str]) -> None:
    """Logs from now on at that level and hides the secrets; chatty libraries only from WARNING."""
    hide_secrets(secrets)
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    for library, quiet in _QUIET.items():
        logging.getLogger(library).setLevel(quiet)
