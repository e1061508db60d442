"""An engine in a fresh process, asked one question at a time; ChatterBot's process has an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.content import SPELLINGS, own_knowledge, phrasings
from benchmarks.serving import Ranking

CHATTERBOT = "chatterbot"
_REQUIREMENT = "chatterbot>=1.2.15,<1.3"  # it pins SQLAlchemy below 2.1, this project needs 2.1
_ENVIRONMENT = Path(".bench/chatterbot")


class Process:
    """One engine with the texts in one spelling, the content as it is or grown to a size; built when this returns."""

    def __init__(self, name: str, spelling: str, size: int | None = None) -> None:
        self._sent_as_spelt = name == CHATTERBOT
        self._spell = SPELLINGS[spelling]
        own = ["benchmarks.worker", name, spelling, *([str(size)] if size else [])]
        command = [_python_of(name), "-m", *(["benchmarks.chatterbot_peer"] if name == CHATTERBOT else own)]
        self._running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if name == CHATTERBOT:
            asked = phrasings(own_knowledge(), spelling)
            self._send(list(zip(asked.texts, asked.entries, strict=True)))
        built = self._receive()
        self.build_s: float = built["build_s"]
        self.mb: float = built["mb"]
        self.ms: dict[str, list[float]] = {}

    def ask(self, question: str) -> None:
        """Has the question answered, and notes how many milliseconds it took."""
        self._asked(question, ranked=False)

    def ranking(self, question: str) -> Ranking:
        """As `ask`, and what the engine made of the question."""
        said = self._asked(question, ranked=True)
        best = [(entry, score) for entry, score in said["best"]]
        return Ranking(best, said["foreign"], said["outcome"], said["figures"] and tuple(said["figures"]))

    def end(self) -> None:
        """Lets it go."""
        self._running.communicate()

    def _asked(self, question: str, *, ranked: bool) -> dict[str, Any]:
        self._send({"question": self._spell(question) if self._sent_as_spelt else question, "ranked": ranked})
        said = self._receive()
        self.mb = said["mb"]
        self.ms.setdefault(question, []).append(said["ms"])
        return said

    def _send(self, what: object) -> None:
        assert self._running.stdin  # noqa: S101 - as it was opened
        self._running.stdin.write(json.dumps(what) + "\n")
        self._running.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._running.stdout  # noqa: S101 - as it was opened
        received: dict[str, Any] = json.loads(self._running.stdout.readline())
        return received


def _python_of(name: str) -> str:
    """The interpreter that has the engine; ChatterBot's is installed when it is first asked for."""
    if name != CHATTERBOT:
        return sys.executable
    python = _ENVIRONMENT / "bin" / "python"
    if not (_ENVIRONMENT / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", _ENVIRONMENT], check=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", _REQUIREMENT], check=True)
        (_ENVIRONMENT / "installed").touch()
    return str(python)
