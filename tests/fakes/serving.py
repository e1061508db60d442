"""A web server of a fake: a Starlette app on uvicorn, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette
    from starlette.types import Receive, Scope, Send

_START, _END = 10.0, 1.0  # seconds


class _Connection(H11Protocol):
    """Lets a request see its connection, so that it can be cut."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Cut(Response):
    """No response at all: the connection ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["transport"].abort()
        await receive()  # until the connection is known to be lost


class _Server(uvicorn.Server):
    """Tells when it has started, and ends at once; signals are the test's own affair."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self.stopped = asyncio.Event()

    async def main_loop(self) -> None:
        self._ready()
        await self.stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        if self.server_state.tasks:
            await asyncio.wait(list(self.server_state.tasks), timeout=_END)


class AppThread:
    """Serves an app on a free port of 127.0.0.1 until it is closed."""

    def __init__(self, app: Starlette, name: str, port: int = 0) -> None:
        self._socket = _listening(port)
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            app,
            http=_Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            timeout_keep_alive=600,
        )
        self._started = threading.Event()
        self._server = _Server(config, self._started.set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name=name, daemon=True)

    def start(self) -> None:
        """Returns once it serves."""
        self._thread.start()
        if not self._started.wait(_START):
            raise TimeoutError(f"{self._thread.name} did not start")

    def close(self) -> None:
        """Returns once nothing is served any more; whoever waits for an answer is cut off."""
        self.call(self._end)
        self._thread.join()
        self._socket.close()

    def call(self, function: Callable[[], object]) -> None:
        """Runs the function within the server's loop, soon."""
        if self._loop:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(function)

    def call_later(self, seconds: float, function: Callable[[], object]) -> None:
        """Runs the function within the server's loop after so many seconds."""
        loop = self._loop
        if loop:
            self.call(lambda: loop.call_later(seconds, function))

    async def _serve(self) -> None:
        """Serves, and whatever a fake does beside it."""
        self._loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._socket])

    def _end(self) -> None:
        """Ends the server and all that waits in it."""
        self._server.stopped.set()


def _listening(port: int) -> socket.socket:
    # asyncio switches Nagle's algorithm off (40 ms an answer) only where the protocol is named.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(1024)
    return listening
