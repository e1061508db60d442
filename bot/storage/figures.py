"""Questions become figures in groups of `privacy.min_group`; what is less than a group waits where nobody sees it.

So each figure stands for a whole group at least, in every sum of days, places or entries, and no difference of two sums, nor of
two looks at the same sum, can tell of fewer. No exact total is kept here: there is nothing to subtract from. README, "What
figures tell", says what comparing kinds leaves open; tests/bot/test_figures_privacy.py holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import figures, gathering

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from handlers.contract import LoggedQuestion

Kind = Literal["place", "hour", "asked", "helpful", "unhelpful", "again"]

_GROUP = bindparam("group_of", type_=gathering.c.questions.type)
_REST = gathering.c.questions % _GROUP
_FULL = select(
    gathering.c.kind,
    bindparam("full_on", type_=figures.c.day.type),
    gathering.c.what,
    gathering.c.made,
    gathering.c.questions - _REST,
).where(gathering.c.questions >= _GROUP)
_EMPTY = update(gathering).where(gathering.c.questions >= _GROUP).values(questions=_REST)


def _gathers(dialect: Any) -> Any:  # noqa: ANN401 - of either dialect
    row = dialect.insert(gathering)
    sum_ = {"questions": gathering.c.questions + row.excluded.questions}
    return row.on_conflict_do_update(index_elements=["kind", "what", "made"], set_=sum_)


def _fills(dialect: Any) -> Any:  # noqa: ANN401 - of either dialect
    row = dialect.insert(figures).from_select(["kind", "day", "what", "made", "questions"], _FULL)
    sum_ = {"questions": figures.c.questions + row.excluded.questions}
    return row.on_conflict_do_update(index_elements=["kind", "day", "what", "made"], set_=sum_)


# Made once: building a statement takes longer than carrying it out.
_DIALECTS = {"postgresql": postgresql, "sqlite": sqlite}
_GATHER = {name: _gathers(dialect) for name, dialect in _DIALECTS.items()}
_FILL = {name: _fills(dialect) for name, dialect in _DIALECTS.items()}


def names_of(question: LoggedQuestion) -> Iterator[tuple[Kind, str]]:
    """What a question counts for."""
    yield "place", f"{question.channel} {'private' if question.private else 'group'} {question.outcome}"
    yield "hour", f"{question.asked_at.weekday()} {question.asked_at.hour}"
    if question.outcome == "answer" and question.entry:
        yield "asked", question.entry
    if question.after:
        yield "again", question.after


def add_to_figures(
    connection: Connection, counted: Mapping[tuple[Kind, str], int], day: date, group: int, *, made: bool = False
) -> None:
    """Counts questions, by kind and name; each full group becomes a figure of that day."""
    if not counted:
        return
    # In one order everywhere, so that two processes never wait for each other's rows.
    rows = [{"kind": kind, "what": name, "made": made, "questions": more} for (kind, name), more in sorted(counted.items())]
    connection.execute(_GATHER[connection.dialect.name], rows)
    if connection.execute(_FILL[connection.dialect.name], {"full_on": day.isoformat(), "group_of": group}).rowcount:
        connection.execute(_EMPTY, {"group_of": group})
