"""The account's access token: renewed in time, by one process at a time, which a kill of this one does not reach."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bot.channels.zalo_oa.exchange import WAYS, seed_of
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.storage.zalo_oa_tokens import Pair, SqlZaloOaTokens

DUE = 0.8  # of its life after which the access token is renewed: hours are left to mend what fails
LOOK_SECONDS = 10 * 60
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 10 * 60.0
POLL_SECONDS = 0.05
_log = logging.getLogger(__name__)


class NoTokenError(Exception):
    """There is no access token just now."""


class Tokens:
    """Gives out the access token. `exchange` has a newer pair kept than that version and says how it went.

    `lost` is done when Zalo takes no refresh token any more.
    """

    def __init__(
        self,
        store: SqlZaloOaTokens,
        given: str,
        lost: Callable[[], Awaitable[None]] | None = None,
        exchange: Callable[[int], Awaitable[str]] | None = None,
        seconds: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._seed = seed_of(given)
        self._lost = lost
        self._exchange = exchange or in_a_process_of_its_own
        self._seconds = seconds
        self._one_at_a_time = asyncio.Lock()
        self._known: tuple[int, Pair] | None = None

    async def access(self) -> tuple[int, str]:
        """The access token and its version. Raises NoTokenError or StorageError."""
        version, pair = self._known or await self._read()
        if pair.ends_at <= self._seconds():
            version, pair = await self._read()
        if pair.ends_at <= self._seconds():
            raise NoTokenError("no access token yet")
        return version, pair.access_token

    async def renew(self, version: int) -> str:
        """Has a newer pair than that version; how it went. Raises StorageError."""
        async with self._one_at_a_time:
            known, _ = await self._read()
            if known > version:
                return "renewed"
            went = await self._exchange(version)
            known, pair = await self._read()
            if went == "renewed":
                _log.info("the Official Account's tokens are renewed (%d)", known)
            elif went == "refused":
                _log.error(
                    "Zalo không nhận mã làm mới của Official Account: lấy mã mới ở developers.zalo.me, đặt vào biến "
                    "CAMNANG_ZALO_OA__REFRESH_TOKEN rồi chạy lại cẩm nang"
                )
                if self._lost:
                    await self._lost()
            else:
                left = max(0, pair.ends_at - int(self._seconds())) // 60
                _log.warning("the Official Account's tokens are not renewed yet: %s (the old ones last %d minutes)", went, left)
            return went

    async def keep_fresh(self) -> None:
        """Renews them for ever, in time."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                version, pair = await self._read()
                wait = self._due_in(pair)
                if wait <= 0:
                    went = await self.renew(version)
                    wait = {"renewed": 0.0, "refused": LONGEST_PAUSE_SECONDS}.get(went, pause)
                    pause = FIRST_PAUSE_SECONDS if went == "renewed" else min(2 * pause, LONGEST_PAUSE_SECONDS)
            except StorageError as error:
                _log.error("the Official Account's tokens can't be read: %s", error)
                wait = FIRST_PAUSE_SECONDS
            await asyncio.sleep(min(max(wait, POLL_SECONDS), LOOK_SECONDS))

    def _due_in(self, pair: Pair) -> float:
        """Seconds until they are to be renewed; a refresh token that a person brought is tried at once."""
        if self._seed and self._seed != pair.seed:
            return 0.0
        return pair.got_at + DUE * (pair.ends_at - pair.got_at) - self._seconds()

    async def _read(self) -> tuple[int, Pair]:
        self._known = await self._store.read()
        return self._known


async def in_a_process_of_its_own(version: int) -> str:
    """How the exchange went. The process goes on when this one ends, however that happens."""
    command = [sys.executable, "-m", "bot.channels.zalo_oa.exchange", str(version)]
    # Not asyncio's own: that kills its processes when its loop ends.
    process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own module; it takes a millisecond
        command,
        env=dict(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None:  # noqa: ASYNC110 - the process tells nobody
        await asyncio.sleep(POLL_SECONDS)
    said = process.communicate()[0].decode("utf-8", "replace").strip()
    return said if said in WAYS else said.splitlines()[-1] if said else f"ended with {process.returncode}"
