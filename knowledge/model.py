"""What the content files hold, as frozen data; shapes only, no reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations at run time
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from knowledge.messages import Messages  # noqa: TC001 - as above

ID_FORM = r"^[a-z0-9]+(-[a-z0-9]+)*$"

MOST_STEPS = 6  # questions that a person answers before giving up
MOST_LINE_BREAKS = 2  # in an explanation, as in Telegram's quiz polls, whose other limits stand at the fields
Evidence = Literal["official text", "several pages", "one page"]


def as_list(value: object) -> object:
    """A list of one may be written as its only text."""
    return [value] if isinstance(value, str) else value


def _as_day(value: object) -> object:
    """Checked before pydantic, which takes bare digits for seconds since 1970."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("date_parsing", "not a day") from None


def _as_citation(value: object) -> object:
    if isinstance(value, str):
        return {"source": value}
    if isinstance(value, dict) and len(value) == 1 and "source" not in value:
        ((source, place),) = value.items()
        return {"source": source, "place": place}
    return value


def as_citations(value: object) -> object:
    """The ways of writing a topic's sources, as a list of mappings."""
    listed = [value] if isinstance(value, str | dict) else value
    return [_as_citation(one) for one in listed] if isinstance(listed, list) else listed


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=ID_FORM, max_length=40)]
Day = Annotated[date, BeforeValidator(_as_day)]
TextList = Annotated[tuple[Text, ...], BeforeValidator(as_list)]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(_Content):
    """A document or page that answers rest on; dates are days in Vietnam, `in_force_until` the last one in force."""

    id: Identifier
    name: Text
    issuer: Text | None = None
    title: Text | None = None
    number: Text | None = None
    issued_on: Annotated[Day | None, Field(alias="date")] = None
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    replaced_by: Identifier | None = None
    status: Text | None = None
    checked_on: Day
    evidence: Evidence
    verified_by: Text | None = None
    verified_on: Day | None = None
    link: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None

    @property
    def said(self) -> list[str | None]:
        """What answers say of it, but for the day on which it was checked."""
        days = (self.issued_on, self.in_force_from, self.in_force_until)
        return [self.name, self.issuer, self.status, self.replaced_by, *(day.isoformat() if day else None for day in days)]


class Citation(_Content):
    """A source and, where it is known, the place in it."""

    source: Identifier
    place: Text | None = None


class Topic(_Content):
    """One thing the bot can answer."""

    id: Identifier
    title: Text
    questions: TextList = ()
    answer: Text
    evidence: Evidence | None = None
    verified_by: Text | None = None
    verified_on: Day | None = None
    sources: Annotated[tuple[Citation, ...], BeforeValidator(as_citations), Field(min_length=1)]
    related: Annotated[tuple[Identifier, ...], BeforeValidator(as_list)] = ()

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Every way of asking it, its title first."""
        return (self.title, *self.questions)


class Group(_Content):
    """One topics file: a chapter of what the bot knows."""

    group: Identifier
    title: Text
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]


class SourceList(_Content):
    """The sources file."""

    sources: tuple[Source, ...]


class Subject(_Content):
    """Something the bot must not answer, told by the questions that people ask about it."""

    id: Identifier
    questions: Annotated[TextList, Field(min_length=1)]


class OutOfScope(_Content):
    """The out-of-scope file."""

    subjects: tuple[Subject, ...]


class Learned(_Content):
    """The file of what editors added by one tap: phrasings by entry, and questions that are out of scope."""

    topics: dict[Identifier, Annotated[TextList, Field(min_length=1)]] = {}
    out_of_scope: TextList = ()


class Vocabulary(_Content):
    """Words as people type them; a value is what is meant, a synonym's key is the word that counts."""

    abbreviations: dict[Text, Text] = {}
    teencode: dict[Text, Text] = {}
    synonyms: dict[Text, TextList] = {}
    loanwords: TextList = ()
    filler: TextList = ()
    contrasting: TextList = ()
    continuing: TextList = ()
    unfinished: TextList = ()
    surnames: TextList = ()
    given_names: TextList = ()

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """What people say that is nobody's name."""
        synonyms = (phrase for head, others in self.synonyms.items() for phrase in (head, *others))
        return (*self.filler, *self.abbreviations.values(), *self.teencode.values(), *synonyms)


TopicIds = Annotated[tuple[Identifier, ...], BeforeValidator(as_list), Field(min_length=1)]


class Step(_Content):
    """A yes/no question of a checklist; each answer leads to another step or to a verdict."""

    id: Identifier
    question: Text
    topics: TopicIds
    yes: Identifier
    no: Identifier


class Verdict(_Content):
    """What a checklist concludes."""

    id: Identifier
    text: Text
    topics: TopicIds


class Checklist(_Content):
    """A decision path that starts at its first step."""

    id: Annotated[Identifier, Field(max_length=16)]
    title: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]
    verdicts: Annotated[tuple[Verdict, ...], Field(min_length=1)]

    def step(self, place: str) -> Step | None:
        """The step with that id."""
        return next((step for step in self.steps if step.id == place), None)

    def verdict(self, place: str) -> Verdict | None:
        """The verdict with that id."""
        return next((verdict for verdict in self.verdicts if verdict.id == place), None)


def _letters(said: list[object]) -> str:
    """Eight letters that change whenever what is said does."""
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:8]


def _of_few_lines(text: str) -> str:
    if text.count("\n") > MOST_LINE_BREAKS:
        raise ValueError(f"lời giải thích xuống dòng quá {MOST_LINE_BREAKS} lần: viết liền lại")
    return text


Option = Annotated[Text, StringConstraints(max_length=100)]
Explanation = Annotated[Text, StringConstraints(max_length=200), AfterValidator(_of_few_lines)]
Difficulty = Literal["easy", "medium", "hard"]


class QuizItem(_Content):
    """A quiz question about one topic; `approved` is the topic's fingerprint when an editor last compared the two."""

    id: Annotated[Identifier, Field(max_length=32)]
    topic: Identifier
    question: Annotated[Text, StringConstraints(max_length=300)]
    right: Option
    wrong: Annotated[tuple[Option, ...], BeforeValidator(as_list), Field(min_length=1, max_length=3)]
    explanation: Explanation
    difficulty: Difficulty
    sources: Annotated[tuple[Citation, ...], BeforeValidator(as_citations)] = ()
    approved: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")] | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """All options, the right one first; an option is known by its number here."""
        return (self.right, *self.wrong)

    @property
    def version(self) -> str:
        """Eight letters that change with the wording of the question and its options."""
        return _letters([self.question, *self.options])


class QuizFile(_Content):
    """One quiz file."""

    items: Annotated[tuple[QuizItem, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Knowledge:
    """All content, checked: every id that is named exists."""

    sources: Mapping[str, Source]
    groups: tuple[Group, ...]
    vocabulary: Vocabulary
    messages: Messages
    topics: Mapping[str, Topic]
    out_of_scope: tuple[Subject, ...]
    checklists: Mapping[str, Checklist]
    quiz: Mapping[str, QuizItem]
    learned: Learned

    def phrasings(self, topic: str) -> tuple[str, ...]:
        """Every known way of asking it, its title first, what was learned last. KeyError for an unknown id."""
        return (*self.topics[topic].phrasings, *self.learned.topics.get(topic, ()))

    @property
    def foreign(self) -> list[tuple[str, ...]]:
        """The questions of each subject that is out of scope; what was learned to be is a subject each."""
        return [*(subject.questions for subject in self.out_of_scope), *((question,) for question in self.learned.out_of_scope)]

    @cached_property
    def fingerprints(self) -> Mapping[str, str]:
        """Topic → eight letters that change whenever what is printed for it does; a new day of checking is no change."""
        return {topic.id: self._fingerprint(topic) for topic in self.topics.values()}

    def _fingerprint(self, topic: Topic) -> str:
        cited = [[cited.place, *self.sources[cited.source].said] for cited in topic.sources]
        return _letters([topic.title, topic.answer, cited])

    def group_of(self, topic: str) -> Group:
        """The group that holds the topic. KeyError for an unknown id."""
        for group in self.groups:
            if any(member.id == topic for member in group.topics):
                return group
        raise KeyError(topic)

    def expired(self, source: Source, today: date) -> bool:
        """Whether its last day in force has passed; where that day is not known, whether its successor is there."""
        if source.in_force_until:
            return source.in_force_until < today
        if not source.replaced_by:
            return False
        successor = self.sources[source.replaced_by]
        since = successor.in_force_from or successor.issued_on
        return since is not None and since <= today

    def unverified(self, topic: Topic) -> bool:
        """Whether the answer rests on one page only and no editor has compared it with the official text."""
        if topic.verified_by and topic.verified_on:
            return False
        cited = [self.sources[citation.source] for citation in topic.sources]
        known = [topic.evidence] if topic.evidence else [s.evidence for s in cited if not (s.verified_by and s.verified_on)]
        return "one page" in known
