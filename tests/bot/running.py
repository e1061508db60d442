"""Starts the real `camnang`, in a folder of its own and with a tiny knowledge base."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, TYPE_CHECKING

import pytest

from bot.cli import main
from tests.fresh import put_fresh_database

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Iterator

PROGRAM = Path(sys.executable).parent / "camnang"
DEADLINE = 120  # seconds after which a process that hangs is killed, so that its test fails; busy machines are slow
_BYTECODE = Path(__file__).parents[2] / ".pytest_cache" / "bytecode"


@dataclass(frozen=True)
class Ended:
    """What a process left behind."""

    code: str | int | None
    said: str
    complained: str


class Process:
    """A `camnang` that is running; what it says is read as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._said: dict[str, list[str]] = {"out": [], "err": []}

    def next_line(self) -> str:
        """The next line on standard output."""
        return self._read(self._stream("out"), "out")

    def logged(self, text: str) -> str:
        """The next line of the log that holds the text."""
        while True:
            line = self._read(self._stream("err"), "err")
            if text in line:
                return line

    def shows(self, text: str) -> None:
        """Reads standard output, letter by letter, until the text is there: a prompt has no end of line."""
        shown = ""
        while text not in shown:
            letter = self._stream("out").read(1)
            assert letter, f"it ended: {self.ended()}"
            shown += letter
        self._said["out"].append(shown)

    def write(self, text: str) -> None:
        """Types the text."""
        assert self._process.stdin
        self._process.stdin.write(text)
        self._process.stdin.flush()

    @property
    def log(self) -> str:
        """What was read of the log so far."""
        return "".join(self._said["err"])

    def signal(self, number: signal.Signals) -> None:
        """Sends the signal."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """Ends it as a power cut would: with SIGKILL."""
        self._process.kill()

    def ended(self) -> Ended:
        """Waits for its end; nothing more is typed."""
        said, complained = self._process.communicate()
        return Ended(self._process.returncode, "".join([*self._said["out"], said]), "".join([*self._said["err"], complained]))

    def _stream(self, name: str) -> IO[str]:
        stream = {"out": self._process.stdout, "err": self._process.stderr}[name]
        assert stream
        return stream

    def _read(self, stream: IO[str], name: str) -> str:
        line = stream.readline()
        self._said[name].append(line)
        assert line, f"it ended: {self.ended()}"
        return line


@contextmanager
def started(folder: Path, *arguments: str, deadline: float = DEADLINE, **settings: str) -> Iterator[Process]:
    """A running `camnang`; it is killed at the end when it is still there."""
    if "run" in arguments and "database__url" not in settings and not (folder / "var").exists():
        put_fresh_database(folder / "var" / "camnang.db")
    with subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=folder,
        env=environment(folder, **settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        watchdog = Timer(deadline, process.kill)
        watchdog.start()
        try:
            yield Process(process)
        finally:
            watchdog.cancel()
            process.kill()


def address_said(process: Process) -> str:
    """The page's address, as the first line says it."""
    found = re.search(r"http://\S+/", process.next_line())
    assert found
    return found[0]


def camnang_here(folder: Path, *arguments: str, typed: bytes = b"", **settings: str) -> Ended:
    """Runs the command within this process, which takes no second to start, as if in a terminal that knows only ASCII."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="ascii") for data in (typed, b"", b"")]
    handlers, level = logging.root.handlers[:], logging.root.level
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(os, "environ", environment(folder, **settings))
        patch.setattr(sys, "argv", ["camnang", *arguments])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        code = _code_of(main)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    return Ended(code, *(_written(stream) for stream in streams[1:]))


def _code_of(program: Callable[[], None]) -> str | int | None:
    try:
        program()
    except SystemExit as end:
        return end.code
    return 0


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    held = stream.buffer
    assert isinstance(held, io.BytesIO)
    return held.getvalue().decode()


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The settings as variables (web__port="0" is CAMNANG_WEB__PORT=0), with nothing of who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CAMNANG_", "PYTHON"))}
    if sys.dont_write_bytecode:
        kept["PYTHONPYCACHEPREFIX"] = str(_BYTECODE)
    # What is sent by itself on some days of the week would come between.
    own = {"web__port": "0", "content__folder": str(folder / "content"), "trends__weekly": "never", **settings}
    return kept | {f"CAMNANG_{name.upper()}": value for name, value in own.items()}
