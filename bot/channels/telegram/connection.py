"""HTTP to Telegram by aiohttp: much less work per request than the library's own httpx, most so with many chats at once."""

from __future__ import annotations

import json
import re
from contextvars import ContextVar
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest
from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp.abc import AbstractStreamWriter
    from telegram.request import RequestData

# What is done once a connection is there, right before the first byte leaves by it; it may raise to keep it from leaving.
before_it_leaves: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar("before_it_leaves", default=None)
# Raised before a byte of the request left.
NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

_DONE = re.compile(rb'\s*{\s*"ok"\s*:\s*true')


class Connection(BaseRequest):
    """At most so many connections to the address; after `seconds` without an answer nobody knows whether a request arrived."""

    def __init__(self, address: str, connections: int, seconds: float) -> None:
        self._proxy = _proxy_to(address)
        self._connections = connections
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds after which an answer is no longer waited for."""
        return self._seconds

    async def initialize(self) -> None:
        """Makes the pool of connections, in the running loop; once, however often the library tries to begin."""
        if self._session:
            return
        pool = aiohttp.TCPConnector(limit=self._connections)
        headers = {"User-Agent": self.USER_AGENT}
        self._session = aiohttp.ClientSession(connector=pool, proxy=self._proxy, headers=headers)

    async def shutdown(self) -> None:
        """Closes the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        write_timeout: Any = None,  # noqa: ANN401, ARG002
        connect_timeout: Any = None,  # noqa: ANN401, ARG002
        pool_timeout: Any = None,  # noqa: ANN401, ARG002
    ) -> tuple[int, bytes]:
        """The status and the body that Telegram answers with. Raises TimedOut, or NetworkError with its cause."""
        assert self._session, "it was not initialized"  # noqa: S101 - a mistake of ours, not of a user
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._seconds
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=min(seconds, 10), sock_read=seconds)
        try:
            body = await _body(request_data)
            # Of an empty body aiohttp would say that it is some file.
            unsaid = ("Content-Type",) if body is None else None
            async with self._session.request(method, url, data=body, timeout=timeout, skip_auto_headers=unsaid) as answer:
                said = await answer.read()
                status = _meant(answer.status, said)
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # Only its kind: its words hold the address, and that the token.
            raise NetworkError(type(error).__name__) from error
        if status == HTTPStatus.GATEWAY_TIMEOUT:  # the gateway waited in vain, as one does here
            raise TimedOut
        return status, said


def _meant(status: int, body: bytes) -> int:
    """The status by what a refusal says of itself, though it is called a success; a page that forbids counts as an outage."""
    if status not in {HTTPStatus.OK, HTTPStatus.FORBIDDEN} or _DONE.match(body):
        return status
    try:
        said = json.loads(body)
    except ValueError:
        # A page: some wall on the way forbids it, not the person.
        return HTTPStatus.BAD_GATEWAY if status == HTTPStatus.FORBIDDEN else status
    refused = isinstance(said, dict) and said.get("ok") is False
    return int(said.get("error_code") or HTTPStatus.BAD_REQUEST) if refused else status


def _proxy_to(address: str) -> str | None:
    """The proxy that the environment names for it, found once: aiohttp would look, in another thread, before every request."""
    parts = urlsplit(address)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


class _Parameters(aiohttp.BytesPayload):
    """A request's parameters; its headers wait for them, so that nothing left before `before_it_leaves` is done."""

    def __init__(self, data: RequestData, prepare: Callable[[], Awaitable[None]] | None) -> None:
        # Eight times as fast as urllib's urlencode, which took more time than anything else there is to do for an answer.
        encoded = URL.build(query=data.json_parameters).raw_query_string
        super().__init__(encoded.encode(), content_type="application/x-www-form-urlencoded")
        self._prepare = prepare

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Writes them once all is prepared."""
        if self._prepare:
            await self._prepare()
        await super().write_with_length(writer, content_length)


async def _body(data: RequestData | None) -> aiohttp.Payload | aiohttp.FormData | None:
    if data is None or not data.json_parameters:
        return None
    prepare = before_it_leaves.get()
    if not data.contains_files:
        return _Parameters(data, prepare)
    if prepare:
        await prepare()
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
