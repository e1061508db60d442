"""Serves the web app until the program is told to stop."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import uvicorn

from knowledge.faults import MendableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.applications import Starlette

GRACE_SECONDS = 5


_ADVICE = {
    errno.EADDRINUSE: "một chương trình khác đang dùng cổng này; tắt chương trình đó hoặc đặt CAMNANG_WEB__PORT sang số khác",
    errno.EACCES: "không được phép dùng cổng này; đặt CAMNANG_WEB__PORT sang số từ 1024 trở lên",
}
_OTHER_ADVICE = "máy này không có địa chỉ ấy; đặt CAMNANG_WEB__HOST là 127.0.0.1 hoặc 0.0.0.0"


class AddressError(MendableError):
    """The page's address can't be used; the text says why and what to do."""


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket, so that a taken port is known before anything else starts. Raises AddressError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with ExitStack() as unless_it_listens:
            listener = unless_it_listens.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(socket.SOMAXCONN)
            unless_it_listens.pop_all()
    except OSError as error:
        raise AddressError(f"không mở được trang ở {host}:{port}: {_ADVICE.get(error.errno or 0, _OTHER_ADVICE)}") from None
    listener.setblocking(False)  # noqa: FBT003 - the standard library's own signature
    return listener


def address_of(listener: socket.socket) -> str:
    """The page's address as a person opens it."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if shown in {'0.0.0.0', '[::]'} else shown}:{port}/"  # noqa: S104 - compared, not bound


async def serve(site: Starlette, listener: socket.socket, started: Callable[[], None]) -> None:
    """Serves until SIGINT or SIGTERM, then lets turns under way finish."""
    # No access log: it would hold the addresses of those who ask.
    config = uvicorn.Config(
        site,
        access_log=False,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )
    server = _AnnouncingServer(config, started)
    await server.serve(sockets=[listener])


class _AnnouncingServer(uvicorn.Server):
    """Says when it is ready, and ends with exit code 0 when it is told to stop."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Announces the address once connections are taken."""
        await super().startup(sockets)
        self._say_started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ends in peace on SIGINT and SIGTERM; uvicorn's own way would raise the signal again and spoil the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
