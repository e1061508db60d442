"""The last scores of a question set."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from bot.storage.database import transaction
from bot.storage.tables import evaluations
from knowledge.quality import Score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True)
class Evaluation:
    """What a run of `camnang knowledge evaluate` found; `version` is the commit, empty where there is no git."""

    at: datetime
    file: str
    version: str
    scores: dict[str, Score]


class SqlEvaluations:
    """Keeps the last one of each file."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, at: datetime, file: str, version: str, scores: Mapping[str, Score]) -> None:
        """Puts it in the place of the one before. Raises StorageError."""
        written = json.dumps({style: asdict(score) for style, score in scores.items()}, ensure_ascii=False)
        row = {"at": int(at.timestamp()), "file": file[:200], "version": version, "scores": written}
        async with transaction(self._engine) as connection:
            await connection.execute(delete(evaluations).where(evaluations.c.file == row["file"]))
            await connection.execute(insert(evaluations).values(**row))

    async def latest(self) -> list[Evaluation]:
        """One of each file, the newest first. Raises StorageError."""
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(select(evaluations).order_by(evaluations.c.at.desc()))).all()
        return [Evaluation(datetime.fromtimestamp(row.at, UTC), row.file, row.version, _scores(row.scores)) for row in rows]


def _scores(written: str) -> dict[str, Score]:
    return {style: Score(**counts) for style, counts in json.loads(written).items()}
