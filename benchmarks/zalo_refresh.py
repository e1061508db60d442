"""`python -m benchmarks.zalo_refresh [KILLS]`: kill -9 while the Official Account's tokens are renewed, 100 times.

The real `camnang run` against the fake account of the tests, whose refresh tokens work once. It is killed before Zalo uses the
token up, before Zalo's answer comes, as it comes, and at the start, in turn. An account is lost when a refresh token is refused.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bot.zalo_oa.killing import killed_while_renewing

KILLS = 100


def main() -> None:
    """Prints what became of the account; exit code 1 when it was lost."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    with tempfile.TemporaryDirectory() as folder:
        outcome = killed_while_renewing(Path(folder), kills)
    lost = bool(outcome.refused) or not outcome.answered
    print(f"{outcome.kills} kills, {outcome.exchanges} exchanges, {outcome.refused} refused; the account is", end=" ")  # noqa: T201
    print("lost" if lost else "not lost")  # noqa: T201 - the benchmark's own words
    sys.exit(lost)


if __name__ == "__main__":
    main()
