"""How a browser comes to belong to someone who takes part: by a link from the bot, or by a form; and how it ceases to."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from bot.contest_roster import code_of
from bot.web.contest.reading import missing, open_contest, part_in
from bot.web.contest.visit import COOKIE, ROOT
from bot.web.origin import comes_from_here
from handlers.contest.contests import sealed_code
from handlers.contest.entering import LONGEST_NAME, name_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from bot.web.contest.visit import Visit
    from handlers.contest.model import Contest

MOST_WRONG = 20  # codes that one address may get wrong in a minute
MINUTE = 60.0
MOST_ADDRESSES = 10_000


class CodeGuard:
    """Lets nobody try codes one after another; addresses stay in memory for a minute."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}

    def is_closed_to(self, address: str) -> bool:
        """Whether too many codes were wrong within the last minute."""
        wrong = self._wrong.get(address, deque())
        while wrong and wrong[0] < time.monotonic() - MINUTE:
            wrong.popleft()
        if not wrong:
            self._wrong.pop(address, None)
        return len(wrong) >= MOST_WRONG

    def note(self, address: str) -> None:
        """One more was wrong."""
        if len(self._wrong) >= MOST_ADDRESSES:
            self._wrong.clear()
        self._wrong.setdefault(address, deque()).append(time.monotonic())


async def link(visit: Visit) -> Response:
    """A button: messengers look at links they pass on, and a link that is only looked at is not used up."""
    contest = await open_contest(visit)
    return visit.page("link.html", held=contest) if contest else await missing(visit)


async def by_link(visit: Visit) -> Response:
    """Lets the browser be the account's that the link was made for."""
    key = await visit.contests.browser_by_link(visit.request.path_params["link"]) if comes_from_here(visit.request) else ""
    if not key:
        return visit.says(visit.messages.contest_page.link_gone, await open_contest(visit), 403)
    return visit.remembered(visit.to(visit.number("contest")), key)


async def form(visit: Visit) -> Response:
    """What to fill in to enter."""
    contest = await open_contest(visit)
    if contest is None:
        return await missing(visit)
    if await part_in(visit, contest):
        return visit.to(contest.id)
    if contest.over >= contest.plan.weeks or contest.state != "open":
        return visit.says(visit.messages.contest.closed, contest)
    return await _form(visit, contest)


async def _form(visit: Visit, contest: Contest, wrong: str = "") -> Response:
    units = await visit.contests.book.units(contest.id)
    values = {"units": units, "wrong": wrong, "longest": LONGEST_NAME, "typed": visit.form}
    return visit.page("enter.html", 400 if wrong else 200, held=contest, **values)


async def enter(visit: Visit, guard: CodeGuard) -> Response:
    """Takes the visitor part; a code belongs to one person, whichever browser they use."""
    contest, said = await open_contest(visit), visit.messages
    if contest is None or contest.state != "open" or contest.over >= contest.plan.weeks or not visit.is_believed:
        return visit.to(visit.number("contest"))
    name, code = name_of(visit.form.get("name", "")), code_of(visit.form.get("code", ""))
    if not name:
        return await _form(visit, contest, said.contest.bad_name)
    # The same code in another browser is the same person.
    account = visit.account or (f"code:{sealed_code(contest.id, code)}" if contest.codes else f"page:{visit.new_handle()}")
    chosen = await (_unit_of_code(visit, contest, code, account, guard) if contest.codes else _unit(visit, contest))
    if isinstance(chosen, str):
        return await _form(visit, contest, chosen)
    if await visit.contests.people.enter(contest.id, account, name, chosen, visit.now) is None:
        return visit.says(said.contest.withdrew, contest)
    answer = visit.to(contest.id)
    return answer if visit.account else visit.remembered(answer, await visit.contests.browser_of(account))


async def _unit(visit: Visit, contest: Contest) -> int | str:
    """The unit that was chosen, 0 where there are none to choose; or what to say."""
    units, typed = await visit.contests.book.units(contest.id), visit.form.get("unit", "")
    chosen = next((unit.id for unit in units if str(unit.id) == typed), None) if units else 0
    return visit.messages.contest.choose_unit if chosen is None else chosen


async def _unit_of_code(visit: Visit, contest: Contest, code: str, account: str, guard: CodeGuard) -> int | str:
    """The unit that the code was given out to; or what to say."""
    address = visit.request.client.host if visit.request.client else ""
    if guard.is_closed_to(address):
        return visit.messages.contest_page.too_many_codes
    chosen = await visit.contests.people.claim_code(contest.id, sealed_code(contest.id, code), account)
    if chosen is None:
        guard.note(address)
    return visit.messages.contest.bad_code if chosen is None else chosen


async def leave(visit: Visit) -> Response:
    """Has the browser belong to nobody."""
    answer = visit.to(visit.number("contest"))
    if visit.is_believed:
        await visit.contests.forget_browser(visit.key)
        answer.delete_cookie(COOKIE, path=ROOT)
    return answer


async def ask_to_forget(visit: Visit) -> Response:
    """What deleting means, and the button that does it."""
    contest = await open_contest(visit)
    return visit.page("forget.html", held=contest) if contest and visit.account else visit.to(visit.number("contest"))


async def forget(visit: Visit) -> Response:
    """Deletes the account's part in every contest."""
    if not (visit.is_believed and visit.account):
        return visit.to(visit.number("contest"))
    await visit.contests.people.forget(visit.account)
    answer = visit.says(visit.messages.contest_page.forgotten)
    answer.delete_cookie(COOKIE, path=ROOT)
    return answer
