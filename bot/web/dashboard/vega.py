"""The library that draws charts in the browser, out of the package that draws them for chats; nobody else is asked for it."""

from __future__ import annotations

import asyncio
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

VERSION = version("vl-convert-python")
_YEAR = 365 * 24 * 60 * 60
_SNIPPET = "Object.assign(window, { vegaEmbed });"


class VegaScript:
    """Answers with the script; it is put together once, in a process of its own, for that takes two seconds."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._script = b""

    async def __call__(self, _request: Request) -> Response:
        """The script; its address names its version, so that a browser asks once."""
        async with self._lock:
            self._script = self._script or await _bundled()
        headers = {"Cache-Control": f"public, max-age={_YEAR}, immutable"}
        return Response(self._script, media_type="text/javascript", headers=headers)


async def _bundled() -> bytes:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, stdout=asyncio.subprocess.PIPE)
    script, _ = await process.communicate()
    return script


if __name__ == "__main__":
    import vl_convert

    sys.stdout.write(vl_convert.javascript_bundle(_SNIPPET))
