"""The real `camnang run` against the fake Official Account."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.bot.running import address_said, started
from tests.bot.small import small_content
from tests.fakes.zalo_oa import OA_SECRET, SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.running import Process
    from tests.fakes.zalo_oa import FakeZaloOa

DEADLINE = 120  # seconds after which a bot that hangs is killed


@contextmanager
def running(zalo: FakeZaloOa, folder: Path, **settings: str) -> Iterator[Process]:
    """A bot that serves; at its end nothing it wrote held a secret, and it never asked what no bot should ask."""
    if not (folder / "content").exists():
        small_content(folder)
    with started(folder, "run", deadline=DEADLINE, **{**zalo.settings, **settings}) as process:
        zalo.webhook = address_said(process) + "zalo-oa"
        process.logged("on the Official Account")
        yield process
        process.kill()
        ended = process.ended()
        written = ended.said + ended.complained
        assert [secret for secret in (SECRET_KEY, OA_SECRET, "fake-refresh", "fake-access") if secret in written] == []
    assert zalo.record.violations == []
