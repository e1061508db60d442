"""What leaves by itself as the Official Account reaches only those who wrote lately; of others it is recorded why not."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.app import open_app
from bot.channels.messenger import Refused, Sent
from bot.channels.zalo_oa.api import open_api
from bot.channels.zalo_oa.exchange import exchange
from bot.channels.zalo_oa.messenger import ZaloOaMessenger
from bot.channels.zalo_oa.tokens import Tokens
from bot.config import Config
from handlers.contract import Reply
from tests.bot.small import small_content
from tests.fakes.zalo_oa import APP_ID, FIRST_REFRESH_TOKEN, SECRET_KEY, FakeZaloOa
from tests.support import TODAY

OUTSIDE = Refused("window", "ngoài thời hạn tương tác")


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = TODAY

    def __call__(self):
        return self.now


@asynccontextmanager
async def speaking(folder, **more):
    """A messenger on a bot of its own, its clock, and Zalo."""
    clock = Clock()
    with FakeZaloOa(lasts=10**9) as zalo:
        zalo.now = lambda: clock().timestamp()
        account = {"app_id": APP_ID, "secret_key": SECRET_KEY, "refresh_token": FIRST_REFRESH_TOKEN, **more}
        config = Config.model_validate(
            {
                "database": {"url": f"sqlite+aiosqlite:///{folder / 'camnang.db'}"},
                "content": {"folder": str(small_content(folder))},
                "zalo_oa": {**account, "oauth_url": zalo.base_url, "api_url": zalo.base_url},
            }
        )
        async with open_app(config, clock) as app, open_api(config.zalo_oa) as api:
            tokens = Tokens(app.stores.zalo_oa_tokens, FIRST_REFRESH_TOKEN, exchange=lambda version: exchange(config, version))
            await tokens.renew(0)
            yield ZaloOaMessenger(app, api, tokens), app, zalo, clock


async def follower(app, zalo):
    """Someone who follows the account today."""
    lan = zalo.person("Lan")
    zalo.wrote(lan.id)
    await app.stores.chats.joined("zalo_oa", lan.id, "private", administrator=False)
    await app.stores.last_wrote.wrote("zalo_oa", lan.id)
    return lan


async def sent_after(messenger, lan, clock, **time):
    clock.now = TODAY + timedelta(**time)
    return await messenger.send(lan.id, [Reply("Nhắc việc")], broadcast=True)


async def test_within_seven_days_it_arrives_and_afterwards_it_is_recorded_as_outside_the_window(tmp_path):
    async with speaking(tmp_path) as (messenger, app, zalo, clock):
        lan = await follower(app, zalo)
        assert isinstance(await sent_after(messenger, lan, clock, days=6, hours=23), Sent)
        assert await sent_after(messenger, lan, clock, days=7, hours=1) == OUTSIDE  # Zalo's word on the border day
        asked = len(zalo.calls_to("message"))
        assert await sent_after(messenger, lan, clock, days=9) == OUTSIDE
        assert len(zalo.calls_to("message")) == asked


async def test_when_nothing_may_be_paid_for_it_arrives_within_the_free_48_hours_alone(tmp_path):
    async with speaking(tmp_path, paid_messages="false") as (messenger, app, zalo, clock):
        lan = await follower(app, zalo)
        assert isinstance(await sent_after(messenger, lan, clock, hours=20), Sent)
        assert await sent_after(messenger, lan, clock, days=3) == OUTSIDE


@pytest.mark.parametrize(("code", "reason"), [(-230, "window"), (-213, "blocked"), (-211, "quota"), (-201, "bad")])
async def test_every_refusal_has_its_reason_and_who_shut_the_account_out_is_noted(tmp_path, code, reason):
    async with speaking(tmp_path) as (messenger, app, zalo, _):
        lan = await follower(app, zalo)
        zalo.fails(code, "said")
        outcome = await messenger.send(lan.id, [Reply("Nhắc việc")], broadcast=True)
        assert isinstance(outcome, Refused)
        assert outcome.reason == reason


async def test_a_broadcast_with_an_access_token_that_ended_is_sent_at_the_next_try(tmp_path):
    async with speaking(tmp_path) as (messenger, app, zalo, _):
        lan = await follower(app, zalo)
        zalo.end_access()
        await messenger.send(lan.id, [Reply("Nhắc việc")], broadcast=True)
        assert isinstance(await messenger.send(lan.id, [Reply("Nhắc việc")], broadcast=True), Sent)
        assert zalo.exchanges == 2
        assert zalo.record.violations == []


async def test_who_asks_what_is_kept_of_them_is_told_of_the_day_and_can_delete_it(tmp_path):
    async with speaking(tmp_path) as (_, app, zalo, _):
        lan = await follower(app, zalo)
        assert await app.stores.last_wrote.kept(f"zalo_oa:{lan.id}") == {"last_wrote": 1}
        await app.stores.last_wrote.forget(f"zalo_oa:{lan.id}")
        assert await app.stores.last_wrote.kept(f"zalo_oa:{lan.id}") == {}
