"""The pages of the dashboard, in the order of its menu."""

from __future__ import annotations

from bot.web.dashboard import audit, contests, entries, overview, quality, reminding, sources, unknown

PAGES = (overview.PAGE, unknown.PAGE, entries.PAGE, sources.PAGE, quality.PAGE, contests.PAGE, reminding.PAGE, audit.PAGE)
