"""/dulieu: everybody sees what is kept of them, by kind and number, and deletes it at one tap."""

import pytest

from bot.app import open_app
from bot.config import Config
from handlers.contract import Incoming
from tests.support import TODAY, config_in, own_library

OWNER, LAN = "telegram:1", "telegram:22"


@pytest.fixture
async def app(database_url, tmp_path):
    config = Config.model_validate(
        {**config_in(tmp_path).model_dump(), "database": {"url": database_url}, "admins": {"owners": [OWNER]}}
    )
    async with open_app(config, now=lambda: TODAY, library=own_library()) as app:
        yield app


async def said(app, account, text="", action="", chat=""):
    (reply,) = await app.router.respond(Incoming("telegram", account, text, action, chat=chat, account=account))
    return reply


def privacy(app):
    return app.library.current.knowledge.messages.privacy


async def test_a_person_of_whom_nothing_is_kept_is_told_so_with_their_own_number(app):
    reply = await said(app, LAN, "/dulieu")
    assert "Mã tài khoản của đồng chí: telegram:22" in reply.text
    assert privacy(app).nothing in reply.text
    assert not reply.buttons


async def test_a_question_asked_is_nothing_that_is_kept_of_a_person(app):
    await said(app, LAN, "quy định 85 là gì")
    assert privacy(app).nothing in (await said(app, LAN, "/dulieu")).text


async def test_a_role_is_shown_and_given_up_at_one_tap(app):
    await app.services.roles.grant(LAN, "editor")
    reply = await said(app, LAN, "/dulieu")
    assert privacy(app).kept_role.format(number=1) in reply.text
    assert privacy(app).journal_stays in reply.text
    (button,) = reply.buttons
    gone = await said(app, LAN, action=button.action)
    assert gone.edits
    assert gone.text == privacy(app).forgotten
    assert await app.services.roles.of(LAN) is None
    assert (await said(app, LAN, action=button.action)).text == privacy(app).forgotten


async def test_an_owner_is_told_where_that_is_set_and_stays_one(app):
    reply = await said(app, OWNER, "/dulieu")
    assert privacy(app).owner in reply.text
    await said(app, OWNER, action="forget")
    assert await app.services.roles.of(OWNER) == "owner"


async def test_in_a_group_nobody_is_shown_what_is_kept_of_them(app):
    assert (await said(app, LAN, "/dulieu", chat="-1")).text == privacy(app).in_private


async def test_the_page_keeps_nothing_of_anyone(app):
    (reply,) = await app.router.respond(Incoming("web", "web:1", "/dulieu"))
    assert reply.text == privacy(app).no_account
