"""/cuocthi and /thele: a contest in a private chat. Where one stands is in the buttons, what counts in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ask
from handlers.contest import entering, shown, sitting
from handlers.contest.rules import round_name, rules, table_name
from handlers.contract import Button, Feature, Incoming, Reply, Services
from handlers.numbers import number_in

if TYPE_CHECKING:
    from handlers.contest.model import Contest, Participant
    from knowledge.messages import Messages

PATH = "/cuocthi"  # of the contest pages
ACTION = "contest"


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The contest, a step of taking part in it, or its rules."""
    messages = services.library.current.knowledge.messages
    if not incoming.private:
        return [Reply(messages.contest.in_private, opens="cuocthi")]
    if not incoming.action:
        return await _chosen(incoming, services, messages)
    return await _in_contest(incoming, services)


async def _in_contest(incoming: Incoming, services: Services) -> list[Reply]:
    messages = services.library.current.knowledge.messages
    _, step, number, *rest = [*incoming.action.split(":"), "", ""]
    named = number_in(number)
    contest = await services.contests.contest(named) if named else None
    if contest is None or contest.state == "draft":
        return [Reply(messages.button_gone)]
    if step == "rules":
        return [_rules(contest, services)]
    if not incoming.account:
        return [_on_page(messages)]
    if contest.state == "cancelled":
        return [Reply(messages.contest.cancelled.format(name=contest.plan.name))]
    if step in entering.STEPS:
        done = await entering.step(step, (rest or [""])[0], contest, incoming, services)
        return [done or await _home(contest, incoming, services)]
    return await _step(step, [*rest, "", ""], contest, incoming, services)


async def _chosen(incoming: Incoming, services: Services, messages: Messages) -> list[Reply]:
    """The one contest there is, or which there are."""
    of_rules = incoming.text.lstrip().lower().startswith("/thele")
    contests = await services.contests.visible()
    if not contests:
        return [Reply(messages.contest.none)]
    if not incoming.account and not of_rules:
        return [_on_page(messages)]
    if len(contests) == 1:
        return [_rules(contests[0], services) if of_rules else await _home(contests[0], incoming, services)]
    step = "rules" if of_rules else "home"
    buttons = tuple(Button(contest.plan.name, f"{ACTION}:{step}:{contest.id}") for contest in contests)
    return [Reply(messages.contest.which, buttons=buttons)]


async def _step(step: str, rest: list[str], contest: Contest, incoming: Incoming, services: Services) -> list[Reply]:
    part = await services.contests.people.of(contest.id, incoming.account)
    if part is None or not await entering.is_complete(part, services.contests):
        return [await _home(contest, incoming, services)]
    match step:
        case "web":
            reply = await _link(contest, incoming, services)
        case "results":
            reply = await _results(contest, rest[0], part, services)
        case "key":
            reply = await _key(contest, rest[0], rest[1], part, services)
        case "start":
            reply = await sitting.begun(contest, part, incoming, services)
        case _:
            return await _on_paper(step, rest, contest, part, incoming, services)
    return [reply]


async def _on_paper(
    step: str, rest: list[str], contest: Contest, part: Participant, incoming: Incoming, services: Services
) -> list[Reply]:
    named = number_in(rest[0])
    paper = await services.contests.paper(named, part) if named else None
    if paper is None:
        return [await _home(contest, incoming, services)]
    if step != sitting.TYPED:
        return [await sitting.step(step, rest[1:], contest, paper, incoming, services)]
    meant = await sitting.meant(rest[1], paper, incoming, services)
    return await (answer if meant.action else ask.answer)(meant, services)


async def _home(contest: Contest, incoming: Incoming, services: Services) -> Reply:
    """Where the contest and the person stand, and what can be done."""
    messages, contests = services.library.current.knowledge.messages, services.contests
    part = await contests.people.of(contest.id, incoming.account)
    lines = [shown.when_line(contest, contests.now(), messages)]
    buttons: list[Button] = []
    running = contests.round(contest)
    if part is None or not await entering.is_complete(part, contests):
        lines.append(messages.contest.not_entered)
        if contest.over < contest.plan.weeks:
            buttons.append(Button(messages.contest.button_enter, f"{ACTION}:enter:{contest.id}"))
    else:
        lines.append(messages.contest.entered_as.format(name=part.name, unit=await entering.unit_name(part, contests)))
        papers = [paper for paper in await contests.papers_of(contest, part) if paper.round == running]
        if running is not None:
            lines.append(messages.contest.attempts_used.format(used=len(papers), attempts=contest.plan.attempts))
        under_way = any(contests.clock.is_open(paper) for paper in papers)
        if running is not None and (under_way or len(papers) < contest.plan.attempts):
            label = messages.contest.button_go_on if under_way else messages.contest.button_start
            buttons.append(Button(label, f"{ACTION}:start:{contest.id}"))
        buttons += [
            Button(messages.contest.button_key.format(week=week), f"{ACTION}:key:{contest.id}:{week}:0")
            for week in range(1, contest.over + 1)
        ]
    buttons += [
        Button(
            messages.contest.button_results.format(table=table_name(table, messages)), f"{ACTION}:results:{contest.id}:{table}"
        )
        for table in await contests.published(contest)
    ]
    if contests.address and part:
        buttons.append(Button(messages.contest.button_web, f"{ACTION}:web:{contest.id}"))
    buttons.append(Button(messages.contest.button_rules, f"{ACTION}:rules:{contest.id}"))
    return Reply("\n\n".join(lines), contest.plan.name, buttons=tuple(buttons), opens="cuocthi", edits=bool(incoming.action))


def _on_page(messages: Messages) -> Reply:
    return Reply(messages.contest.on_page, buttons=(Button(messages.contest.button_page, url=PATH),))


async def _link(contest: Contest, incoming: Incoming, services: Services) -> Reply:
    """A way into the page that works once."""
    messages = services.library.current.knowledge.messages
    link = await services.contests.link_for(incoming.account)
    address = f"{services.contests.address}{PATH}/{contest.id}/vao/{link}"
    return Reply(messages.contest.link, buttons=(Button(messages.contest.button_page, url=address),))


def _rules(contest: Contest, services: Services) -> Reply:
    knowledge = services.library.current.knowledge
    told = rules(contest.plan, services.contests.least, knowledge)
    messages, address = knowledge.messages, services.contests.address
    page = (Button(messages.contest.button_rules_page, url=f"{address}{PATH}/{contest.id}/the-le"),) if address else ()
    return Reply("\n\n".join(told), messages.contest.rules_title.format(name=contest.plan.name), buttons=page)


async def _results(contest: Contest, table: str, part: Participant, services: Services) -> Reply:
    messages, contests = services.library.current.knowledge.messages, services.contests
    number = number_in(table)
    told = (await contests.published(contest)).get(number) if number is not None else None
    if told is None or number is None:
        return Reply(messages.button_gone)
    return Reply(shown.table(told, number, part, contests.least, messages), contest.plan.name)


async def _key(contest: Contest, week: str, page: str, part: Participant, services: Services) -> Reply:
    """What was right in a week: never before it is over."""
    messages, contests = services.library.current.knowledge.messages, services.contests
    number, shown_before = number_in(week), number_in(page)
    if number is None or shown_before is None or not 1 <= number <= contest.over:
        return Reply(messages.contest.no_key_yet)
    papers = [paper for paper in await contests.papers_of(contest, part) if paper.round == number]
    if not papers:
        return Reply(messages.contest.no_paper_in.format(round=round_name(number, messages)))
    said, more = shown.answers(papers, shown_before, messages)
    following = (Button(messages.contest.button_more, f"{ACTION}:key:{contest.id}:{number}:{shown_before + 1}"),) if more else ()
    return Reply(said, messages.contest.key_title.format(week=week), buttons=following)


FEATURE = Feature("contest", answer, commands=("cuocthi", "thele"), actions=(ACTION,))
