"""/truockhidang: a few yes/no questions before posting; where one stands is in the buttons, nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services
from handlers.present import source_line, topic_button

if TYPE_CHECKING:
    from datetime import date

    from knowledge.model import Checklist, Knowledge, Step, Verdict

BEFORE_POSTING = "truoc-khi-dang"


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The first question for the command, otherwise the step or verdict that the button names."""
    knowledge = services.library.current.knowledge
    _, checklist_id, place = (incoming.action or f"check:{BEFORE_POSTING}:").split(":")[:3]
    checklist = knowledge.checklists.get(checklist_id)
    if checklist is None:
        return [Reply(knowledge.messages.topic_gone)]
    step = checklist.step(place or checklist.steps[0].id)
    if step:
        return [_asked(step, checklist, knowledge)]
    verdict = checklist.verdict(place)
    if verdict is None:
        return [Reply(knowledge.messages.topic_gone)]
    return [_concluded(verdict, checklist, knowledge, services.now().date())]


def _asked(step: Step, checklist: Checklist, knowledge: Knowledge) -> Reply:
    messages = knowledge.messages
    choices = (
        Button(messages.button_yes, f"check:{checklist.id}:{step.yes}"),
        Button(messages.button_no, f"check:{checklist.id}:{step.no}"),
    )
    why = tuple(topic_button(knowledge.topics[topic]) for topic in step.topics)
    return Reply(step.question, checklist.title, buttons=(*choices, *why), opens="truockhidang")


def _concluded(verdict: Verdict, checklist: Checklist, knowledge: Knowledge, today: date) -> Reply:
    topics = [knowledge.topics[topic] for topic in verdict.topics]
    citations = dict.fromkeys(source_line(citation, knowledge, today) for topic in topics for citation in topic.sources)
    again = Button(knowledge.messages.button_again, f"check:{checklist.id}:")
    return Reply(verdict.text, checklist.title, tuple(citations), (*map(topic_button, topics), again), opens="truockhidang")


FEATURE = Feature("checklist", answer, commands=("truockhidang",), actions=("check",))
