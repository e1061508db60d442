"""/imlang and /noilai: a group asks the bot for silence, or to answer again; only those who run the group may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Feature, Incoming, Reply, Services

if TYPE_CHECKING:
    from knowledge.messages import Messages


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """What holds from now on, or why it stays as it was."""
    messages = services.library.current.knowledge.messages
    if incoming.private:
        return [Reply(messages.quiet_in_groups)]
    if incoming.administrator is None:
        return [Reply(messages.quiet_not_known)]
    if not incoming.administrator:
        return [Reply(messages.quiet_by_administrators)]
    return [Reply(await _set(incoming, services, messages))]


async def _set(incoming: Incoming, services: Services, messages: Messages) -> str:
    quiet = incoming.text.lower().startswith("/imlang")
    await services.chats.set_quiet(incoming.channel, incoming.chat, quiet=quiet)
    return messages.quiet_on if quiet else messages.quiet_off


FEATURE = Feature("quiet", answer, group_commands=("imlang", "noilai"))
