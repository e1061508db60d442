"""/dulieu: what the bot keeps of the person who asks, deleted at one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Conversation, Feature, Incoming, Reply, Services

if TYPE_CHECKING:
    from knowledge.messages import PrivacyMessages


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """What is kept, by kind and number; after the button, that it is gone."""
    privacy = services.library.current.knowledge.messages.privacy
    if not incoming.private:
        return [Reply(privacy.in_private)]
    if not incoming.account:
        return [Reply(privacy.no_account, privacy.title)]
    if not incoming.action:
        return [await _shown(incoming.account, services)]
    for store in services.personal:
        await store.forget(incoming.account)
    await services.conversations.keep(incoming.person, Conversation())
    return [Reply("\n\n".join([privacy.forgotten, *await _as_admin(incoming.account, services)]), edits=True)]


async def _shown(account: str, services: Services) -> Reply:
    privacy = services.library.current.knowledge.messages.privacy
    kept: dict[str, int] = {}
    for store in services.personal:
        kept |= {kind: number for kind, number in (await store.kept(account)).items() if number}
    listed = [_line(kind, number, privacy) for kind, number in kept.items()]
    found = "\n".join([privacy.kept, *listed]) if listed else privacy.nothing
    parts = [privacy.account.format(account=account), found, privacy.never_questions, *await _as_admin(account, services)]
    buttons = (Button(privacy.button_forget, "forget"),) if listed else ()
    return Reply("\n\n".join(parts), privacy.title, buttons=buttons)


def _line(kind: str, number: int, privacy: PrivacyMessages) -> str:
    line: str = getattr(privacy, f"kept_{kind}")
    return f"– {line.format(number=number)}"


async def _as_admin(account: str, services: Services) -> list[str]:
    """What stays of those who look after the bot."""
    privacy = services.library.current.knowledge.messages.privacy
    role = await services.roles.of(account)
    return [privacy.owner, privacy.journal_stays] if role == "owner" else [privacy.journal_stays] if role else []


FEATURE = Feature("privacy", answer, commands=("dulieu",), actions=("forget",))
