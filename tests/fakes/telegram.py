"""A fake Bot API server: the real program runs against it, tests speak for the people and look at what the bot did."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self, TypeVar

from tests.fakes.bot_api.disturbances import Disturbances
from tests.fakes.bot_api.groups import Groups
from tests.fakes.bot_api.people import Person
from tests.fakes.bot_api.polls import close
from tests.fakes.bot_api.profile import scope_key
from tests.fakes.bot_api.server import ServerThread
from tests.fakes.bot_api.service import Service
from tests.fakes.bot_api.world import Chat, Message, World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from tests.fakes.bot_api.calls import Call
    from tests.fakes.bot_api.delivery import Delivery, Webhook

    Json = dict[str, Any]

__all__ = ["Chat", "FakeTelegram", "Message", "Person"]

Value = TypeVar("Value")
BOT_ID, USERNAME = 7_000_000_085, "camnang85_bot"
TOKEN = f"{BOT_ID}:AAFake-token_of-the-fake-Telegram-0085"
FIRST_PERSON = 6_100_000_000  # numbers of people outgrew 32 bits
PATIENCE = 10.0  # seconds
SHOWN = 25  # calls in a complaint


class FakeTelegram(Disturbances):
    """The server, the world behind it and the record of what the bot did; all of it may be used from any thread."""

    def __init__(self, token: str = TOKEN, *, port: int = 0, now: Callable[[], float] = time.time) -> None:
        self.token, self.username = token, USERNAME
        self._world = World(_bot(int(token.partition(":")[0])), now)
        super().__init__(Service(self._world, token))
        self._groups = Groups(self._world)
        self._server = ServerThread(self._service, port)
        self._world.updates.wake = lambda: self._server.call(self._service.deliverer.call)
        self._world.later = self._server.call_later
        self.origin = f"http://127.0.0.1:{self._server.port}"
        self.base_url, self.base_file_url = f"{self.origin}/bot", f"{self.origin}/file/bot"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()

    # The world.

    @property
    def bot(self) -> Json:
        """The bot's User object; tests may change it (supports_inline_queries…)."""
        return self._world.bot

    @property
    def privacy_mode(self) -> bool:
        """Whether the bot sees in groups only what is meant for it."""
        return self._world.privacy_mode

    @privacy_mode.setter
    def privacy_mode(self, is_on: bool) -> None:
        self._world.privacy_mode = is_on
        self._world.bot["can_read_all_group_messages"] = not is_on

    def person(self, name: str, *, username: str | None = None, has_started: bool = False, number: int | None = None) -> Person:
        """A new person; one who has not written yet cannot be written to, unless `has_started`."""
        with self._world.changed:
            user: Json = {"id": number or FIRST_PERSON + self._world.number(), "is_bot": False, "first_name": name}
            user |= {"language_code": "vi"} | ({"username": username} if username else {})
            person = Person(self._world, user, has_started=has_started)
            self._world.users[person.id] = user
            self._world.chats[person.id] = person.chat
        return person

    def group(
        self,
        title: str,
        members: Sequence[Person] = (),
        administrators: Sequence[Person] = (),
        *,
        kind: str = "supergroup",
        with_bot: bool = False,
    ) -> Chat:
        """A new group, the first administrator its owner; `with_bot`: the bot is in it since ever, and is not told."""
        chat = self._groups.new(title, kind, members, administrators)
        chat.bot = "member" if with_bot else "left"
        return chat

    def add_bot(self, group: Chat, by: Person | None = None, *, as_administrator: bool = False) -> None:
        """Brings the bot into the group."""
        self._groups.add_bot(group, by, as_administrator=as_administrator)

    def remove_bot(self, group: Chat, by: Person | None = None) -> None:
        """Throws the bot out of the group."""
        self._groups.set_status(group, "kicked", by)

    def promote_bot(self, group: Chat, by: Person | None = None) -> None:
        """Makes the bot an administrator: it sees everything from now on."""
        self._groups.set_status(group, "administrator", by)

    def demote_bot(self, group: Chat, by: Person | None = None) -> None:
        """Makes the bot a plain member."""
        self._groups.set_status(group, "member", by)

    def rename(self, group: Chat, title: str, by: Person | None = None) -> None:
        """Gives the group another title."""
        self._groups.rename(group, title, by)

    def migrate(self, group: Chat, by: Person | None = None) -> Chat:
        """The supergroup that the group becomes."""
        return self._groups.migrate(group, by)

    def set_member(self, group: Chat, person: Person, status: str) -> None:
        """Changes a person's place in the group without a word: creator, administrator, member, left."""
        with self._world.changed:
            group.members[person.id] = status

    def votes_in(self, message: Message) -> dict[int, list[int]]:
        """Who chose which options of the poll, as it stands now."""
        with self._world.changed:
            return {person: list(options) for person, options in self._world.votes[message.poll["id"]].items()}

    def close_poll(self, message: Message) -> None:
        """Ends the poll as its period does."""
        close(self._world, message)

    def deliver_raw(self, update: Any) -> Any:
        """An update of any shape; an object without update_id gets the next, everything else is given once."""
        return self._world.updates.post_raw(update)

    def repeat(self, update: Any = None) -> Any:
        """An update, the last one if none is named, delivered once more with the same number."""
        return self._world.updates.post_raw(update or self.updates[-1])

    def expire(self, query_id: str) -> None:
        """Makes a callback or inline query too old to be answered."""
        self._world.queries[query_id].asked_at = float("-inf")

    # What the bot did.

    @property
    def calls(self) -> list[Call]:
        """Every request in order, getUpdates among them."""
        with self._world.changed:
            return list(self._service.calls)

    @property
    def violations(self) -> list[str]:
        """What the bot asked that no bot should ever ask."""
        with self._world.changed:
            return list(self._service.violations)

    @property
    def updates(self) -> list[Any]:
        """Every update there ever was."""
        with self._world.changed:
            return list(self._world.updates.posted)

    def calls_to(self, *methods: str, chat: Person | Chat | None = None) -> list[Call]:
        """The requests for these methods."""
        return [call for call in self.calls if call.method in methods and (chat is None or call.chat_id == chat.id)]

    def count(self, method: str) -> int:
        """How many requests for the method were answered with ok; cheap, for benchmarks."""
        return self._service.counts[method]

    def messages(self, chat: Person | Chat, *, with_deleted: bool = False) -> list[Message]:
        """The bot's messages in the chat, as they stand now."""
        with self._world.changed:
            everything = list(self._world.chats[chat.id].messages.values())
        own = [message for message in everything if message.payload["from"]["id"] == self.bot["id"]]
        return [message for message in own if with_deleted or not message.deleted]

    @property
    def callback_answers(self) -> dict[str, Json]:
        """What answerCallbackQuery said, by query."""
        return self._answers("data")

    @property
    def inline_answers(self) -> dict[str, Json]:
        """What answerInlineQuery said, by query: results, cache_time…"""
        return self._answers("query")

    @property
    def chat_actions(self) -> list[tuple[int, str]]:
        """What sendChatAction showed, and where."""
        with self._world.changed:
            return list(self._world.actions)

    def commands(self, scope: Json | str = "default", language: str = "") -> dict[str, str]:
        """The menu of the scope and language: command → description."""
        key = scope_key({"type": scope} if isinstance(scope, str) else scope)
        return {item["command"]: item["description"] for item in self._world.commands.get((key, language), [])}

    def own_text(self, name: str, language: str = "") -> str:
        """The bot's name, description or short_description, as it was set."""
        return self._world.texts.get((name, language), "")

    # Waiting.

    def wait(self, condition: Callable[[], Value], seconds: float = PATIENCE) -> Value:
        """The condition's value as soon as it is true; looked at after every call and change."""
        with self._world.changed:
            value = self._world.changed.wait_for(condition, seconds)
        assert value, f"it did not come true in {seconds} s; {self.record()}"
        return value

    def next_message(
        self, chat: Person | Chat | None = None, *, after: Message | None = None, seconds: float = PATIENCE
    ) -> Message:
        """The bot's first message in the chat, or the first after the given message."""
        where = chat or (after.chat if after else None)
        assert where, "in which chat?"
        last = after.id if after else 0
        return self.wait(lambda: [message for message in self.messages(where) if message.id > last], seconds)[0]

    def settled(self, seconds: float = PATIENCE) -> None:
        """Returns once every update was taken: an offset passed it, or the webhook said 200."""
        self.wait(lambda: self._world.updates.waiting == 0, seconds)

    def record(self) -> str:
        """What happened last, for whoever reads why a test failed."""
        shown = "\n  ".join(repr(call) for call in [call for call in self.calls if call.method != "getUpdates"][-SHOWN:])
        waiting = [entry.update for entry in self._world.updates.pending][:SHOWN]
        return f"violations: {self.violations}\nupdates not taken: {waiting}\ncalls:\n  {shown}"

    # The webhook.

    @property
    def webhook(self) -> Webhook | None:
        """Where updates are posted, if anywhere."""
        return self._service.deliverer.webhook

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to post an update."""
        with self._world.changed:
            return list(self._service.deliverer.deliveries)

    def forward(self, public: str, *backends: str) -> None:
        """Posts for the public origin (https://…) go to these origins in truth, one after the other."""
        self._service.deliverer.backends[public] = list(backends)

    def _answers(self, name: str) -> dict[str, Json]:
        with self._world.changed:
            return {
                number: query.answer
                for number, query in self._world.queries.items()
                if query.answer is not None and name in query.payload
            }


def _bot(number: int) -> Json:
    return {
        "id": number,
        "is_bot": True,
        "first_name": "Cẩm nang 85",
        "username": USERNAME,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
    }


if __name__ == "__main__":
    from tests.fakes.bot_api.by_hand import main

    main(FakeTelegram)
