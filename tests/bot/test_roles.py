"""Who may do what, by the settings or by an owner's word; every act of an owner stands in the journal."""

import asyncio

import pytest

from bot.app import open_app
from bot.config import Config
from handlers.contract import Incoming, StorageError
from tests.support import TODAY, config_in, own_library

OWNER, LAN, BINH = "telegram:1", "telegram:22", "telegram:33"


@pytest.fixture
async def app(database_url, tmp_path):
    config = Config.model_validate(
        {**config_in(tmp_path).model_dump(), "database": {"url": database_url}, "admins": {"owners": [OWNER]}}
    )
    async with open_app(config, now=lambda: TODAY, library=own_library()) as app:
        yield app


async def said(app, account, text="", action="", chat=""):
    replies = await app.router.respond(Incoming("telegram", account, text, action, chat=chat, account=account))
    return replies[0]


def admin(app):
    return app.library.current.knowledge.messages.admin


async def test_an_owner_gives_a_role_with_or_without_marks_and_takes_it_back_by_a_button(app):
    assert (await said(app, LAN, "/nhatky")).text == admin(app).not_allowed
    for typed in ("biên tập", "BIEN TAP", "xem"):
        await said(app, OWNER, f"/phanquyen 22 {typed}")
    assert await app.services.roles.of(LAN) == "viewer"
    assert LAN in (await said(app, LAN, "/nhatky")).text
    (button,) = (await said(app, OWNER, "/phanquyen")).buttons
    await said(app, OWNER, action=button.action)
    assert await app.services.roles.of(LAN) is None
    assert (await said(app, LAN, "/nhatky")).text == admin(app).not_allowed


async def test_only_owners_give_roles(app):
    await said(app, OWNER, f"/phanquyen {LAN} biên tập")
    assert (await said(app, LAN, f"/phanquyen {BINH} xem")).text == admin(app).not_allowed
    assert (await said(app, LAN, action=f"grant:{OWNER}")).text == admin(app).not_allowed
    assert await app.services.roles.everyone() == {OWNER: "owner", LAN: "editor"}


async def test_an_owner_stays_an_owner_whatever_is_typed(app):
    assert (await said(app, OWNER, f"/phanquyen {OWNER} xem")).text == admin(app).grant_owner
    assert await app.services.roles.of(OWNER) == "owner"


@pytest.mark.parametrize(
    "typed", ["22", "22 vua", "telegram:22", "'; drop table roles xem", "fax:1 xem", f"telegram:{'1' * 60} xem"]
)
async def test_what_is_typed_wrong_changes_nothing_and_is_told_how_to_be_typed(app, typed):
    assert (await said(app, OWNER, f"/phanquyen {typed}")).text == admin(app).grant_form
    assert await app.services.roles.everyone() == {OWNER: "owner"}


async def test_in_a_group_nobody_does_what_admins_do(app):
    assert (await said(app, OWNER, "/phanquyen", chat="-1")).text == admin(app).in_private


async def test_a_person_without_an_account_has_no_role(app):
    assert await app.services.roles.of("") is None
    assert (await app.router.respond(Incoming("web", "web:1", "/nhatky")))[0].text == admin(app).not_allowed


async def test_the_journal_shows_newest_first_page_by_page(app):
    for number in range(20):
        await app.services.audit.note(OWNER, "granted", f"lần {number}")
    first = await said(app, OWNER, "/nhatky")
    assert first.text.splitlines()[0] == f"23/11/2026 09:30 · {OWNER}: phân quyền: lần 19"
    second = await said(app, OWNER, action=first.buttons[0].action)
    assert second.text.splitlines()[-1].endswith("lần 0")
    assert not second.buttons


@pytest.mark.parametrize("page", ["9" * 30, "²", "-1", "2147483648", "x"])
async def test_a_page_that_cannot_be_is_the_first(app, page):
    await app.services.audit.note(OWNER, "granted", "lần 0")
    assert "lần 0" in (await said(app, OWNER, action=f"journal:{page}")).text
    assert (await said(app, OWNER, action=f"quiz_totals:{page}")).text


async def test_a_role_that_cannot_be_noted_is_not_given(app):
    async with app.stores.questions._engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE audit RENAME TO away")
    assert (await said(app, OWNER, "/phanquyen 22 xem")).text != admin(app).granted
    assert await app.services.roles.of(LAN) is None


async def test_what_belongs_together_holds_together_and_other_tasks_are_not_in_it(app):
    with pytest.raises(StorageError):  # noqa: PT012 - what fails is the block
        async with app.services.audit.all_or_nothing():
            await app.services.roles.grant(LAN, "editor")
            raise StorageError("…")
    assert await app.services.roles.of(LAN) is None
    async with app.services.audit.all_or_nothing():
        await app.services.roles.grant(LAN, "editor")
        other = asyncio.create_task(app.services.roles.of(LAN))
    assert await other == "editor"
