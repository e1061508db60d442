"""Quiz polls on Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Poll as TelegramPoll
from telegram.error import TelegramError

from bot.channels.messenger import Closed, Sent
from bot.channels.telegram.pacing import Sending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Message

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

        async def sent_to(where: int) -> Message:
            return await self._bot.send_poll(
                where,
                poll.question,
                poll.options,
                type=TelegramPoll.QUIZ,
                is_anonymous=False,
                correct_option_ids=[poll.right],  # type: ignore[list-item]  # one of 0 to 11, as the library wants it
                explanation=poll.explanation,
                open_period=poll.seconds,
                rate_limit_args=Sending(attempt),
            )

        async def step() -> tuple[str, ...]:
            message = await self._sender.followed(int(chat), attempt, sent_to)
            if message.poll is None:
                raise TelegramError("sendPoll: no poll in the answer")
            return str(message.message_id), message.poll.id

        outcome = await self._outcome(chat, step)
        return Sent(outcome.messages[:1], outcome.messages[1]) if isinstance(outcome, Sent) else outcome

    async def stop(self, chat: str, message: str) -> Closed | Outcome:
        """Closes the poll; Refused("bad") when it was closed before."""

        async def step() -> tuple[str, ...]:
            poll = await self._bot.stop_poll(int(chat), int(message))
            return (str(poll.total_voter_count),)

        outcome = await self._outcome(chat, step)
        return Closed(int(outcome.messages[0])) if isinstance(outcome, Sent) else outcome
