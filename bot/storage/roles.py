"""Who may do what, and what those who may did."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import all_or_nothing, transaction
from bot.storage.tables import audit, roles
from handlers.contract import ROLES, Act

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.contract import Role

TERMINAL = "console:1"  # whoever has the machine's terminal has the machine


class SqlRoles:
    """The Roles of handlers.contract, and their PersonalData; owners are those that the settings name."""

    def __init__(self, engine: AsyncEngine, owners: Sequence[str]) -> None:
        self._engine = engine
        self._owners = (*owners, TERMINAL)

    async def of(self, account: str) -> Role | None:
        """The account's role; None for everybody else."""
        if not account:
            return None
        if account in self._owners:
            return "owner"
        async with transaction(self._engine) as connection:
            found = await connection.execute(select(roles.c.role).where(roles.c.account == account))
            return _known(found.scalar_one_or_none())

    async def grant(self, account: str, role: Role | None) -> bool:
        """Gives the role, or takes it back. False for owners, whom the settings name."""
        if account in self._owners:
            return False
        async with transaction(self._engine) as connection:
            if role is None:
                await connection.execute(delete(roles).where(roles.c.account == account))
                return True
            kind: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            row = kind(roles).values(account=account, role=role)
            await connection.execute(row.on_conflict_do_update(index_elements=["account"], set_={"role": role}))
        return True

    async def everyone(self) -> dict[str, Role]:
        """All who have a role, the owners first, the terminal left out."""
        everyone: dict[str, Role] = {owner: "owner" for owner in self._owners if owner != TERMINAL}
        async with transaction(self._engine) as connection:
            for row in await connection.execute(select(roles).order_by(roles.c.account)):
                if row.account not in everyone and (role := _known(row.role)):
                    everyone[row.account] = role
        return everyone

    async def kept(self, account: str) -> dict[str, int]:
        """Whether a role is kept of the account."""
        async with transaction(self._engine) as connection:
            found = await connection.execute(select(roles.c.role).where(roles.c.account == account))
            return {"role": 1} if found.scalar_one_or_none() else {}

    async def forget(self, account: str) -> None:
        """Takes the role back."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(roles).where(roles.c.account == account))


class SqlAudit:
    """The Audit of handlers.contract."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    async def note(self, who: str, what: str, detail: str = "") -> None:
        """Keeps one act."""
        async with transaction(self._engine) as connection:
            await connection.execute(insert(audit).values(act_row(self._now(), who, what, detail)))

    def all_or_nothing(self) -> AbstractAsyncContextManager[None]:
        """What is done and noted within it holds as a whole or not at all."""
        return all_or_nothing(self._engine)

    async def latest(self, most: int, before: int = 0) -> list[Act]:
        """The latest acts, newest first."""
        chosen = select(audit).order_by(audit.c.id.desc()).limit(most).offset(before)
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(chosen)).all()
        return [Act(datetime.fromtimestamp(row.at, UTC), row.who, row.what, row.detail) for row in rows]


def act_row(now: datetime, who: str, what: str, detail: str) -> dict[str, object]:
    """The row of one act, to be kept together with what it did."""
    return {"at": int(now.timestamp()), "who": who, "what": what, "detail": detail[:500]}


def _known(role: str | None) -> Role | None:
    return next((known for known in ROLES if known == role), None)
