"""Polls: sent, voted in, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.content import formatted, markup_content
from tests.fakes.bot_api.errors import BadRequestError, ViolationError
from tests.fakes.bot_api.formatted import width
from tests.fakes.bot_api.sending import post

if TYPE_CHECKING:
    from tests.fakes.bot_api.world import Message, World

    Json = dict[str, Any]

QUESTION, OPTION, OPTIONS, EXPLANATION, LINE_FEEDS = 300, 100, 12, 200, 2
SHORTEST, LONGEST = 5, 2_628_000  # seconds that a poll may be open


def send_poll(world: World, parameters: Json) -> Json:
    """The poll that was sent."""
    chat = world.chat_to_write(parameters["chat_id"])
    poll = _poll(world, parameters)
    payload = post(world, chat, parameters, {"poll": poll}, None)
    message = chat.messages[payload["message_id"]]
    world.polls[poll["id"]] = message
    world.votes[poll["id"]] = {}
    if seconds := poll.get("open_period"):
        world.later(seconds, lambda: close(world, message))
    return payload


def stop_poll(world: World, parameters: Json) -> Json:
    """The poll, closed."""
    chat = world.chat_to_write(parameters["chat_id"])
    message = chat.messages.get(parameters["message_id"])
    if message is None or message.deleted or message.payload.get("poll", {}).get("id") not in world.polls:
        raise BadRequestError("message with poll to stop not found")
    if message.poll["is_closed"]:
        raise BadRequestError("poll has already been closed")
    kept = {name: value for name, value in message.payload.items() if name != "reply_markup"}
    message.payload = kept | markup_content(parameters)
    close(world, message)
    return message.poll


def close(world: World, message: Message) -> None:
    """Closes the poll, as its period's end does; the bot is told."""
    with world.changed:
        if not message.poll["is_closed"] and not message.deleted:
            _tell(world, message, {"is_closed": True})


def vote(world: World, message: Message, person: Json, options: list[int], *, is_allowed: bool = False) -> None:
    """The person's new choice; empty when it is taken back."""
    with world.changed:
        poll = message.poll
        votes = world.votes[poll["id"]]
        assert not poll["is_closed"], "the poll is closed"
        assert poll["allows_multiple_answers"] or len(options) <= 1, "one option only"
        assert is_allowed or poll["allows_revoting"] or person["id"] not in votes, "a choice once made stands in this poll"
        assert options or person["id"] in votes, "there is no vote to take back"
        votes[person["id"]] = options
        if not options:
            del votes[person["id"]]
        _tell(world, message, {})
        if not poll["is_anonymous"]:
            chosen = [poll["options"][option]["persistent_id"] for option in options]
            answer = {"poll_id": poll["id"], "user": person, "option_ids": options, "option_persistent_ids": chosen}
            world.updates.post("poll_answer", answer)


def _tell(world: World, message: Message, changes: Json) -> None:
    poll = message.poll
    votes = world.votes[poll["id"]].values()
    counted = [
        {**option, "voter_count": sum(place in chosen for chosen in votes)} for place, option in enumerate(poll["options"])
    ]
    now = {**poll, "options": counted, "total_voter_count": len(votes), **changes}
    message.payload = {**message.payload, "poll": now}
    world.changed.notify_all()
    world.updates.post("poll", now)


def _poll(world: World, parameters: Json) -> Json:
    is_quiz = parameters.get("type", "regular") == "quiz"
    poll = {
        "id": str(5_000_000_000_000_000_000 + world.number()),
        "question": _text(parameters, "question", QUESTION),
        "options": _options(world, parameters["options"]),
        "total_voter_count": 0,
        "is_closed": parameters.get("is_closed", False),
        "is_anonymous": parameters.get("is_anonymous", True),
        "type": parameters.get("type", "regular"),
        "allows_multiple_answers": parameters.get("allows_multiple_answers", False),
        "allows_revoting": parameters.get("allows_revoting", not is_quiz),
        "members_only": parameters.get("members_only", False),
        **_period(world, parameters),
    }
    return poll | _quiz(parameters) if is_quiz else poll


def _options(world: World, given: list[Json]) -> list[Json]:
    if not 1 <= len(given) <= OPTIONS:
        raise ViolationError(f"poll must have 1-{OPTIONS} options")
    texts = [_text(option, "text", OPTION) for option in given]
    return [{"persistent_id": f"option-{world.number()}", "text": text, "voter_count": 0} for text in texts]


def _quiz(parameters: Json) -> Json:
    correct = parameters.get("correct_option_ids", [])
    if not correct or not all(0 <= option < len(parameters["options"]) for option in correct):
        raise ViolationError("quiz must have correct options among its options")
    if "explanation" not in parameters:
        return {"correct_option_ids": correct}
    explanation = _text(parameters, "explanation", EXPLANATION)
    if explanation.count("\n") > LINE_FEEDS:
        raise ViolationError(f"explanation has more than {LINE_FEEDS} line feeds")
    return {"correct_option_ids": correct, "explanation": explanation}


def _period(world: World, parameters: Json) -> Json:
    if {"open_period", "close_date"} <= parameters.keys():
        raise ViolationError("open_period and close_date exclude each other")
    seconds = parameters.get("open_period", SHORTEST)
    if "close_date" in parameters:
        seconds = parameters["close_date"] - int(world.now())
    if not SHORTEST <= seconds <= LONGEST:
        raise ViolationError(f"a poll is open {SHORTEST}-{LONGEST} seconds")
    return {name: parameters[name] for name in ("open_period", "close_date") if name in parameters}


def _text(parameters: Json, name: str, longest: int) -> str:
    text, _ = formatted(parameters[name], parameters.get(f"{name}_parse_mode"))
    if not 1 <= width(text) <= longest:
        raise ViolationError(f"poll {name} must have 1-{longest} characters, not {width(text)}")
    return text
