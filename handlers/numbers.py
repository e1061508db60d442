"""Numbers in buttons, forms and addresses, where anybody may have typed anything."""

from __future__ import annotations

LARGEST = 2**31 - 1  # number that the database gives out, or takes


def number_in(text: str) -> int | None:
    """The number that a button or an address names; None when it is none that there can be."""
    fits = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))
    return int(text) if fits and int(text) <= LARGEST else None
