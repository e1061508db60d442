"""/quydinh, /giaiphap, /nguon and every topic button: reading without asking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services
from handlers.present import source_entry, topic_button, topic_reply

if TYPE_CHECKING:
    from datetime import date

    from knowledge.library import Snapshot
    from knowledge.model import Knowledge, Source

REGULATION = "quy-dinh-85"
SOLUTIONS = "sau-giai-phap"


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The list that the command or button names, or the entry that a topic button names."""
    snapshot, today = services.library.current, services.now().date()
    kind, _, name = incoming.action.partition(":") if incoming.action else ("browse", "", _command(incoming))
    if kind == "topic":
        return [_topic(snapshot, name, today)]
    match name:
        case "quydinh":
            return [_groups(snapshot.knowledge)]
        case "giaiphap":
            return [_group(snapshot.knowledge, SOLUTIONS)]
        case "nguon":
            return _documents(snapshot.knowledge, today)
        case "trang":
            return [_pages(snapshot.knowledge, today)]
        case _:
            return [_group(snapshot.knowledge, name)]


def _command(incoming: Incoming) -> str:
    return incoming.text.split()[0].lstrip("/").split("@")[0].lower()


def _topic(snapshot: Snapshot, topic: str, today: date) -> Reply:
    knowledge = snapshot.knowledge
    found = knowledge.topics.get(topic)
    return topic_reply(found, knowledge, today) if found else Reply(knowledge.messages.topic_gone)


def _groups(knowledge: Knowledge) -> Reply:
    """The regulation's entries, and the other chapters below them."""
    regulation = _group(knowledge, REGULATION)
    others = tuple(Button(group.title, f"browse:{group.group}") for group in knowledge.groups if group.group != REGULATION)
    return replace(regulation, text=knowledge.messages.browse_regulation, buttons=(*regulation.buttons, *others))


def _group(knowledge: Knowledge, name: str) -> Reply:
    for group in knowledge.groups:
        if group.group == name:
            return Reply(
                knowledge.messages.browse_group,
                group.title,
                buttons=tuple(topic_button(topic) for topic in group.topics),
                opens="giaiphap" if name == SOLUTIONS else "quydinh",
            )
    return Reply(knowledge.messages.topic_gone)


def _documents(knowledge: Knowledge, today: date) -> list[Reply]:
    """The cited documents: those in force, then those that are not."""
    documents = [source for source in _cited(knowledge) if source.number]
    current = [source for source in documents if not knowledge.expired(source, today)]
    ended = [source for source in documents if knowledge.expired(source, today)]
    messages = knowledge.messages
    return [
        Reply(_listed(messages.browse_sources, current, knowledge, today), messages.button_sources, opens="nguon"),
        Reply(_listed(messages.browse_ended, ended, knowledge, today), buttons=(Button(messages.button_pages, "browse:trang"),)),
    ]


def _pages(knowledge: Knowledge, today: date) -> Reply:
    """What is cited but is no document: articles, pages, compilations."""
    pages = [source for source in _cited(knowledge) if not source.number]
    return Reply(_listed(knowledge.messages.browse_pages, pages, knowledge, today), knowledge.messages.button_pages)


def _cited(knowledge: Knowledge) -> list[Source]:
    cited = {citation.source for topic in knowledge.topics.values() for citation in topic.sources}
    return [source for source in knowledge.sources.values() if source.id in cited]


def _listed(opening: str, sources: list[Source], knowledge: Knowledge, today: date) -> str:
    return "\n".join([opening, *(f"• {source_entry(source, knowledge, today)}" for source in sources)])


FEATURE = Feature("browse", answer, commands=("quydinh", "giaiphap", "nguon"), actions=("topic", "browse"))
