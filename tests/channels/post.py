"""Another provider of SMS than Twilio: it carries them by post, and keeps a list of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.texting import Received, Refused, Texted, Unanswered
from tests.sandbox.conftest import START


@dataclass
class SmsByPost:
    """Takes everything, unless it is told to refuse a kind of call or to lose its answers."""

    at: datetime = START
    listed: list[tuple[str, Texted]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    unlisted: set[str] = field(default_factory=set)
    refuses: dict[str, Refused | Unanswered] = field(default_factory=dict)
    loses_answers: bool = False
    closed: bool = False
    calls: list[str] = field(default_factory=list)

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What was sent: to whom, and the text."""
        return [(to, text.text) for to, text in self.listed]

    def says(self, provider_id: str, status: str, code: str = "") -> None:
        """Let a message have another status."""
        self.listed = [
            (to, replace(one, status=status, code=code) if one.provider_id == provider_id else one)
            for to, one in self.listed
        ]

    async def send(self, to: str, text: str) -> str:
        self._asked("send")
        number = f"post-{len(self.listed) + 1}"
        self.listed.append((to, Texted(number, text, self.at, "queued")))
        if self.loses_answers:
            raise Unanswered("timeout", slow=True)
        return number

    async def sent_to(self, to: str, since: datetime) -> Sequence[Texted]:
        self._asked("sent_to")
        return [one for where, one in self.listed if where == to and one.at >= since]

    async def sent_between(self, since: datetime, until: datetime) -> Sequence[Texted]:
        self._asked("sent_between")
        return [
            one
            for _, one in self.listed
            if since <= one.at <= until and one.provider_id not in self.unlisted
        ]

    async def sent_as(self, provider_id: str) -> Texted | None:
        self._asked("sent_as")
        return next((one for _, one in self.listed if one.provider_id == provider_id), None)

    async def received_since(self, since: datetime) -> Sequence[Received]:
        self._asked("received_since")
        return [one for one in self.received if one.at >= since]

    async def close(self) -> None:
        self.closed = True

    def hears(self, sender: str, text: str, *, minutes: float = 0, id_: str = "") -> Received:
        """Keep a message from somebody, so many minutes after the start."""
        at = START + timedelta(minutes=minutes)
        one = Received(id_ or f"in-{len(self.received) + 1}", sender, text, at)
        self.received.append(one)
        return one

    def _asked(self, what: str) -> None:
        self.calls.append(what)
        if what in self.refuses:
            raise self.refuses[what]
