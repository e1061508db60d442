"""JSON over HTTP to a messenger: what surely did not arrive is told from what may have, and no address is ever repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

Json = dict[str, Any]
CONNECTIONS = 256
REFUSALS, TOO_MANY, SERVER_FAULTS, GATEWAY_TIMED_OUT = 400, 429, 500, 504
# Raised before a byte of the request left.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class NotReachedError(Exception):
    """The request surely did not arrive."""


class NoAnswerError(Exception):
    """Nobody knows whether the request arrived, or what came of it."""


class HeldBackError(Exception):
    """`before_it_leaves` kept the request from leaving."""


class RefusedError(Exception):
    """The other side says no; `code` is its own number for the reason."""

    def __init__(self, code: int, said: str) -> None:
        self.code = code
        super().__init__(f"{code} {said}".strip())


class Line:
    """A pool of connections to one server; after `seconds` without an answer nobody knows whether a request arrived."""

    def __init__(self, seconds: float, connections: int = CONNECTIONS) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(seconds, connect=min(seconds, 10)), limits=limits)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def ask(
        self,
        request: tuple[str, str],
        *,
        json: Json | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
        before_it_leaves: Callable[[], Awaitable[bool]] | None = None,
    ) -> tuple[int, Json]:
        """The status and the object that a method at an address answers with.

        `before_it_leaves` is asked once a connection is there. Raises NotReachedError, NoAnswerError or HeldBackError.
        """
        method, address = request
        timeout = httpx.USE_CLIENT_DEFAULT if seconds is None else httpx.Timeout(seconds, connect=10)
        extensions = {"trace": _leaving(before_it_leaves)} if before_it_leaves else {}
        try:
            answer = await self._client.request(
                method, address, json=json, data=form, headers=headers, timeout=timeout, extensions=extensions
            )
        except _NOT_SENT as error:
            raise NotReachedError(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise NoAnswerError(type(error).__name__) from None
        return answer.status_code, _object(answer)


def _leaving(prepare: Callable[[], Awaitable[bool]]) -> Callable[[str, Any], Awaitable[None]]:
    """Has it prepared right before the first byte leaves."""

    async def trace(event: str, _: Any) -> None:  # noqa: ANN401 - the library's own
        if event.endswith("send_request_headers.started") and not await prepare():
            raise HeldBackError

    return trace


def may_pass(status: int) -> bool:
    """Whether a server that says no more than this refused a request for its own trouble, and may take it later."""
    return status == TOO_MANY or (status >= SERVER_FAULTS and status != GATEWAY_TIMED_OUT)


def _object(answer: httpx.Response) -> Json:
    """The answer's object, empty for a refusal without words. Raises NotReachedError (a gateway refused) or NoAnswerError."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and answer.status_code != GATEWAY_TIMED_OUT:
        return found
    if may_pass(answer.status_code):
        raise NotReachedError(f"HTTP {answer.status_code}")
    if REFUSALS <= answer.status_code < SERVER_FAULTS:
        return {}  # the status says it all
    raise NoAnswerError(f"HTTP {answer.status_code}, no object")
