"""The real `camnang run` against the fake Zalo Bot Platform."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.bot.running import address_said, started
from tests.bot.small import small_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.running import Process
    from tests.fakes.zalo import FakeZalo

DEADLINE = 120  # seconds after which a bot that hangs is killed


@contextmanager
def running(zalo: FakeZalo, folder: Path, **settings: str) -> Iterator[Process]:
    """A bot that serves; at its end nothing it wrote held the token, and it never asked what no bot should ask."""
    if not (folder / "content").exists():
        small_content(folder)
    own = {"zalo__token": zalo.token, "zalo__base_url": zalo.base_url}
    with started(folder, "run", deadline=DEADLINE, **{**own, **settings}) as process:
        process.address = address_said(process)  # type: ignore[attr-defined]
        process.logged("on Zalo as")
        yield process
        process.kill()
        ended = process.ended()
        assert zalo.token not in ended.said + ended.complained
        assert zalo.token.partition(":")[2] not in ended.said + ended.complained
    assert zalo.record.violations == []
