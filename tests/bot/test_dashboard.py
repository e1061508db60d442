"""Who gets into the dashboard, who does not, and what may be done there."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from bot.app import open_app
from bot.config import Config
from bot.web.dashboard import pages
from bot.web.dashboard.entrance import COOKIE
from bot.web.dashboard.visit import Page, form_token
from bot.web.site import create_site
from handlers.contract import Incoming
from tests.support import TODAY, config_in, own_library

OWNER, LAN = "telegram:1", "telegram:22"
HERE = {"Sec-Fetch-Site": "same-origin"}


class Board:
    """A bot whose clock can be moved, and a browser."""

    def __init__(self, app, clock, client):
        self.app, self.clock, self.client = app, clock, client

    async def link(self, account=OWNER):
        """The path of the link that /bangdieukhien gives."""
        incoming = Incoming("telegram", account, "/bangdieukhien", account=account)
        (reply,) = await self.app.router.respond(incoming)
        return re.findall(r"https://bot\.vn(/\S+)", reply.text)[0]

    async def enter(self, account=OWNER):
        entered = await self.client.post(await self.link(account), headers=HERE)
        assert entered.headers["location"] == "/dashboard"
        return entered


@pytest.fixture
async def board(database_url, tmp_path):
    async with opened(tmp_path, database={"url": database_url}) as board:
        yield board


@asynccontextmanager
async def opened(folder, **settings):
    given = {"admins": {"owners": [OWNER]}, "web": {"public_url": "https://bot.vn"}, **settings}
    config = Config.model_validate({**config_in(folder).model_dump(), **given})
    clock = [TODAY]
    async with open_app(config, now=lambda: clock[0], library=own_library()) as app:
        transport = httpx.ASGITransport(app=create_site(app))
        async with httpx.AsyncClient(transport=transport, base_url="https://bot.vn") as client:
            yield Board(app, clock, client)


async def test_a_link_opens_a_session_by_its_button(board):
    link = await board.link()
    shown = await board.client.get(link)
    assert shown.status_code == 200
    assert "Mở trên trình duyệt này" in shown.text
    assert "Tổng quan" not in (await board.client.get("/dashboard")).text
    entered = await board.client.post(link, headers=HERE)
    cookie = entered.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/dashboard", "Max-Age=28800"))
    assert "Tổng quan" in (await board.client.get("/dashboard")).text


async def test_a_link_that_is_only_looked_at_is_not_used_up(board):
    link = await board.link()
    for _ in range(3):
        await board.client.get(link)
    assert (await board.client.post(link, headers=HERE)).status_code == 303


async def used(board):
    link = await board.link()
    await board.client.post(link, headers=HERE)
    board.client.cookies.clear()
    return link


async def expired(board):
    link = await board.link()
    board.clock[0] += timedelta(minutes=10)
    return link


async def forged(board):
    link = await board.link()
    return f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}"


async def of_a_session(board):
    """The secret of a session is none of a link."""
    await board.enter()
    session = board.client.cookies[COOKIE]
    board.client.cookies.clear()
    return f"/dashboard/vao/{session}"


@pytest.mark.parametrize("spoilt", [used, expired, forged, of_a_session])
async def test_a_used_expired_or_forged_link_opens_nothing(board, spoilt):
    link = await spoilt(board)
    for method in ("GET", "POST"):
        answer = await board.client.request(method, link, headers=HERE)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
        assert "/bangdieukhien" in answer.text
    assert (await board.client.get("/dashboard")).status_code == 403


async def test_a_link_of_a_chat_opens_no_page_of_its_own_when_used_as_a_session(board):
    secret = (await board.link()).rpartition("/")[2]
    board.client.cookies.set(COOKIE, secret)
    assert (await board.client.get("/dashboard")).status_code == 403


async def test_a_session_ends_after_eight_hours(board):
    await board.enter()
    board.clock[0] += timedelta(hours=8) - timedelta(seconds=1)
    assert (await board.client.get("/dashboard")).status_code == 200
    board.clock[0] += timedelta(seconds=1)
    assert (await board.client.get("/dashboard")).status_code == 403


async def test_a_session_ends_with_the_role(board):
    await board.app.services.roles.grant(LAN, "viewer")
    await board.enter(LAN)
    assert (await board.client.get("/dashboard")).status_code == 200
    await board.app.services.roles.grant(LAN, None)
    assert (await board.client.get("/dashboard")).status_code == 403


async def test_a_session_ends_when_its_owner_leaves_or_deletes_what_is_kept(board):
    for leave in (leave_by_button, forget):
        await board.enter()
        session = board.client.cookies[COOKIE]
        await leave(board)
        board.client.cookies.set(COOKIE, session)
        assert (await board.client.get("/dashboard")).status_code == 403
        board.client.cookies.clear()


async def leave_by_button(board):
    await board.client.post("/dashboard/ra", headers=HERE)


async def forget(board):
    said = await board.app.router.respond(Incoming("telegram", OWNER, "/dulieu", account=OWNER))
    assert "Bảng điều khiển" in said[0].text
    await board.app.router.respond(Incoming("telegram", OWNER, action="forget", account=OWNER))


async def test_only_those_with_a_role_get_a_link_and_only_in_private(board):
    admin = board.app.library.current.knowledge.messages.admin
    for incoming, said in [
        (Incoming("telegram", LAN, "/bangdieukhien", account=LAN), admin.not_allowed),
        (Incoming("web", "web:1", "/bangdieukhien"), admin.not_allowed),
        (Incoming("telegram", OWNER, "/bangdieukhien", account=OWNER, chat="-100"), admin.in_private),
    ]:
        (reply,) = await board.app.router.respond(incoming)
        assert reply.text == said


async def test_neither_links_nor_sessions_stand_in_the_database(board):
    link = (await board.link()).rpartition("/")[2]
    await board.enter()
    async with board.app.stores.questions._engine.connect() as connection:
        kept = str((await connection.exec_driver_sql("select * from passes")).all())
    assert OWNER in kept
    assert link not in kept
    assert board.client.cookies[COOKIE] not in kept


@pytest.fixture
def acted(monkeypatch):
    """A page that anyone may see and editors may change; what its forms brought."""
    taken = []

    async def show(visit):
        return visit.page("refused.html", reason="trang thử")

    async def act(visit):
        taken.append((visit.account, visit.form["text"]))
        return visit.back()

    page = Page("thu", lambda messages: messages.dashboard.overview, show, act)
    monkeypatch.setattr("bot.web.dashboard.routes.PAGES", (*pages.PAGES, page))
    return taken


async def test_a_form_is_taken_with_its_token_from_our_own_page_alone(acted, tmp_path):
    async with opened(tmp_path) as board:
        await board.enter()
        right = {"token": form_token(board.client.cookies[COOKIE]), "text": "một"}
        refused = [
            ({**right, "token": "x"}, HERE),
            ({**right, "token": "đ"}, HERE),
            ({"text": "một"}, HERE),
            (right, {}),
            (right, {"Sec-Fetch-Site": "cross-site"}),
            (right, {"Sec-Fetch-Site": "same-site"}),
            (right, {"Origin": "https://evil.vn"}),
            (right, {"Origin": "null"}),
        ]
        for form, headers in refused:
            assert (await board.client.post("/dashboard/thu", data=form, headers=headers)).status_code == 403
        assert acted == []
        for headers in (HERE, {"Origin": "https://bot.vn"}):
            assert (await board.client.post("/dashboard/thu?ngay=7", data=right, headers=headers)).headers["location"] == (
                "/dashboard/thu?ngay=7"
            )
        assert acted == [(OWNER, "một")] * 2


async def test_who_may_only_look_changes_nothing(acted, tmp_path):
    async with opened(tmp_path) as board:
        await board.app.services.roles.grant(LAN, "viewer")
        await board.enter(LAN)
        form = {"token": form_token(board.client.cookies[COOKIE]), "text": "một"}
        assert (await board.client.post("/dashboard/thu", data=form, headers=HERE)).status_code == 403
        assert acted == []


async def test_a_link_is_not_opened_by_a_form_of_another_site(board):
    link = await board.link()
    answer = await board.client.post(link, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert (await board.client.post(link, headers=HERE)).status_code == 303


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.path or "overview")
async def test_every_page_is_light_strict_and_not_kept_by_the_browser(tmp_path, page):
    async with opened(tmp_path) as board:
        await board.enter()
        answer = await board.client.get(page.address)
        assert answer.status_code == 200
        assert len(answer.content) < 60_000
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        addresses = re.findall(r'(?:src|href|action)="([^"]*)"', answer.text)
        assert [address for address in addresses if not address.startswith(("/", "#"))] == []


async def test_a_database_that_fails_is_told_in_plain_words(tmp_path):
    async with opened(tmp_path) as board:
        await board.enter()
        async with board.app.stores.questions._engine.begin() as connection:
            await connection.exec_driver_sql("drop table figures")
        answer = await board.client.get("/dashboard")
        assert (answer.status_code, board.app.library.current.knowledge.messages.trouble in answer.text) == (503, True)


async def test_a_page_may_be_asked_for_without_its_text(tmp_path):
    async with opened(tmp_path) as board:
        await board.enter()
        assert (await board.client.head("/dashboard")).status_code == 200
        link = await board.link()
        assert (await board.client.head(link)).status_code == 200
        assert (await board.client.post(link, headers=HERE)).status_code == 303
