"""What proves the fake: python-telegram-bot's own Bot, and plain requests, against it."""

from __future__ import annotations

import httpx
import pytest
from telegram import Bot

from tests.fakes.telegram import FakeTelegram


@pytest.fixture
def telegram():
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it every 429 is a deprecation warning


@pytest.fixture
async def bot(telegram):
    async with Bot(telegram.token, telegram.base_url, telegram.base_file_url) as bot:
        yield bot


@pytest.fixture
def lan(telegram):
    return telegram.person("Lan", has_started=True)


@pytest.fixture
def binh(telegram):
    return telegram.person("Bình", username="binh_85")


@pytest.fixture
def group(telegram, lan, binh):
    return telegram.group("Tổ 1", members=[lan], administrators=[binh], with_bot=True)


@pytest.fixture
def ask(telegram):
    """Sends a request as no library would; returns status and body."""
    with httpx.Client(base_url=f"{telegram.base_url}{telegram.token}/", trust_env=False) as client:

        def send(method, parameters=None, **more):
            response = client.post(method, data=parameters, **more)
            return response.status_code, response.json()

        yield send
