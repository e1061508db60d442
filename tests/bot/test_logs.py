"""What the program writes: no secret in it, whoever writes, and nothing of what people typed."""

import logging
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import HIDDEN, redactor, set_up_logs
from tests.bot.leaking import WAYS
from tests.bot.running import camnang_here
from tests.bot.settings import TOKEN, WEBHOOK_SECRET
from tests.bot.small import ANSWER, QUESTION, small_content

ROOT = Path(__file__).parents[2]
SHORT_TOKEN = "1:ab"  # noqa: S105 - nobody's, and of no usual length
PASSWORD = "mật/kh'ẩu\\1"  # noqa: S105 - as above
QUIET = ["httpx", "httpcore", "apscheduler", "telegram", "alembic", "aiosqlite", "asyncio", "uvicorn", "watchfiles"]
SECRETS = (SHORT_TOKEN, WEBHOOK_SECRET, PASSWORD)


@pytest.fixture(scope="module")
def leaked():
    """All that a process writes whose every word of its own is a secret."""
    command = [sys.executable, "-m", "tests.bot.leaking", "DEBUG", *SECRETS]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False)


@pytest.mark.parametrize("way", WAYS)
def test_a_text_is_shown_without_its_secrets_in_whichever_way(leaked, way):
    shown = re.search(rf"^.*\b{way}: (.*)", leaked.stdout + leaked.stderr, re.MULTILINE)
    assert shown
    assert shown[1].startswith(f"{HIDDEN} {HIDDEN} {HIDDEN} https://api.telegram.org/bot{HIDDEN}/getMe")


def test_nothing_that_a_process_writes_holds_a_secret(leaked):
    assert leaked.returncode == 1
    written = leaked.stdout + leaked.stderr
    spelt = [spelling for secret in SECRETS for spelling in (secret, repr(secret)[1:-1])]
    assert [spelling for spelling in spelt if spelling in written] == []


def test_a_traceback_keeps_its_lines(leaked):
    assert leaked.stderr.count("Traceback (most recent call last):\n") >= 7
    assert "│" not in leaked.stderr


@pytest.mark.parametrize(
    "spelt",
    [
        TOKEN,
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"https://api.telegram.org/file/bot{TOKEN.replace(':', '%3A')}/photo.png",
        f"'{TOKEN}'",
        f"{TOKEN}{TOKEN}",
        f"{TOKEN}\n",
    ],
)
def test_the_token_is_hidden_wherever_it_stands(spelt):
    assert TOKEN.split(":")[1] not in redactor([TOKEN])(spelt)


def test_a_password_is_hidden_as_it_is_and_as_addresses_and_quotes_spell_it():
    redact = redactor(["m%C3%A2%CC%A3t%2Fkh'%22\\au"])
    plain = "mậ".replace("ậ", "â\u0323") + "t/kh'\"\\au"
    for spelt in (plain, repr(plain)[1:-1], "m%C3%A2%CC%A3t%2Fkh'%22\\au", "m\\u00e2\\u0323t/kh'\\\"\\\\au"):
        assert redact(f"«{spelt}»") == f"«{HIDDEN}»"


def test_of_two_secrets_one_within_the_other_both_are_hidden_whole():
    assert redactor(["matkhaumoi", "matkhaumoi-2026"])("matkhaumoi-2026 matkhaumoi") == f"{HIDDEN} {HIDDEN}"


def test_a_short_secret_is_hidden_where_it_stands_alone():
    assert redactor(["sa"])("sa:sa@host, 'sa', sao, câu sai, sa") == f"{HIDDEN}:{HIDDEN}@host, '{HIDDEN}', sao, câu sai, {HIDDEN}"


def test_what_looks_like_a_bot_token_is_hidden_though_nobody_said_it_is_one():
    assert redactor([])(f"không có máy '{TOKEN}'") == f"không có máy '{HIDDEN}'"


@pytest.mark.parametrize(
    "text", ["", "content/topics/an-toan.yaml:12:9: sai", "2026-11-23 09:30:00,123", "http://127.0.0.1:8085/", QUESTION]
)
def test_other_text_stays_as_it_is(text):
    assert redactor(SECRETS)(text) == text


@given(before=st.text(), secret=st.text(min_size=8), after=st.text())
def test_no_secret_survives_whatever_stands_around_it(before, secret, after):
    assert secret not in redactor([secret])(before + secret + after).replace(HIDDEN, "") or set(secret) <= {"*"}


@pytest.fixture
def logged(monkeypatch):
    """Sets up the logs at a level; what was written is read at the end."""
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    handlers, level = logging.root.handlers[:], logging.root.level
    quiet = {name: logging.getLogger(name).level for name in QUIET}
    yield partial(set_up_logs, secrets=SECRETS)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "apscheduler.scheduler", "uvicorn.error"])
def test_of_libraries_that_tell_much_only_warnings_are_written(logged, level, name):
    logged(level)
    assert logging.getLogger(name).getEffectiveLevel() == logging.WARNING


@pytest.mark.parametrize("level", ["DEBUG", "ERROR"])
@pytest.mark.parametrize("name", ["telegram", "telegram.Bot", "telegram.ext.Application", "telegram.ext.ExtBot"])
def test_of_the_library_that_tells_what_people_type_next_to_nothing_is_written(logged, level, name):
    logged(level)
    assert logging.getLogger(name).getEffectiveLevel() == logging.CRITICAL


def test_the_program_itself_is_logged_from_the_level_that_is_set(logged):
    logged("INFO")
    assert logging.getLogger("bot.scheduler").getEffectiveLevel() == logging.INFO


def test_logs_that_are_set_up_again_hide_the_secrets_of_the_last_time_only(logged, capsys):
    logged("INFO")
    set_up_logs("INFO", ["other-secret"])
    print(f"{WEBHOOK_SECRET} other-secret", file=sys.stderr)  # noqa: T201 - what is tried
    assert capsys.readouterr().err == f"{WEBHOOK_SECRET} {HIDDEN}\n"


def test_a_token_set_in_the_wrong_place_is_not_repeated(tmp_path):
    small_content(tmp_path)
    ended = camnang_here(tmp_path, "ask", QUESTION, web__port=TOKEN, admins__owners=f'["{TOKEN}"]')
    assert ended.code == 1
    assert len(ended.complained.splitlines()) == 2
    assert ended.complained.count(f"'{HIDDEN}'") == 2


def test_an_answer_is_printed_whole_while_secrets_are_hidden(tmp_path):
    small_content(tmp_path)
    ended = camnang_here(tmp_path, "ask", QUESTION, telegram__token=TOKEN, log__level="DEBUG")
    assert (ended.code, ended.complained) == (0, "")
    assert ANSWER in ended.said
    assert TOKEN not in ended.said
