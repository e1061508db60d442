"""`camnang run`: the page, the messengers, and all that goes on beside them."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from bot.app import open_app
from bot.commands.terminal import say
from bot.escalating import carry_questions
from bot.learning import keep_learning
from bot.outbox import send_notices
from bot.practice import offer_practice
from bot.quiz_rounds import play_rounds
from bot.reminders.sending import end_sending, send_reminders
from bot.reminders.starting import start_reminders
from bot.scheduler import forget_conversations, keep_contests, purge_questions, reload_changed_content
from bot.storage.roles import TERMINAL
from bot.web.server import address_of, open_socket, serve
from bot.web.site import create_site
from bot.weekly import send_weekly
from handlers.dashboard_link import new_link

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from socket import socket

    from bot.app import App
    from bot.config import Config
    from knowledge.messages import Messages

    Chore = Callable[[App], Coroutine[None, None, None]]

# What goes on beside the page and the messengers, each for as long as the program runs.
CHORES: tuple[Chore, ...] = (
    forget_conversations,
    purge_questions,
    reload_changed_content,
    keep_contests,
    send_notices,
    play_rounds,
    offer_practice,
    keep_learning,
    start_reminders,
    carry_questions,
    send_weekly,
)
AGAIN_SECONDS = 10
_log = logging.getLogger(__name__)


async def serve_bot(config: Config) -> None:
    """Serves until it is told to stop. Raises AddressError or StorageError."""
    # The database's thread must not wait long for its turn beside a busy loop; Python's default is 5 ms for each.
    sys.setswitchinterval(0.0002)
    listener = open_socket(config.web.host, config.web.port)
    with listener:
        await _serve(config, listener)


async def _serve(config: Config, listener: socket) -> None:
    async with open_app(config, address=address_of(listener)) as app, asyncio.TaskGroup() as group:
        messages = app.library.current.knowledge.messages
        work = [unfailing(chore, app) for chore in CHORES]
        if config.telegram.token.get_secret_value():
            work.append(app.telegram.run())
        if config.zalo.is_on:
            work.append(app.zalo.run())
        if config.zalo_oa.is_on:
            work.append(app.zalo_oa.run())
        chores = [group.create_task(chore) for chore in work]
        senders = [group.create_task(send_reminders(app, channel)) for channel in config.channels]
        link = "" if config.has_messenger else await new_link(app.stores.passes, TERMINAL, app.services.web_address)
        await serve(create_site(app), listener, lambda: _say_started(messages, address_of(listener), link))
        await end_sending(senders)
        for chore in chores:
            chore.cancel()
        say(messages.run_stopped)


async def unfailing(chore: Chore, app: App, pause: float = AGAIN_SECONDS) -> None:
    """Goes on with a chore that failed in a way nobody foresaw: the others, and the people who ask, must not suffer from it."""
    while True:
        try:
            return await chore(app)
        except Exception:  # noqa: BLE001 - whatever it was, it is in the log
            _log.exception("%s begins anew", chore.__name__)
        await asyncio.sleep(pause)


def _say_started(messages: Messages, address: str, dashboard_link: str) -> None:
    say(messages.run_address.format(address=address))
    if dashboard_link:
        say(messages.dashboard.run_link.format(link=dashboard_link))
