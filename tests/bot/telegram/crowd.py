"""A crowd that plays in many groups at once as people do: late, twice, taking back; and a recount of the fake's own record."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.bot.quizzes import recounted, right
from tests.bot.telegram.bots import rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.telegram import Chat, FakeTelegram, Message, Person


@dataclass
class Crowd:
    """So many groups with so many people each. `eager`: everyone answers every question at once, so that rounds are quick."""

    telegram: FakeTelegram
    groups: list[Chat]
    people: dict[int, list[Person]]
    rng: Random
    eager: bool = True
    _seen: set[str] = field(default_factory=set)
    _later: list[tuple[Message, Person]] = field(default_factory=list)

    @property
    def polls(self) -> list[Message]:
        """Every poll that reached a group."""
        return [message for group in self.groups for message in polls_in(self.telegram, group)]

    def start(self, number: int) -> None:
        """Somebody in each group starts a round."""
        for group in self.groups:
            self.people[group.id][0].says(f"/dovui {number}", group)

    def play(self, until: Callable[[], object], seconds: float = 120) -> None:
        """Answers every poll that comes until that is true."""

        def something() -> object:
            return until() or self._new()

        while True:
            self.telegram.wait(something, seconds)
            if until():
                return
            self.answer_what_is_open()

    def answer_what_is_open(self) -> None:
        """Answers the polls that are there."""
        for poll in self._new():
            self.answer(poll)

    def answer(self, poll: Message) -> None:
        """The group's people answer, each in a manner drawn by lot."""
        self._seen.add(poll.poll["id"])
        self._late_ones()
        for person in self.people[poll.chat.id]:
            lot = self.rng.random()
            if not self.eager and lot < 0.1:
                continue
            if not self.eager and lot < 0.2:
                self._later.append((poll, person))
                continue
            self._vote(poll, person)
            if lot > 0.9:
                person.retracts(poll, is_allowed=True)
                self._vote(poll, person)
            elif lot > 0.8:
                self.telegram.repeat()
        if self.rng.random() < 0.3:
            self._strange_votes(poll)

    def _vote(self, poll: Message, person: Person) -> None:
        place = right(poll) if self.rng.random() < 0.6 else self.rng.randrange(len(poll.poll["options"]))
        person.votes(poll, place)

    def _late_ones(self) -> None:
        """Those who hesitated answer what is still open."""
        for poll, person in self._later:
            if not poll.poll["is_closed"]:
                self._vote(poll, person)
        self._later.clear()

    def _strange_votes(self, poll: Message) -> None:
        """A vote for a poll that nobody knows, and one for a poll that closed long ago."""
        stranger = {"id": 5_555, "is_bot": False, "first_name": "Người lạ"}
        chosen = {"option_ids": [0], "option_persistent_ids": ["x"], "user": stranger}
        self.telegram.deliver_raw({"poll_answer": {"poll_id": "4000000000000000001", **chosen}})
        self.telegram.deliver_raw(
            {"poll_answer": {"poll_id": poll.poll["id"], "option_ids": [], "option_persistent_ids": [], "user": stranger}}
        )

    def _new(self) -> list[Message]:
        return [poll for poll in self.polls if poll.poll["id"] not in self._seen and not poll.poll["is_closed"]]


def crowd_in(telegram: FakeTelegram, groups: int, people: int, seed: int, *, eager: bool = True) -> Crowd:
    """A crowd of so many people, parted among so many groups."""
    each = [[telegram.person(f"Người {group}.{number}") for number in range(people // groups)] for group in range(groups)]
    made = [telegram.group(f"Tổ {number}", members, with_bot=True) for number, members in enumerate(each)]
    return Crowd(telegram, made, {group.id: members for group, members in zip(made, each, strict=True)}, Random(seed), eager)


def polls_in(telegram: FakeTelegram, group: Chat) -> list[Message]:
    """The polls of one group."""
    return [message for message in telegram.messages(group) if "poll" in message.payload]


def tables_in(telegram: FakeTelegram, group: Chat) -> list[Message]:
    """The tables that were shown at the end of the group's rounds."""
    return [message for message in telegram.messages(group) if message.text.startswith("Hết lượt")]


def scores_kept(folder: Path, group: Chat) -> dict[str, tuple[int, int]]:
    """Right answers and answers of each account, as the bot keeps them."""
    query = 'select account, sum("right"), sum(answered) from round_scores where chat = ? group by account'
    return {person: (was_right, answers) for person, was_right, answers in rows(folder, query, str(group.id))}


def scores_counted(telegram: FakeTelegram, group: Chat) -> dict[str, tuple[int, int]]:
    """The same, counted from the fake's own record of the votes as they stand."""
    counted = recounted(telegram, polls_in(telegram, group))
    return {f"telegram:{person}": found for person, found in counted.items() if person > 0}


def left_out(folder: Path, group: Chat) -> int:
    """How many questions of its round may have left when the bot was killed, and are not asked again."""
    query = "select count(*) from round_questions join rounds on id = round where chat = ? and round_questions.state = 'skipped'"
    ((number,),) = rows(folder, query, str(group.id))
    return int(number)


def is_over(folder: Path, groups: list[Chat]) -> bool:
    """Whether every group's round is over."""
    return rows(folder, "select count(*) from rounds where state = 'over'") == [(len(groups),)]
