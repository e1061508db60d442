"""/dangky, /huydangky and the button on every reminder: who gets reminders, about what; in a group its administrators say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services
from knowledge.text import fold

if TYPE_CHECKING:
    from handlers.reminder_contract import ChatKind
    from knowledge.messages import ReminderMessages

NOWHERE = {"web", "console"}  # nothing can be sent there


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """What holds from now on."""
    reminders = services.library.current.knowledge.messages.reminders
    chat = incoming.chat or incoming.account.partition(":")[2]
    if not chat or incoming.channel in NOWHERE:
        return [Reply(reminders.no_account)]
    if incoming.chat and not incoming.administrator:
        return [Reply(reminders.not_known if incoming.administrator is None else reminders.only_administrators)]
    command, _, topic = incoming.action.partition(":")
    if command == "reminders-topic" and topic in reminders.menu_topics:
        return [await _topic_changed(incoming, chat, topic, services)]
    if command == "reminders-off" or fold(incoming.text.lower()).startswith("/huydangky"):
        return [await _off(incoming, chat, topic, services)]
    return [await _on(incoming, chat, services)]


async def _on(incoming: Incoming, chat: str, services: Services) -> Reply:
    reminders = services.library.current.knowledge.messages.reminders
    kind: ChatKind = "group" if incoming.chat else "person"
    account = "" if incoming.chat else incoming.account
    fresh = await services.subscriptions.subscribe(incoming.channel, chat, kind, account)
    if incoming.chat:
        return Reply(reminders.on_group)
    said = reminders.on if fresh else reminders.on_already
    return Reply(said, reminders.topics_title, buttons=await _topics(incoming.channel, chat, services))


async def _off(incoming: Incoming, chat: str, topic: str, services: Services) -> Reply:
    """All reminders are off at one tap; the one topic alone is the second choice."""
    reminders = services.library.current.knowledge.messages.reminders
    if not await services.subscriptions.unsubscribe(incoming.channel, chat):
        return Reply(reminders.off_already)
    if incoming.chat:
        return Reply(reminders.off_group)
    only = reminders.menu_topics.get(topic)
    button = (Button(reminders.off_only_topic.format(topic=only), f"reminders-topic:{topic}"),) if only else ()
    return Reply(reminders.off, buttons=button)


async def _topic_changed(incoming: Incoming, chat: str, topic: str, services: Services) -> Reply:
    reminders = services.library.current.knowledge.messages.reminders
    store, channel = services.subscriptions, incoming.channel
    muted = await store.muted(channel, chat)
    if muted is None:  # all were off a moment ago
        await store.subscribe(channel, chat, "group" if incoming.chat else "person", "" if incoming.chat else incoming.account)
    is_muted = muted is None or topic not in muted
    await store.mute(channel, chat, topic, muted=is_muted)
    said = (reminders.off_topic if is_muted else reminders.on_topic).format(topic=reminders.menu_topics[topic])
    buttons = await _topics(channel, chat, services)
    return Reply(said, reminders.topics_title, buttons=buttons, edits=True)


async def _topics(channel: str, chat: str, services: Services) -> tuple[Button, ...]:
    reminders: ReminderMessages = services.library.current.knowledge.messages.reminders
    muted = await services.subscriptions.muted(channel, chat) or frozenset()
    return tuple(
        Button((reminders.topic_off if topic in muted else reminders.topic_on).format(topic=name), f"reminders-topic:{topic}")
        for topic, name in reminders.menu_topics.items()
    )


FEATURE = Feature(
    "subscribe",
    answer,
    commands=("dangky", "huydangky"),
    actions=("reminders-off", "reminders-topic"),
    group_commands=("dangky", "huydangky"),
    group_actions=("reminders-off", "reminders-topic"),
)
