"""The account is never lost: killed while it renews its tokens, the bot goes on; what can't be saved is said."""

import os
import signal
from pathlib import Path

import pytest

from bot.channels.zalo.http import NotReachedError
from bot.channels.zalo_oa.api import open_api
from bot.config_zalo import ZaloOaSettings
from tests.bot.small import QUESTION
from tests.bot.zalo_oa.accounts import running
from tests.bot.zalo_oa.killing import Outcome, killed_while_renewing
from tests.fakes.zalo_oa import APP_ID, FIRST_REFRESH_TOKEN, SECRET_KEY, FakeZaloOa

KILLS = 10


def test_killed_ten_times_while_it_renews_its_tokens_the_account_is_not_lost(tmp_path):
    outcome = killed_while_renewing(tmp_path, KILLS)
    assert outcome == Outcome(KILLS, outcome.exchanges, refused=0, answered=True)
    assert outcome.exchanges > KILLS // 2


def test_tokens_are_renewed_in_time_and_kept_over_a_restart(tmp_path):
    with FakeZaloOa(lasts=2) as zalo:
        lan = zalo.person("Lan")
        with running(zalo, tmp_path):
            zalo.record.wait(lambda: zalo.exchanges == 2)
            zalo.lasts = 90_000
            zalo.record.wait(lambda: zalo.exchanges == 3)
            zalo.answered(lan, QUESTION)
        with running(zalo, tmp_path):
            zalo.answered(lan, QUESTION)
        assert zalo.exchanges == 3
        kept = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
        assert b"fake-refresh" not in kept
        assert b"fake-access" not in kept


def test_when_the_machine_dies_before_the_answer_is_kept_the_account_goes_on_until_a_person_brings_a_new_token(tmp_path):
    with FakeZaloOa() as zalo:
        lan, owner = zalo.person("Lan"), zalo.person("Người phụ trách")
        settings = {"admins__owners": f'["zalo_oa:{owner.id}"]'}
        with running(zalo, tmp_path, **settings) as process:
            zalo.answered(owner, QUESTION)
        spent = zalo.new_refresh_token()
        zalo.spoil("access_token", seconds=5, after=True)
        with running(zalo, tmp_path, **settings, zalo_oa__refresh_token=spent) as process:
            zalo.record.wait(lambda: zalo.exchanges == 2)
            process.signal(signal.SIGKILL)
            kill_the_exchange(tmp_path)
        with running(zalo, tmp_path, **settings, zalo_oa__refresh_token=spent) as process:
            process.logged("Zalo không nhận mã làm mới của Official Account")
            assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")
            assert "developers.zalo.me" in zalo.next_message(owner, 1).text
        with running(zalo, tmp_path, **settings, zalo_oa__refresh_token=zalo.new_refresh_token()) as process:
            process.logged("tokens are renewed")
            assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")


def test_while_zalo_can_not_be_reached_the_token_is_not_used_up(tmp_path):
    with FakeZaloOa() as zalo:
        zalo.spoil("access_token", answer=b"<html>bad gateway</html>", status=502)
        zalo.spoil("access_token", cut=True)
        with running(zalo, tmp_path) as process:
            process.logged("not renewed yet: not reached")
            process.logged("not renewed yet: no answer")
            process.logged("tokens are renewed (1)")
            zalo.answered(zalo.person("Lan"), QUESTION)


@pytest.mark.parametrize(("status", "error"), [(500, -1), (503, 0), (429, -32), (200, -32)])
async def test_a_fault_of_zalos_own_is_no_word_on_the_token(status, error):
    with FakeZaloOa() as zalo:
        zalo.spoil("access_token", answer={"error": error, "message": "later"}, status=status)
        settings = ZaloOaSettings.model_validate({"app_id": APP_ID, "secret_key": SECRET_KEY, "oauth_url": zalo.base_url})
        async with open_api(settings) as api:
            with pytest.raises(NotReachedError):
                await api.exchange(FIRST_REFRESH_TOKEN)
            assert (await api.exchange(FIRST_REFRESH_TOKEN)).access_token


def kill_the_exchange(folder: Path) -> None:
    """Ends the process that outlives the bot, as a power cut would."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_it = b"zalo_oa.exchange" in (process / "cmdline").read_bytes() and (process / "cwd").resolve() == folder.resolve()
        except OSError:
            continue
        if is_it:
            os.kill(int(process.name), signal.SIGKILL)
