"""What the documents say is so: settings, commands, paths, links and examples are held against the program."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "knowledge" / "content"
READMES = ["README.md", "README.vi.md"]
DOCUMENTS = [*READMES, "CONTRIBUTING.md", "CHANGELOG.md"]
