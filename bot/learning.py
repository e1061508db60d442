"""What one tap does about a question that nobody could answer: learned at once everywhere, kept as content or in the database."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
from typing import TYPE_CHECKING

from handlers.contract import StorageError
from handlers.gaps_contract import Gap, Harmful, Learnt, Settled, Unfit
from handlers.masking import without_masks
from knowledge.index import Answer
from knowledge.learned import as_yaml, harm_of, learned_from, taught
from knowledge.library import Snapshot
from knowledge.likeness import grouped
from knowledge.lint import LONGEST_PHRASING
from knowledge.loader import LEARNED, ContentError, learned_in
from knowledge.text import fold, normalize

if TYPE_CHECKING:
    from bot.app import App
    from bot.storage.gaps import Kept, Revision, SqlGaps, Unanswered
    from bot.storage.leases import Leases
    from handlers.gaps_contract import Aside, Lesson
    from knowledge.library import Library
    from knowledge.model import Knowledge

LOOK_SECONDS = 2
MOST_TRIES = 5  # to learn while others learn too
NEAREST = 3
OTHERS = 3
_log = logging.getLogger(__name__)


class Learning:
    """The Gaps of handlers.gaps_contract, one thing after the other in each process."""

    def __init__(self, library: Library, store: SqlGaps, leases: Leases, min_group: int) -> None:
        self._library = library
        self._store = store
        self._leases = leases
        self._min_group = min_group
        self._home = f"{platform.node()}:{library.folder.resolve()}"[:300]
        self._revision: Revision | None = None
        self._filed = library.current.knowledge.learned
        self._one_at_a_time = asyncio.Lock()
        self._groups: tuple[list[Unanswered], list[list[Unanswered]]] = ([], [])
        self._foreign: tuple[Knowledge | None, set[str]] = (None, set())  # out of scope as it stands there, to be compared
        self._waits = False  # whether something is to be written into the file
        self._unwritable = ""

    async def open(self, most: int, skip: int = 0) -> tuple[int, list[Gap]]:
        """How many groups there are at most, and so many of them after the skipped ones, the most frequent first."""
        asked, settled = await self._store.unanswered()
        if asked != self._groups[0]:
            self._groups = (asked, await asyncio.to_thread(self._grouped, asked))
        groups = [group for group in self._groups[1] if settled.isdisjoint(one.text for one in group)]
        return await asyncio.to_thread(self._not_answered, groups, most, skip)

    async def learn(self, key: str, entry: str | None, by: str) -> Lesson:
        """Adds its wording to the entry, or to what is out of scope, unless that does harm."""
        async with self._one_at_a_time:
            for _ in range(MOST_TRIES):
                lesson = await self._tried(key, entry, by)
                if lesson is not None:
                    return lesson
        raise StorageError("others learn all the time")

    async def set_aside(self, key: str, aside: Aside, by: str) -> bool:
        """It is no longer shown; False when somebody has dealt with it."""
        return await self._store.set_aside(key, aside, by)

    async def undo(self, lesson: int, by: str) -> str | None:
        """What was learned is no longer known; its wording, None when it was not known."""
        text = await self._store.undo(lesson, by)
        if text is not None:
            async with self._one_at_a_time:
                await self._followed()
        return text

    async def to_write(self) -> list[Gap]:
        """Those that need an entry of their own, the latest first."""
        return [Gap(one.key, without_masks(one.text), one.asked, (), ()) for one in await self._store.to_write()]

    async def written(self, key: str, by: str) -> bool:
        """It needs no entry any more; False when it needed none."""
        return await self._store.written(key, by)

    async def follow(self, *, reread: bool = False) -> None:
        """Takes over what others learned or undid, and what the folder's file says when it is to be read again."""
        async with self._one_at_a_time:
            if reread:
                self._revision = None  # until it was read: the next look makes up for one that fails
            await self._followed()

    async def _tried(self, key: str, entry: str | None, by: str) -> Lesson | None:
        """What came of it; None when somebody else changed what is learned meanwhile."""
        await self._followed()
        before, since = self._library.current, self._revision or (0, 0)
        wording = await self._store.wording(key)
        if wording is None or (entry is not None and entry not in before.knowledge.topics):
            return await self._taught(key, entry)
        text = without_masks(wording)
        if not normalize(text) or len(text) > LONGEST_PHRASING:
            return Unfit()
        harm, knowledge, index = await asyncio.to_thread(harm_of, (text, entry), before)
        if harm:
            return Harmful(text, harm.question, harm.right, harm.now)
        kept = await self._store.learn(key, (normalize(text), text, entry), since, by)
        if kept == "settled":
            return await self._taught(key, entry)
        if kept == "late":
            return None
        await self._followed(Snapshot(knowledge, index))
        return Learnt(int(kept), text, entry)

    async def _taught(self, key: str, entry: str | None) -> Lesson:
        """What a second press of the same button is told: the same as the first, with the way to undo it."""
        taught = await self._store.lesson_of(key, entry)
        return Learnt(*taught, entry) if taught else Settled()

    async def _followed(self, prepared: Snapshot | None = None) -> None:
        revision = await self._store.revision()
        if revision == self._revision and not self._waits:
            return
        lessons = await self._store.lessons()
        if await self._written_down(lessons):
            revision, lessons = await self._store.revision(), await self._store.lessons()
        await asyncio.to_thread(self._read)
        here = [lesson for lesson in lessons if lesson.home == self._home]
        undone = {normalize(lesson.text) for lesson in here if not lesson.live}
        known = [pair for pair in taught(self._filed) if normalize(pair[0]) not in undone]
        known += [(lesson.text, lesson.entry) for lesson in lessons if lesson.live and lesson.home != self._home]
        await asyncio.to_thread(self._library.teach, learned_from(known), prepared)
        self._revision = revision
        self._tell_strays()

    def _tell_strays(self) -> None:
        knowledge = self._library.current.knowledge
        gone = [topic for topic in knowledge.learned.topics if topic not in knowledge.topics]
        if gone:
            _log.warning(knowledge.messages.gaps.strays.format(topics=", ".join(gone)))

    def _read(self) -> None:
        """What the folder's file holds; a file with mistakes leaves what it held before."""
        try:
            self._filed = learned_in(self._library.folder)
        except ContentError as error:
            _log.error("%s", error)

    async def _written_down(self, lessons: list[Kept]) -> bool:
        """Whether the folder's file was written, for it is to hold what only the database held: one process does that."""
        new = [lesson for lesson in lessons if lesson.live and not lesson.home]
        undone = [lesson for lesson in lessons if not lesson.live and lesson.home == self._home]
        self._waits = bool(new or undone) and os.access(self._library.folder, os.W_OK)
        if not self._waits or not await self._leases.hold("learned"):
            return False
        if not await asyncio.to_thread(self._write, new, {normalize(lesson.text) for lesson in undone}):
            return False
        await self._store.moved([lesson.id for lesson in new], self._home)
        await self._store.moved([lesson.id for lesson in undone], "")
        return True

    def _write(self, new: list[Kept], undone: set[str]) -> bool:
        """Whether the file holds it now; never half of it."""
        path = self._library.folder / LEARNED
        unfinished = path.with_name(f"{LEARNED}.new")
        try:
            kept = [pair for pair in taught(learned_in(self._library.folder)) if normalize(pair[0]) not in undone]
            text = as_yaml(learned_from([*kept, *((lesson.text, lesson.entry) for lesson in new)]))
            with unfinished.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except (OSError, ContentError) as error:
            if str(error) != self._unwritable:
                self._unwritable = str(error)
                _log.warning("what was learned stays in the database: %s", error)
            return False
        return True

    def _grouped(self, asked: list[Unanswered]) -> list[list[Unanswered]]:
        texts = [(without_masks(one.text), one.asked) for one in asked]
        groups = grouped(texts, self._library.current.knowledge.vocabulary)
        return [[asked[place] for place in group] for group in groups]

    def _not_answered(self, groups: list[list[Unanswered]], most: int, skip: int) -> tuple[int, list[Gap]]:
        """Without those that are answered by now, or known to be out of scope; looks no further than it must."""
        knowledge = self._library.current.knowledge
        if self._foreign[0] is not knowledge:
            self._foreign = (knowledge, {_plain(text) for texts in knowledge.foreign for text in texts})
        foreign = self._foreign[1]
        found: list[Gap] = []
        answered = 0
        for group in groups:
            if len(found) == skip + most:
                break
            gap = None if any(_plain(one.text) in foreign for one in group) else self._gap(group)
            answered += gap is None
            found += [gap] if gap else []
        return len(groups) - answered, found[skip:]

    def _gap(self, group: list[Unanswered]) -> Gap | None:
        text = without_masks(group[0].text)
        found = self._library.current.index.search(text)
        if isinstance(found, Answer):
            return None
        nearest = tuple(entry for entry, _ in found.candidates[:NEAREST])
        others = tuple(dict.fromkeys(without_masks(one.text) for one in group[1:]))
        asked = sum(one.asked for one in group)
        return Gap(group[0].key, text, asked - asked % self._min_group, others[:OTHERS], nearest)


def _plain(text: str) -> str:
    return fold(normalize(without_masks(text)))


async def keep_learning(app: App) -> None:
    """Looks again and again for what other processes learned or undid."""
    while True:
        try:
            await app.learning.follow()
        except StorageError as error:
            _log.error("not known what others learned: %s", error)
        await asyncio.sleep(LOOK_SECONDS)
