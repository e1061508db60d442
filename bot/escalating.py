"""Carries questions to those who look after the bot, and their answers back; every step may be done again without harm."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from handlers.contract import Button, Reply, StorageError
from handlers.escalation_contract import KEEP_DAYS, LONGEST_ANSWER, MOST_PENDING

if TYPE_CHECKING:
    from bot.app import App
    from bot.channels.messenger import Messengers
    from bot.storage.escalations import Escalation, SqlEscalations
    from bot.storage.short_memory import ShortMemory
    from handlers.contract import Library, Notices, Roles
    from handlers.escalation_contract import SentOn

LOOK_SECONDS = 2
_log = logging.getLogger(__name__)


class Escalating:
    """The Escalations of handlers.escalation_contract."""

    def __init__(
        self,
        store: SqlEscalations,
        people: tuple[Roles, Messengers],
        notices: Notices,
        library: Library,
        memory: ShortMemory,
    ) -> None:
        self._store = store
        self._memory = memory
        self._roles, self._messengers = people
        self._notices = notices
        self._library = library

    async def offered(self, asker: str) -> bool:
        """Whether somebody other than the asker could answer, and the asker be written to."""
        can_be_written_to = self._messengers.of(_channel(asker)) is not None
        return can_be_written_to and bool(await self._answerers(asker))

    async def wording(self, handle: str) -> str | None:
        """The masked question of that handle."""
        return await self._store.wording(handle)

    async def send_on(self, handle: str, asker: str) -> SentOn:
        """Uses the handle up and keeps the question with the asker's address, encrypted; a second press changes nothing."""
        if await self._store.was_sent(handle, asker):
            return "sent"
        if (await self._store.kept(asker))["pending_question"] >= MOST_PENDING:
            return "too_many"
        return "sent" if await self._store.send_on(handle, asker) else "gone"

    async def text(self, question: str) -> str | None:
        """The question, as long as it waits for an answer."""
        return await self._store.text(question)

    async def draft(self, question: str, draft: str, more: str) -> str | None:
        """The answer as written so far, `more` added to it."""
        return await self._store.draft(question, draft, more, LONGEST_ANSWER)

    async def answer(self, draft: str, by: str) -> bool:
        """Sends the draft to whoever asked; False when the question waits no longer."""
        return await self._carried(f"{draft} {by}", is_first=await self._store.answer(draft, by) is not None)

    async def dismiss(self, question: str, by: str) -> bool:
        """Tells whoever asked that there will be no answer; False when the question waits no longer."""
        return await self._carried(f"{question} {by}", is_first=await self._store.dismiss(question, by))

    async def _carried(self, press: str, *, is_first: bool) -> bool:
        """Whether it ended the question, or is the second tap of the press that did."""
        key = f"ended {press}"
        if not is_first:
            return await self._memory.get(key) is not None
        await self._memory.put(key, "")
        await self.carry()
        return True

    async def carry(self) -> None:
        """Tells of what is new, answered, dismissed or too old; what is over is deleted."""
        found = await self._store.all()
        if too_old := [one for one in found if one.days > KEEP_DAYS and one.state in {"new", "open"}]:
            for question in too_old:
                await self._store.expire(question.id)
            found = await self._store.all()
        for question in found:
            if not question.asker:
                _log.error("a question that was sent on can't be answered: the bot's token is another one by now")
                await self._store.gone(question.id)
            elif question.state == "new":
                await self._tell_of(question)
                await self._store.opened(question.id)
            elif question.state != "open":
                await self._end(question)
                await self._store.gone(question.id)

    async def _tell_of(self, question: Escalation) -> None:
        escalation = self._library.current.knowledge.messages.escalation
        buttons = (
            Button(escalation.button_answer, f"reply:write:{question.id}"),
            Button(escalation.button_dismiss, f"reply:dismiss:{question.id}"),
        )
        reply = Reply(escalation.arrived.format(text=question.text, days=KEEP_DAYS), escalation.title, buttons=buttons)
        for account in await self._answerers(question.asker):
            await self._put(f"asked:{question.id}", account, reply)

    async def _end(self, question: Escalation) -> None:
        escalation = self._library.current.knowledge.messages.escalation
        if question.state == "answered":
            said = escalation.answered.format(text=question.text, answer=question.answer)
        elif question.state == "dismissed":
            said = escalation.dismissed.format(text=question.text)
        else:
            said = escalation.expired.format(text=question.text, days=KEEP_DAYS)
            for account in await self._answerers(question.asker):
                told = Reply(escalation.expired_here.format(text=question.text, days=KEEP_DAYS), escalation.title)
                await self._put(f"expired:{question.id}", account, told)
        await self._put(f"ended:{question.id}", question.asker, Reply(said, escalation.title))

    async def _answerers(self, asker: str) -> list[str]:
        everyone = await self._roles.everyone()
        may = [account for account, role in everyone.items() if role in {"editor", "owner"} and account != asker]
        return [account for account in may if self._messengers.of(_channel(account))]

    async def _put(self, key: str, account: str, reply: Reply) -> None:
        channel, _, chat = account.partition(":")
        # The asker's own notice is the only one of its kind, so its key need not name the account.
        own = key if key.startswith("ended:") else f"{key}:{account}"
        await self._notices.put(own, channel, chat, reply)


def _channel(account: str) -> str:
    return account.partition(":")[0]


async def carry_questions(app: App) -> None:
    """Looks again and again for questions that have to be told of."""
    while True:
        try:
            await app.escalating.carry()
        except StorageError as error:
            _log.error("questions that were sent on wait: %s", error)
        await asyncio.sleep(LOOK_SECONDS)
