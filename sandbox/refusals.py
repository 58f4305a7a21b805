"""How the Bot API says no: every refusal has a code, a sentence and sometimes parameters."""

from typing import Any


class BotApiRefusal(Exception):
    """A request the Bot API refuses."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def wire(self) -> dict[str, Any]:
        """The refusal as the Bot API writes it."""
        wire: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            wire["parameters"] = self.parameters
        return wire


def bad(reason: str) -> BotApiRefusal:
    """Say 400, the commonest refusal."""
    return BotApiRefusal(400, f"Bad Request: {reason}")


def flooded(seconds: int) -> BotApiRefusal:
    """Say 429: this chat, or everyone, must wait."""
    return BotApiRefusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
