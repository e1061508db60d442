"""Exchanges the account's refresh token in a process of its own: `python -m bot.channels.zalo_oa.exchange VERSION`.

A refresh token works once, and its successor comes in one answer. Whoever is killed while that answer is on its way has lost
the account. So it is not the bot that waits for it: this process does, which a kill of the bot does not reach, which minds no
signal, and which goes on until the new pair stands on the disk. What it prints is how it went.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.channels.zalo.http import NoAnswerError, NotReachedError, RefusedError
from bot.channels.zalo_oa.api import OpenApi, open_api
from bot.config import load_config
from bot.environment import read_environment
from bot.logs import hide_secrets
from bot.storage.database import open_database
from bot.storage.leases import Leases
from bot.storage.zalo_oa_tokens import Pair, SqlZaloOaTokens
from handlers.contract import StorageError

if TYPE_CHECKING:
    from bot.config import Config

LEASE = "zalo-oa"
AGAIN_SECONDS = 0.2
Went = Literal["renewed", "refused", "not reached", "no answer"]
WAYS: tuple[Went, ...] = ("renewed", "refused", "not reached", "no answer")


def main() -> None:
    """Exchanges it and prints how that went; a fault is printed too."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    config = load_config(read_environment(Path(".env"), os.environ))
    hide_secrets(config.secrets)
    try:
        went: str = asyncio.run(exchange(config, int(sys.argv[1])))
    except StorageError as error:
        went = str(error)
    with contextlib.suppress(OSError):  # nobody reads it any more: the bot was killed
        print(went, flush=True)  # noqa: T201 - the process's only words


async def exchange(config: Config, version: int) -> Went:
    """Has a pair newer than that version kept, one process at a time. Raises StorageError."""
    settings = config.zalo_oa
    async with open_database(config.database.url) as engine, open_api(settings) as api:
        leases = Leases(engine)
        store = SqlZaloOaTokens(engine, settings.app_id, settings.secret_key.get_secret_value())
        try:
            while not await leases.hold(LEASE):  # noqa: ASYNC110 - another process has it
                await asyncio.sleep(AGAIN_SECONDS)
            known, pair = await store.read()
            if known > version:
                return "renewed"
            return await _exchanged(api, store, known, pair, settings.refresh_token.get_secret_value())
        finally:
            await leases.give_up()


def seed_of(refresh_token: str) -> str:
    """What is remembered of a refresh token of the environment, to know a new one."""
    return hashlib.sha256(refresh_token.encode()).hexdigest() if refresh_token else ""


async def _exchanged(api: OpenApi, store: SqlZaloOaTokens, version: int, pair: Pair, given: str) -> Went:
    """Tries the refresh token that a person brought since, then the one that is kept, then one that was being tried at a kill."""
    seed = seed_of(given)
    brought = given if seed != pair.seed else ""
    for token in dict.fromkeys(token for token in (brought, pair.refresh_token, pair.trying) if token):
        # Also shows that the database can be written, right before the token is used up.
        await store.write(version, replace(pair, trying=token))
        try:
            got = await api.exchange(token)
        except RefusedError:
            continue
        except NotReachedError:
            await store.write(version, pair)
            return "not reached"
        except NoAnswerError:
            return "no answer"
        now = int(time.time())
        new = Pair(got.access_token, got.refresh_token, now, now + got.seconds, seed or pair.seed)
        await _kept(store, version + 1, new)
        return "renewed"
    await store.write(version, replace(pair, seed=seed or pair.seed, trying=brought or pair.trying, refused=True))
    return "refused"


async def _kept(store: SqlZaloOaTokens, version: int, pair: Pair) -> None:
    """Keeps the only pair there is, again and again until it is kept or worth nothing any more."""
    while True:
        try:
            await store.write(version, pair)
        except StorageError:
            if time.time() > pair.ends_at:
                raise
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            return


if __name__ == "__main__":
    main()
