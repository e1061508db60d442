"""Picks the feature for each turn; the only file that knows them all. One turn at a time per person."""

from __future__ import annotations

import asyncio
import difflib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from handlers import (
    ask,
    browse,
    checklist,
    daily_quiz,
    dashboard_link,
    escalate,
    escalation_answer,
    feedback,
    gaps,
    grant,
    journal,
    practice,
    practice_reminder,
    privacy,
    progress,
    quiet,
    quiz_review,
    quiz_totals,
    rounds,
    start,
    subscribe,
    trends,
)
from handlers.contest import chat as contest
from handlers.contest import making as contest_making
from handlers.contract import Button, Feature, Incoming, Reply, Services, StorageError
from handlers.grant import is_at_least
from handlers.reminders import chat as reminders
from knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

FEATURES = (
    start.FEATURE,
    browse.FEATURE,
    checklist.FEATURE,
    ask.FEATURE,
    feedback.FEATURE,
    gaps.FEATURE,
    trends.FEATURE,
    escalate.FEATURE,
    escalation_answer.FEATURE,
    quiet.FEATURE,
    rounds.FEATURE,
    daily_quiz.FEATURE,
    grant.FEATURE,
    journal.FEATURE,
    practice.FEATURE,
    practice_reminder.FEATURE,
    progress.FEATURE,
    quiz_review.FEATURE,
    quiz_totals.FEATURE,
    dashboard_link.FEATURE,
    privacy.FEATURE,
    contest.FEATURE,
    contest_making.FEATURE,
    subscribe.FEATURE,
    reminders.FEATURE,
)
_log = logging.getLogger(__name__)


class Router:
    """Answers every turn of every person."""

    def __init__(self, services: Services, features: Iterable[Feature] = FEATURES) -> None:
        listed = tuple(features)
        self._services = services
        self._commands = {command: feature for feature in listed for command in feature.commands}
        self._group_commands = {command: feature for feature in listed for command in feature.group_commands}
        self._actions = {action: feature for feature in listed for action in feature.actions}
        self._group_actions = {action for feature in listed for action in feature.group_actions}
        self._pictures = {action for feature in listed for action in feature.pictures}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def commands(self) -> frozenset[str]:
        """Every command that leads somewhere."""
        return frozenset({*self._commands, *self._group_commands})

    def takes_seconds(self, action: str) -> bool:
        """Whether a button's answer takes so long that people wonder whether it was seen."""
        feature = self._actions.get(action.split(":", maxsplit=1)[0])
        return feature is not None and feature.takes_seconds

    def is_for_administrators(self, text: str) -> bool:
        """Whether the text is a command that only those who run a group may give."""
        return _command(text) in self._group_commands

    def asks_who_runs_group(self, action: str) -> bool:
        """Whether it matters for the button if the person runs the group."""
        return action.partition(":")[0] in self._group_actions

    async def takes_picture(self, person: str) -> bool:
        """Whether a feature waits for a picture of this person. Raises StorageError."""
        awaits = (await self._services.conversations.of(person)).awaits
        return any(awaits == action or awaits.startswith(f"{action}:") for action in self._pictures)

    async def respond(self, incoming: Incoming) -> list[Reply]:
        """What to say to this; never raises: a fault is logged and said in plain words."""
        turn = self._turns.setdefault(incoming.person, asyncio.Lock())
        async with turn:
            try:
                return await self._answered(self._opened(await self._chosen(await self._awaited(incoming))))
            except Exception:  # noqa: BLE001 - whatever it is, the person gets a sentence and the log the fault
                # The text stays out of the log: it is the person's.
                _log.exception("a turn on %s failed", incoming.channel)
                return [Reply(self._services.library.current.knowledge.messages.trouble)]

    async def _answered(self, incoming: Incoming) -> list[Reply]:
        if await rounds.answered(incoming, self._services) or await self._is_hushed(incoming):
            return []
        if beyond := await self._beyond_offer(incoming):
            return [beyond]
        feature = self._feature(incoming)
        if feature is None:
            replies = [_no_such_command(incoming, self._services)]
        elif refusal := await self._refusal(incoming, feature):
            replies = [Reply(refusal)]
        else:
            replies = await feature.answer(_bare(incoming), self._services)
        await self._remember_offer(incoming, replies)
        return replies

    async def _is_hushed(self, incoming: Incoming) -> bool:
        """Whether the group asked for silence; buttons, quizzes and the commands of those who run it are heard all the same."""
        feature = self._feature(incoming)
        is_heard = feature is not None and feature.in_silence
        if incoming.private or incoming.action or is_heard or self.is_for_administrators(incoming.text):
            return False
        try:
            return await self._services.chats.is_quiet(incoming.channel, incoming.chat)
        except StorageError as error:
            _log.error("not known whether a group asked for silence: %s", error)
            return False

    async def _refusal(self, incoming: Incoming, feature: Feature) -> str:
        """Why the person may not do this; empty when nothing speaks against it."""
        if feature.role is None:
            return ""
        admin = self._services.library.current.knowledge.messages.admin
        if not incoming.private:
            return admin.in_private
        role = await self._services.roles.of(incoming.account)
        return "" if is_at_least(role, feature.role) else admin.not_allowed

    async def _awaited(self, incoming: Incoming) -> Incoming:
        """A text that a feature asked for is that feature's, whatever it says."""
        if not incoming.private:
            return incoming
        remembered = await self._services.conversations.of(incoming.person)
        if not remembered.awaits:
            return incoming
        await self._services.conversations.keep(incoming.person, replace(remembered, awaits=""))
        is_other = incoming.action or incoming.text.lstrip().startswith("/")
        return incoming if is_other else replace(incoming, action=remembered.awaits)

    def _opened(self, incoming: Incoming) -> Incoming:
        """A link that opens the bot at a command is that command."""
        _, _, opens = incoming.text.partition(" ")
        is_link = _command(incoming.text) == "start" and opens.strip() in self._commands
        return replace(incoming, text=f"/{opens.strip()}") if is_link else incoming

    async def _chosen(self, incoming: Incoming) -> Incoming:
        """A bare number, or in private the letter on a button, chooses among those last offered: for those who type."""
        typed = incoming.text.strip().rstrip(".):")
        is_letter = incoming.private and len(typed) == 1 and typed.isalpha()
        if incoming.action or not (is_letter or (typed.isascii() and typed.isdigit())):
            return incoming
        offer = (await self._services.conversations.of(incoming.person)).offer
        letters = [button.label.lower() for button in offer]
        numbers = {letter: number for number, letter in enumerate(letters, 1)}
        chosen = numbers.get(typed.lower(), 0) if is_letter else int(typed[:4])
        if not 1 <= chosen <= len(offer):
            return incoming
        return replace(incoming, text="", action=offer[chosen - 1].action)

    async def _beyond_offer(self, incoming: Incoming) -> Reply | None:
        """What to say to a digit that is none of the numbers offered; "85" and other numbers may be questions."""
        typed = incoming.text.strip().rstrip(".):")
        if incoming.action or len(typed) != 1 or not typed.isdecimal():
            return None
        offer = (await self._services.conversations.of(incoming.person)).offer
        if not offer:
            return None
        messages = self._services.library.current.knowledge.messages
        return Reply(messages.choose_between.format(last=len(offer)))

    def _feature(self, incoming: Incoming) -> Feature | None:
        if incoming.action:
            return self._actions.get(incoming.action.split(":")[0])
        if incoming.text.lstrip().startswith("/"):
            command = _command(incoming.text)
            return self._commands.get(command) or self._group_commands.get(command)
        return ask.FEATURE

    async def _remember_offer(self, incoming: Incoming, replies: list[Reply]) -> None:
        offer = tuple(button for reply in replies for button in reply.buttons if button.action)
        if offer:
            await self._services.conversations.offer(incoming.person, offer)


def _command(text: str) -> str:
    """The command's name, as it is registered; empty when the text is no command."""
    first = next(iter(text.split(maxsplit=1)), "")
    return fold(first.lstrip("/").split("@")[0].lower()) if first.startswith("/") else ""


def _bare(incoming: Incoming) -> Incoming:
    """/hoi is a question like any other: what follows it is the question."""
    if _command(incoming.text) not in ask.FEATURE.commands:
        return incoming
    return replace(incoming, text=" ".join(incoming.text.split()[1:]))


def _no_such_command(incoming: Incoming, services: Services) -> Reply:
    messages = services.library.current.knowledge.messages
    if incoming.action:
        return Reply(messages.button_gone, buttons=start.first_buttons(messages))
    known = [command for feature in FEATURES if not feature.role for command in feature.commands]
    near = difflib.get_close_matches(_command(incoming.text), known, n=1, cutoff=0.6)
    buttons: tuple[Button, ...] = start.first_buttons(messages)
    return Reply(messages.no_such_command_near.format(command=near[0]) if near else messages.no_such_command, buttons=buttons)
