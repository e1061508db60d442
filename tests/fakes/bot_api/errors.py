"""What the Bot API refuses, in its own words."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer other than ok."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that Telegram answers with."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return answer | {"parameters": self.parameters} if self.parameters else answer


class BadRequestError(ApiError):
    """Refused because of the state of the world, which a bot cannot always know."""

    def __init__(self, description: str, **parameters: int) -> None:
        super().__init__(400, f"Bad Request: {description}", **parameters)


class ForbiddenError(ApiError):
    """Refused because of what a person or group has decided."""

    def __init__(self, description: str) -> None:
        super().__init__(403, f"Forbidden: {description}")


class ViolationError(BadRequestError):
    """Refused because no bot should ever ask for it: tests find it in `violations`."""
