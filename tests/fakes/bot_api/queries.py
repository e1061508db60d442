"""Methods that answer presses of buttons and inline queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.content import START_PARAMETER, markup_content, text_content
from tests.fakes.bot_api.errors import ViolationError

if TYPE_CHECKING:
    from tests.fakes.bot_api.world import World

    Json = dict[str, Any]

ANSWER, RESULTS, ID_BYTES = 200, 50, 64


def answer_callback_query(world: World, parameters: Json) -> bool:
    """True; the answer is noted."""
    if len(parameters.get("text", "")) > ANSWER:
        raise ViolationError(f"MESSAGE_TOO_LONG: more than {ANSWER} characters")
    query = world.query(parameters["callback_query_id"])
    query.answer = {name: value for name, value in parameters.items() if name != "callback_query_id"}
    return True


def answer_inline_query(world: World, parameters: Json) -> bool:
    """True; the results are noted."""
    results = parameters["results"]
    if len(results) > RESULTS:
        raise ViolationError(f"RESULTS_TOO_MUCH: more than {RESULTS}")
    if len({result["id"] for result in results}) != len(results):
        raise ViolationError("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    if len(parameters.get("next_offset", "").encode()) > ID_BYTES:
        raise ViolationError(f"NEXT_OFFSET_INVALID: more than {ID_BYTES} bytes")
    start = parameters.get("button", {}).get("start_parameter")
    if start is not None and not START_PARAMETER.fullmatch(start):
        raise ViolationError(f"START_PARAM_INVALID: {start!r}")
    query = world.query(parameters["inline_query_id"])
    query.answer = {name: value for name, value in parameters.items() if name != "inline_query_id"}
    return True


def _check_result(result: Json) -> None:
    if not 1 <= len(result["id"].encode()) <= ID_BYTES:
        raise ViolationError(f"RESULT_ID_INVALID: {result['id']!r}")
    if not result.get("title", "-").strip():
        raise ViolationError("RESULT_TITLE_EMPTY")
    content = result.get("input_message_content", {})
    if "message_text" in content:
        text_content(content, "message_text")
    markup_content(result)
