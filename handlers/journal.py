"""/nhatky: what admins did, newest first."""

from __future__ import annotations

from handlers.contract import Act, Button, Feature, Incoming, Reply, Services
from handlers.numbers import number_in

PAGE = 15  # acts shown at a time


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The latest acts, or the page of earlier ones that the button names."""
    admin = services.library.current.knowledge.messages.admin
    _, _, skipped = incoming.action.partition(":")
    before = number_in(skipped) or 0
    acts = await services.audit.latest(PAGE + 1, before)
    if not acts:
        return [Reply(admin.journal_empty)]
    more = (Button(admin.button_earlier, f"journal:{before + PAGE}"),) if len(acts) > PAGE else ()
    lines = "\n".join(act_line(act, services) for act in acts[:PAGE])
    return [Reply(lines, admin.journal_title, buttons=more)]


def act_line(act: Act, services: Services) -> str:
    """One act in words: when, who, what."""
    admin = services.library.current.knowledge.messages.admin
    said = getattr(admin, f"act_{act.what}", act.what).format(detail=act.detail)
    return admin.journal_line.format(when=f"{act.at.astimezone(services.now().tzinfo):%d/%m/%Y %H:%M}", who=act.who, what=said)


FEATURE = Feature("journal", answer, commands=("nhatky",), actions=("journal",), role="viewer")
