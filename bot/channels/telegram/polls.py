"""Quiz polls on Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.messenger import Closed, Sent
from bot.channels.telegram.incoming import place_at
from bot.channels.telegram.pacing import Sending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.channels.messenger import Attempt, Outcome
    from bot.channels.telegram.sending import Bot, Sender
    from handlers.round_contract import Poll

    Step = Callable[[], Awaitable[tuple[str, ...]]]


class TelegramPolls:
    """The Polls of bot.channels.messenger; `outcome` makes an outcome of a step in a chat, whatever the library did."""

    def __init__(self, bot: Bot, sender: Sender, outcome: Callable[[str, Step], Awaitable[Outcome]]) -> None:
        self._bot = bot
        self._sender = sender
        self._outcome = outcome

    async def send(self, chat: str, poll: Poll, attempt: Attempt | None = None) -> Outcome:
        """Asks the question where everyone sees who answered; Telegram closes it when its time is over."""

        async def step() -> tuple[str, ...]:
            return await self._sender.followed(
                place_at(chat), attempt, lambda where: self._bot.send_quiz(where, poll, Sending(attempt))
            )

        outcome = await self._outcome(chat, step)
        return Sent(outcome.messages[:1], outcome.messages[1]) if isinstance(outcome, Sent) else outcome

    async def stop(self, chat: str, message: str) -> Closed | Outcome:
        """Closes the poll; Refused("bad") when it was closed before."""

        async def step() -> tuple[str, ...]:
            voters = await self._bot.close_poll(int(chat), int(message))
            return (message, *([] if voters is None else [str(voters)]))

        outcome = await self._outcome(chat, step)
        if not isinstance(outcome, Sent):
            return outcome
        return Closed(int(outcome.messages[1]) if outcome.messages[1:] else None)
