"""Approving quiz items in their files, for editors at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.present import quiz_options
from knowledge.complaints import nearest
from knowledge.faults import MendableError
from knowledge.lint import places_in
from knowledge.loader import load_folder, texts_in
from knowledge.quiz import fingerprint, is_approved
from knowledge.quiz_approval import approve
from knowledge.yaml_source import UnreadableError, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from knowledge.model import Knowledge


class ApprovalError(MendableError):
    """Items could not be approved; the text says why."""


def waiting_lines(folder: Path) -> list[str]:
    """The items that are not approved in their file, a line each: place, question, options, topic. May raise ContentError."""
    knowledge = load_folder(folder)
    places = places_in(texts_in(folder), folder.as_posix() + "/")
    shown = knowledge.messages.quiz.waiting
    return [
        str(
            places.item(
                item,
                shown.format(item=item, question=of.question, options="; ".join(quiz_options(of, knowledge)), topic=of.topic),
            )
        )
        for item, of in knowledge.quiz.items()
        if not is_approved(of, knowledge, {})
    ]


def approve_items(folder: Path, items: Sequence[str], *, everything: bool) -> int:
    """Writes the approvals of those items, or of all that wait, into their files, and says how many.

    Raises ApprovalError, and ContentError for content that has mistakes; then no file is changed.
    """
    knowledge = load_folder(folder)
    unknown = next((item for item in items if item not in knowledge.quiz), None)
    if unknown:
        near = nearest(unknown, knowledge.quiz)
        raise ApprovalError(knowledge.messages.quiz.no_such_item.format(item=unknown, near=near))
    approvals = _approvals(knowledge, None if everything else items)
    changed: dict[Path, str] = {}
    for name, text in texts_in(folder).items():
        if name.startswith("quiz/") and isinstance(text, str):
            try:
                document, _ = read(f"{folder.as_posix()}/{name}", text)
                changed[folder / name] = approve(document, text, approvals)
            except UnreadableError as error:
                raise ApprovalError(str(error)) from None
    for path, text in changed.items():
        _replace(path, text)
    return len(approvals)


def _approvals(knowledge: Knowledge, items: Sequence[str] | None) -> dict[str, str]:
    return {
        item.id: fingerprint(knowledge.topics[item.topic], knowledge)
        for item in knowledge.quiz.values()
        if (item.id in items if items is not None else not is_approved(item, knowledge, {}))
    }


def _replace(path: Path, text: str) -> None:
    """Writes the file as a whole or not at all: a reader never sees half of it."""
    beside = path.with_suffix(".yaml.new")
    try:
        raw = text.encode()
        if raw == path.read_bytes().removeprefix(b"\xef\xbb\xbf"):
            return
        beside.write_bytes(raw)
        beside.chmod(path.stat().st_mode)
        beside.replace(path)
    except OSError as error:
        raise ApprovalError(f"{path}: {error.strerror}") from None
