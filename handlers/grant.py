"""/phanquyen: an owner sees who has a role, gives one, or takes it back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.contract import ROLES, Button, Feature, Incoming, Reply, Services
from knowledge.text import fold

if TYPE_CHECKING:
    from handlers.contract import Role
    from knowledge.messages import AdminMessages

_ACCOUNT = re.compile(r"(?:telegram|zalo|zalo_oa|console):\w{1,40}", re.ASCII)


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """Everyone with a role, or what holds from now on."""
    admin = services.library.current.knowledge.messages.admin
    if incoming.action:
        account = incoming.action.removeprefix("grant:")
        return [Reply(await _granted(account, None, incoming.account, services), edits=True)]
    words = incoming.text.split()[1:]
    if not words:
        return [await _everyone(services, admin)]
    account = words[0] if ":" in words[0] else f"{incoming.channel}:{words[0]}"
    names: dict[str, Role | None] = {admin.role_viewer: "viewer", admin.role_editor: "editor", admin.role_none: None}
    roles = {fold(name): role for name, role in names.items()}
    typed = fold(" ".join(words[1:]).lower())
    if not _ACCOUNT.fullmatch(account) or typed not in roles:
        return [Reply(admin.grant_form)]
    role = roles[typed]
    return [Reply(await _granted(account, role, incoming.account, services))]


async def _everyone(services: Services, admin: AdminMessages) -> Reply:
    everyone = await services.roles.everyone()
    lines = [admin.grant_line.format(account=account, role=role_name(role, admin)) for account, role in everyone.items()]
    buttons = tuple(
        Button(admin.button_take_back.format(account=account), f"grant:{account}")
        for account, role in everyone.items()
        if role != "owner"
    )
    return Reply("\n\n".join(["\n".join(lines) or admin.grant_nobody, admin.grant_form]), admin.grant_title, buttons=buttons)


async def _granted(account: str, role: Role | None, by: str, services: Services) -> str:
    admin = services.library.current.knowledge.messages.admin
    named = role_name(role, admin)
    async with services.audit.all_or_nothing():
        if not await services.roles.grant(account, role):
            return admin.grant_owner
        await services.audit.note(by, "granted", f"{account} → {named}")
    return admin.granted.format(account=account, role=named)


def role_name(role: Role | None, admin: AdminMessages) -> str:
    """The role's name in Vietnamese."""
    names = {"viewer": admin.role_viewer, "editor": admin.role_editor, "owner": admin.role_owner}
    return names[role] if role else admin.role_none


def is_at_least(role: Role | None, least: Role) -> bool:
    """Whether a role may do all that the other may."""
    return role is not None and ROLES.index(role) >= ROLES.index(least)


FEATURE = Feature("grant", answer, commands=("phanquyen",), actions=("grant",), role="owner")
