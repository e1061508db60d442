"""/nhacnho: an editor writes a reminder, sees it, says to whom and when, sends it, and hears what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Feature, Incoming, Reply, Services
from handlers.reminders import afterwards, choosing, drafting, leaving
from handlers.reminders.request import ACTION, Request

if TYPE_CHECKING:
    from handlers.reminders.request import Step

STEPS: dict[str, Step] = {**drafting.STEPS, **choosing.STEPS, **leaving.STEPS, **afterwards.STEPS}


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """What the step leads to; the command leads to the beginning."""
    _, _, rest = incoming.action.partition(":")
    name, _, argument = rest.partition(":")
    return await STEPS.get(name, drafting.menu)(Request(incoming, services, argument))


FEATURE = Feature("reminders", answer, commands=("nhacnho",), actions=(ACTION,), pictures=(f"{ACTION}:text",), role="editor")
