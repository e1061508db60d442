"""The tokens of an Official Account, sealed, on the disk before they are used."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from sqlalchemy import select

from bot.storage.database import one_line_errors, transaction
from bot.storage.sealing import key_from, seal_from
from bot.storage.upsert import insert_into
from bot.storage.zalo_tables import zalo_oa_tokens

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True)
class Pair:
    """What is known of the account. `seed` is the refresh token of the environment that was last taken over, as a digest.

    `trying` is the refresh token that is being exchanged: it may have been used up without our having its successor.
    """

    access_token: str = ""
    refresh_token: str = ""
    got_at: int = 0  # seconds since 1970, as is ends_at
    ends_at: int = 0
    seed: str = ""
    trying: str = ""
    refused: bool = False  # Zalo took none of the refresh tokens: a person has to bring a new one


class SqlZaloOaTokens:
    """One app's pair of tokens and its version. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine, app: str, secret: str) -> None:
        self._engine = engine
        # A row of its own for each key: one that is mistyped must not cost the tokens that the right one opens.
        self._app = hmac.new(key_from(secret, "zalo oa apps"), app.encode(), hashlib.sha256).hexdigest()
        self._seal = seal_from(secret, "zalo oa tokens")

    async def read(self) -> tuple[int, Pair]:
        """The version (0 when there is none) and the pair; an empty one when it is of another version of the program."""
        chosen = select(zalo_oa_tokens).where(zalo_oa_tokens.c.app == self._app)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(chosen)).one_or_none()
        if row is None:
            return 0, Pair()
        try:
            return row.version, Pair(**json.loads(self._seal.decrypt(row.sealed)))
        except (InvalidToken, TypeError):
            return row.version, Pair()

    async def write(self, version: int, pair: Pair) -> None:
        """Keeps it; on the disk, not only in the system's memory, once this returns."""
        row = {"version": version, "sealed": self._seal.encrypt(json.dumps(asdict(pair)).encode())}
        with one_line_errors():
            async with self._engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                if sqlite := connection.dialect.name == "sqlite":
                    await connection.exec_driver_sql("PRAGMA synchronous=FULL")
                try:
                    kept = insert_into(connection, zalo_oa_tokens).values(app=self._app, **row)
                    await connection.execute(kept.on_conflict_do_update(index_elements=["app"], set_=row))
                finally:
                    if sqlite:
                        await connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
