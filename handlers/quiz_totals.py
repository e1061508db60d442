"""/thongkecauhoi: how the quiz items do, as totals of at least five people each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services
from handlers.numbers import number_in
from handlers.quiz_statistics import FEWEST, ItemStatistics, statistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.messages import QuizMessages
    from knowledge.model import Knowledge

PAGE = 8  # items shown at a time


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The share of right answers by topic, then items, those to mend first; the button names how many were shown."""
    knowledge = services.library.current.knowledge
    quiz = knowledge.messages.quiz
    _, _, skipped = incoming.action.partition(":")
    before = number_in(skipped) or 0
    found = statistics(knowledge.quiz.values(), await services.practice.totals())
    if not found:
        return [Reply(quiz.totals_none.format(fewest=FEWEST), quiz.totals_title)]
    shown = found[before : before + PAGE]
    more = (Button(quiz.button_more_totals, f"quiz_totals:{before + PAGE}"),) if found[before + PAGE :] else ()
    parts = [] if before else [_by_topic(found, knowledge)]
    return [Reply("\n\n".join([*parts, *(_line(of, quiz) for of in shown)]), quiz.totals_title, buttons=more)]


def _by_topic(found: Sequence[ItemStatistics], knowledge: Knowledge) -> str:
    quiz = knowledge.messages.quiz
    by_topic: dict[str, list[ItemStatistics]] = {}
    for of in found:
        by_topic.setdefault(of.item.topic, []).append(of)
    shares = {topic: sum(of.facility for of in several) / len(several) for topic, several in by_topic.items()}
    hardest = sorted(shares, key=lambda topic: (shares[topic], topic))[:PAGE]
    lines = [quiz.totals_topic.format(topic=knowledge.topics[t].title, share=_percent(shares[t])) for t in hardest]
    return "\n".join([quiz.totals_topics, *lines])


def _line(of: ItemStatistics, quiz: QuizMessages) -> str:
    told = "–" if of.discrimination is None else f"{of.discrimination:.2f}".replace(".", ",")
    numbers = {"item": of.item.id, "question": of.item.question, "people": of.people}
    line = quiz.totals_line.format(**numbers, share=_percent(of.facility), discrimination=told)
    unchosen = [quiz.totals_unchosen.format(options="; ".join(of.unchosen))] if of.unchosen else []
    return "\n".join([line, *unchosen, *([quiz.totals_mend] if of.wants_mending else [])])


def _percent(share: float) -> str:
    return f"{share:.0%}"


FEATURE = Feature("quiz_totals", answer, commands=("thongkecauhoi",), actions=("quiz_totals",), role="viewer")
