"""What people send that is no text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.schema import Upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bot_api.world import World

    Json = dict[str, Any]


def _with_file(name: str, **more: Any) -> Callable[[World], Json]:
    return lambda world: {name: {**new_file(world, name), **more}}


def _photo(world: World) -> Json:
    return {"photo": [{**new_file(world, "photo"), "width": 90 * size, "height": 51 * size} for size in (1, 4, 14)]}


def new_file(world: World, kind: str) -> Json:
    """The beginning of a file's object; the file can be read from the server."""
    file_id = f"{kind}-{world.number()}"
    world.files[file_id] = Upload(f"{kind}.bin", "application/octet-stream", b"\x00\x01")
    return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": 2}


MEDIA: dict[str, Callable[[World], Json]] = {
    "photo": _photo,
    "voice": _with_file("voice", duration=3, mime_type="audio/ogg"),
    "audio": _with_file("audio", duration=180),
    "video": _with_file("video", duration=5, width=640, height=360),
    "video_note": _with_file("video_note", duration=5, length=240),
    "sticker": _with_file("sticker", type="regular", width=512, height=512, is_animated=False, is_video=False, emoji="👍"),
    "document": _with_file("document", file_name="công văn.pdf", mime_type="application/pdf"),
    "location": lambda _world: {"location": {"latitude": 21.03, "longitude": 105.85}},
    "contact": lambda _world: {"contact": {"phone_number": "+84900000000", "first_name": "Bình"}},
    "dice": lambda _world: {"dice": {"emoji": "🎲", "value": 4}},
}
