"""Where a request comes from: whether a page of ours sent it, and whether it came encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.app import App


def comes_from_here(request: Request) -> bool:
    """Whether a form was sent by a page of ours: browsers say where one comes from, and no page of another site can lie."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin in {None, "null"}:
        return site is not None
    return urlsplit(origin).netloc == request.headers.get("host", "")


def is_encrypted(app: App, request: Request) -> bool:
    """Whether the browser speaks HTTPS, be it to a proxy before us."""
    outside = urlsplit(app.config.web.public_url)
    return request.url.scheme == "https" or (outside.scheme == "https" and outside.netloc == request.headers.get("host"))
