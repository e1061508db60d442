"""SVG → PNG and PDF, with the fonts that come with the program: the same picture on every machine."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

FONTS = "Liberation Sans, Arial, Helvetica, sans-serif"  # the first one comes with vl-convert and has every Vietnamese letter
NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"]}  # how charts write them
_VARIABLE = "FONTCONFIG_FILE"


def as_png(svg: str, pixels_per_inch: int = 300) -> bytes:
    """The picture in pixels, a unit of its width and height being 1/72 inch."""
    import vl_convert  # noqa: PLC0415 - the program starts sooner without

    with _own_fonts_alone():
        return vl_convert.svg_to_png(svg, ppi=pixels_per_inch)


def as_pdf(svg: str) -> bytes:
    """The picture as a page, with its fonts in it; a unit of its width and height is 1/72 inch."""
    import vl_convert  # noqa: PLC0415 - as above

    with _own_fonts_alone():
        return vl_convert.svg_to_pdf(svg)


def chart_as_png(chart: dict[str, Any], scale: float = 2) -> bytes:
    """A Vega-Lite chart in pixels, so many to each of its own; its letters and numbers are those of Vietnam."""
    import vl_convert  # noqa: PLC0415 - as above

    lettered = {**chart, "config": {"font": FONTS, **chart.get("config", {})}}
    with _own_fonts_alone():
        return vl_convert.vegalite_to_png(lettered, scale=scale, format_locale=NUMBERS, allowed_base_urls=[])


@contextmanager
def _own_fonts_alone() -> Iterator[None]:
    """Hides the machine's fonts at the first drawing, when they are looked for.

    A machine's fonts win over those that come along, and its Liberation Sans may be an old one that lacks Vietnamese letters.
    """
    before = os.environ.get(_VARIABLE)
    with tempfile.TemporaryDirectory() as empty:
        file = Path(empty) / "fonts.conf"
        file.write_text(f"<fontconfig><dir>{empty}</dir></fontconfig>", encoding="utf-8")
        # The library reads the variables of the process itself.
        os.putenv(_VARIABLE, str(file))
        try:
            yield
        finally:
            if before is None:
                os.unsetenv(_VARIABLE)
            else:
                os.putenv(_VARIABLE, before)
