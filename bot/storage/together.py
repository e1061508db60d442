"""Carries out together what many ask for at the same time: one transaction instead of one each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 200  # at a time; SQLite takes no statement with more than some tens of thousands of values


class Together(Generic[Item, Result]):
    """While one batch is carried out, the next gathers. `carry_out` returns a result for each item, in their order."""

    def __init__(self, carry_out: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], most: int = MOST) -> None:
        self._carry_out = carry_out
        self._most = most
        self._gathered: list[tuple[Item, asyncio.Future[Result]]] = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        """The item's result; raises what its batch raised."""
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._gathered.append((item, result))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await result

    async def _run(self) -> None:
        while self._gathered:
            batch, self._gathered = self._gathered[: self._most], self._gathered[self._most :]
            try:
                results = await self._carry_out([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001 - whoever asked is to know, whatever it was
                for _, waiting in batch:
                    if not waiting.done():
                        waiting.set_exception(error)
            else:
                for (_, waiting), result in zip(batch, results, strict=True):
                    if not waiting.done():
                        waiting.set_result(result)
        self._task = None
