"""What the README says each channel can do is what the code says."""

from pathlib import Path

from bot.channels.capabilities import table

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_shows_the_capabilities_of_the_code():
    assert table() in README.read_text(encoding="utf-8")
