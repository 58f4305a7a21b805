"""The edges that send, tell the time, write words and make files."""

from datetime import datetime
from typing import Protocol

from bot.dialogs.say import Label
from bot.messages import Paper
from bot.reception.language import Lang
from bot.records import (
    ChannelName,
    Envelope,
    File,
    Outcome,
    Traits,
)  # fmt: skip


class Channel(Protocol):
    """An outbound edge: writes an envelope in its language and hands it to the provider."""

    name: ChannelName
    traits: Traits

    async def send(self, envelope: Envelope) -> Outcome:
        """Send it and say what came of it. Never raises for what a provider does."""

    async def close(self) -> None:
        """Let connections go."""


class Clock(Protocol):
    """What time it is; UTC, aware."""

    def now(self) -> datetime: ...


class Texts(Protocol):
    """Words for keys."""

    def write(
        self, value: Label, lang: Lang, *, short: bool = False, markup: bool = False
    ) -> str: ...


class Papers(Protocol):
    """Makes files: schedules, reports, charts."""

    async def make(self, paper: Paper, lang: Lang) -> File:
        """Make the file as it is now; it may take seconds, but holds nobody up."""
