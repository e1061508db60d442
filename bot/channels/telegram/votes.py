"""What the bot does about votes and the ends of its polls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.telegram.incoming import CHANNEL
from bot.storage.round_votes import looks_of
from bot.storage.rounds import milliseconds
from handlers.round_contract import TAKEN_BACK, Vote

if TYPE_CHECKING:
    from bot.app import App
    from bot.channels.telegram.incoming import PollClosed, Voted


class Votes:
    """Hands them to the rounds."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def voted(self, voted: Voted) -> None:
        """Keeps the vote. Raises StorageError."""
        option = voted.options[0] if voted.options else TAKEN_BACK
        vote = Vote(f"{CHANNEL}:{voted.user}", voted.number, option, milliseconds(self._app.now()), voted.name)
        await self._app.stores.round_votes.vote(CHANNEL, voted.poll, vote)

    async def closed(self, closed: PollClosed) -> None:
        """Notes that no more votes come. Raises StorageError."""
        looks = looks_of(closed.question, closed.options)
        await self._app.stores.round_votes.closed(CHANNEL, closed.poll, looks, closed.voters)
