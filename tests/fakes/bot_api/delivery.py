"""How updates reach the bot: long polls that it makes, or posts to its webhook."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.fakes.bot_api.errors import ApiError, ViolationError
from tests.fakes.bot_api.posting import Poster, PostError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bot_api.updates import Pending
    from tests.fakes.bot_api.world import World

    Json = dict[str, Any]

_POLLED_WHILE_PUSHED = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_POLLED_TWICE = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
MOST_CONNECTIONS = 100
PATIENCE = 10.0  # seconds for the bot to answer a post
FIRST_BACK_OFF, LONGEST_BACK_OFF = 0.05, 1.0  # Telegram's are longer


@dataclass(frozen=True)
class Webhook:
    """Where updates are posted."""

    url: str
    secret: str | None
    connections: int


@dataclass(frozen=True)
class Delivery:
    """One attempt to post an update."""

    update_id: int
    url: str
    status: int | None  # None: no answer
    arrived_at: float  # time.monotonic() when the attempt ended


class Deliverer:
    """Gives updates to the bot; lives in the server's loop."""

    def __init__(self, world: World) -> None:
        self._world, self._updates = world, world.updates
        self.webhook: Webhook | None = None
        self.deliveries: list[Delivery] = []
        self.backends: dict[str, list[str]] = {}  # public origin → where it is in truth; one after the other
        self._turn = 0
        self._called = asyncio.Event()
        self._error: Json = {}
        self._posts: set[asyncio.Task[None]] = set()

    def call(self) -> None:
        """Wakes whoever waits for updates; to be called within the loop."""
        self._called.set()

    async def get_updates(self, parameters: Json, is_gone: Callable[[], bool]) -> list[Any]:
        """The updates after the offset, as soon as there are any or the time is over."""
        self._turn += 1
        self._called.set()
        turn = self._turn
        self._updates.allow(parameters.get("allowed_updates"))
        with self._world.changed:
            self._updates.confirm(parameters.get("offset", 0))
            self._world.changed.notify_all()
        until = monotonic() + parameters.get("timeout", 0)
        while True:
            if self.webhook:
                raise ApiError(409, _POLLED_WHILE_PUSHED)
            if turn != self._turn:
                raise ApiError(409, _POLLED_TWICE)
            with self._world.changed:
                given = [] if is_gone() else self._updates.take(min(max(parameters.get("limit", 100), 1), 100))
            if given or monotonic() >= until or is_gone():
                return given
            await self._wait(until - monotonic())

    def set_webhook(self, parameters: Json) -> bool:
        """True; updates are posted from now on."""
        url, secret = parameters["url"], parameters.get("secret_token")
        if url and not _may_be_webhook(url):
            raise ViolationError("bad webhook: an HTTPS URL must be provided for webhook")
        if secret is not None and not _SECRET.fullmatch(secret):
            raise ViolationError("secret token contains unallowed characters")
        connections = parameters.get("max_connections", 40)
        if not 1 <= connections <= MOST_CONNECTIONS:
            raise ViolationError(f"max_connections must be 1-{MOST_CONNECTIONS}")
        self._updates.allow(parameters.get("allowed_updates"))
        if parameters.get("drop_pending_updates"):
            self._updates.drop()
        self.webhook = Webhook(url, secret, connections) if url else None
        self._error = {}
        self._called.set()
        return True

    def delete_webhook(self, parameters: Json) -> bool:
        """True; updates wait for getUpdates from now on."""
        return self.set_webhook({"url": "", "drop_pending_updates": parameters.get("drop_pending_updates", False)})

    def get_webhook_info(self, _parameters: Json) -> Json:
        """What is set, and how it goes."""
        info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": self._updates.waiting, **self._error}
        if self.webhook:
            info |= {"url": self.webhook.url, "max_connections": self.webhook.connections, "ip_address": "127.0.0.1"}
        return info | {"allowed_updates": sorted(self._updates.allowed)} if self._updates.allowed else info

    async def post_forever(self) -> None:
        """Posts what waits while a webhook is set, as many at once as it takes."""
        poster = Poster(PATIENCE)
        with contextlib.closing(poster):
            while True:
                await self._wait(None)
                with self._world.changed:
                    while self.webhook and self._updates.pending and len(self._updates.in_flight) < self.webhook.connections:
                        self._start_post(poster, self.webhook)

    async def close(self) -> None:
        """Gives up the posts under way."""
        for post in self._posts:
            post.cancel()
        await asyncio.gather(*self._posts, return_exceptions=True)

    def _start_post(self, poster: Poster, webhook: Webhook) -> None:
        entry = self._updates.pending.popleft()
        self._updates.in_flight.add(entry)
        task = asyncio.create_task(self._post(poster, webhook, entry))
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    async def _post(self, poster: Poster, webhook: Webhook, entry: Pending) -> None:
        back_off, is_taken = FIRST_BACK_OFF, False
        while self.webhook is webhook and not is_taken:
            is_taken = await self._attempt(poster, webhook, entry)
            if not is_taken:
                await asyncio.sleep(back_off)
                back_off = min(back_off * 2, LONGEST_BACK_OFF)
        with self._world.changed:
            self._updates.in_flight.discard(entry)
            if not is_taken:
                self._updates.put_back(entry)
            self._world.changed.notify_all()
        self._called.set()

    async def _attempt(self, poster: Poster, webhook: Webhook, entry: Pending) -> bool:
        url = self._backend(webhook.url)
        headers = {} if webhook.secret is None else {"X-Telegram-Bot-Api-Secret-Token": webhook.secret}
        status, complaint = None, ""
        try:
            status = await poster.post(url, entry.update, headers)
            complaint = f"Wrong response from the webhook: {status}"
        except PostError as error:
            complaint = f"Connection failed: {error}"
        is_taken = status is not None and 200 <= status < 300
        if not is_taken:
            self._error = {"last_error_date": int(self._world.now()), "last_error_message": complaint}
        with self._world.changed:
            self.deliveries.append(Delivery(entry.number, url, status, monotonic()))
            self._world.changed.notify_all()
        return is_taken

    def _backend(self, url: str) -> str:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        backends = self.backends.get(origin)
        if not backends:
            return url
        backends.append(backends.pop(0))
        return backends[-1] + url.removeprefix(origin)

    async def _wait(self, seconds: float | None) -> None:
        self._called.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._called.wait()


def _may_be_webhook(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK))
