"""What the contest asks of its stores. Every method may raise StorageError."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

Result = TypeVar("Result")

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from handlers.contest.model import Contest, Paper, Participant, Plan, State, Unit


class ContestBook(Protocol):
    """Contests, their units, and the results that were published."""

    async def create(self, plan: Plan, units: Sequence[Unit], at: datetime) -> int:
        """Keeps a new draft; its number."""

    async def contest(self, number: int) -> Contest | None:
        """One contest."""

    async def contests(self) -> list[Contest]:
        """All of them, the newest first."""

    async def change(self, number: int, plan: Plan) -> bool:
        """Gives a contest without papers another plan; False when it has some or was cancelled."""

    async def set_units(self, number: int, units: Sequence[Unit], codes: Mapping[str, str]) -> bool:
        """Gives a contest without papers other units, and codes (sealed) with the unit of each; False when it has papers."""

    async def set_state(self, number: int, state: State, before: Sequence[State]) -> bool:
        """Moves it on from one of the states before; False when it was in another."""

    async def close_rounds(self, number: int, over: int) -> None:
        """Notes for good that rounds are over; once the trial is, its papers are deleted."""

    async def units(self, number: int) -> list[Unit]:
        """Its units by name."""

    async def publish(self, number: int, table: int, results: str, at: datetime) -> bool:
        """Keeps the results of a week (or of all, `WHOLE`) as JSON; False when they were published before."""

    async def results(self, number: int) -> dict[int, str]:
        """The results that were published, by week."""


class ContestPeople(Protocol):
    """Who takes part, and by which browser."""

    async def enter(self, contest: int, account: str, name: str, unit: int, at: datetime) -> Participant | None:
        """Takes the account part; None when it withdrew before. Name and unit may change until the first paper is begun."""

    async def of(self, contest: int, account: str) -> Participant | None:
        """The account's part in it."""

    async def everyone(self, contest: int) -> list[Participant]:
        """All who take part."""

    async def claim_code(self, contest: int, sealed: str, account: str) -> int | None:
        """Has the code be the account's; its unit, None when there is no such code or someone else has it."""

    async def keep_key(self, sealed: str, account: str, *, once: bool, until: datetime) -> None:
        """Lets a browser show itself as the account by a key: once, to be given another, or until that time."""

    async def use_key(self, sealed: str, at: datetime, *, once: bool) -> str:
        """The account the key stands for, empty when it is not or no longer valid; a key for once is used up."""

    async def drop_key(self, sealed: str) -> None:
        """Has a key be valid no longer."""

    async def drop_old_keys(self, at: datetime) -> None:
        """Deletes the keys that are valid no longer."""

    async def forget(self, account: str) -> None:
        """Deletes the account's part in every contest, papers and published places included."""


class ContestPapers(Protocol):
    """The papers, whole."""

    async def begin(self, paper: Paper, most: int) -> Paper | None:
        """The paper the person has open in that round, or this as the next attempt; None when there were `most` before."""

    async def paper(self, number: int, person: int) -> Paper | None:
        """That person's paper."""

    async def papers(self, contest: int, person: int | None = None) -> list[Paper]:
        """All papers, or those of one person, in the order in which they were begun."""

    async def each(self, contest: int, take: Callable[[Paper], Result]) -> list[Result]:
        """What `take` makes of every paper, one after another and in a thread, so that all of them are never held at once."""

    async def answer(self, number: int, question: int, letter: str, at: datetime) -> bool:
        """Writes one answer over what was there; False when the paper takes none any more."""

    async def guess(self, number: int, guess: int, at: datetime) -> bool:
        """Writes the guess; False when the paper takes none any more."""

    async def submit(self, number: int, at: datetime) -> bool:
        """Ends the paper, once, at that time or its deadline, whichever is first; False when it had ended."""
