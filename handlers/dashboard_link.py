"""/bangdieukhien: a link that opens the dashboard in a browser, once and soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Feature, Incoming, Reply, Services

if TYPE_CHECKING:
    from handlers.contract import DashboardLinks


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The link, for whoever has a role."""
    messages = services.library.current.knowledge.messages
    link = await new_link(services.dashboard_links, incoming.account, services.web_address)
    return [Reply(messages.dashboard.link.format(link=link))]


async def new_link(links: DashboardLinks, account: str, web_address: str) -> str:
    """A new address that lets the account into the dashboard."""
    return f"{web_address}/dashboard/vao/{await links.new_link(account)}"


FEATURE = Feature("dashboard_link", answer, commands=("bangdieukhien",), role="viewer")
