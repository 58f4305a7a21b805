"""`make demo`: the whole program over real HTTP against the sandbox, on one page, no account.

The clock of the demonstration can be moved forward; what comes due on the way happens at its own
time, in order, as if one had waited.
"""

import asyncio
import logging
import socket
import tempfile
import webbrowser
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import App, build
from bot.doctor import read_directory
from bot.ports import Tx
from bot.reception.calendar import at, local
from bot.reception.language import Bilingual, Lang
from bot.reception.terms import REPLY_DAYS
from bot.records import Request
from bot.settings import Settings, SmsInbound
from sandbox.control import Hooks
from sandbox.server import Sandbox
from sandbox.sms import Account

DIRECTORY = Path("sandbox/directory.toml")
MORNING = time(9, 0)
EVENTS_AT_ONCE = 300
SHOWN = 30
SETTLE_SECONDS = 5.0


class Taken(Exception):
    """The port is used by another program."""


class MovableClock:
    """The machine's clock, moved by hand; it may begin at another moment."""

    def __init__(self, begins: datetime | None = None) -> None:
        self._moved = begins - datetime.now(UTC) if begins else timedelta()

    def now(self) -> datetime:
        """Return the moment by this clock, UTC."""
        return datetime.now(UTC) + self._moved

    def move_to(self, moment: datetime) -> None:
        """Make it `moment`; never goes back."""
        self._moved += max(moment - self.now(), timedelta())


class Demo:
    """The bot and the sandbox around it, with the one clock of both."""

    def __init__(self, begins: datetime | None = None) -> None:
        self.clock = MovableClock(begins)
        self.app: App | None = None
        self._moving = asyncio.Lock()

    def hooks(self) -> Hooks:
        """Return what the page may ask of the program."""
        return Hooks(self.clock.now, self.move, self.requests, self.about)

    async def move(self, kind: str) -> None:
        """Move the clock: `minute`, `hour`, `working-day`, or to the `next-event`."""
        async with self._moving:
            now = self.clock.now()
            match kind:
                case "minute":
                    target = now + timedelta(minutes=1)
                case "hour":
                    target = now + timedelta(hours=1)
                case "working-day":
                    day = self._running.reference.calendar.add(local(now).date(), 1)
                    target = at(day, MORNING)
                case _:
                    target = (await self._next_event()) or now
            await self.pass_until(target)

    async def about(self) -> dict[str, Any]:
        """Return what the page tells of the program."""
        directory = self._running.reference.directory
        return {
            "reply_days": REPLY_DAYS,
            "offices": [_both(office.name) for office in directory.offices],
            "undo_seconds": self._running.core.undo_seconds,
        }

    async def requests(self) -> list[dict[str, Any]]:
        """Return the newest requests for the timeline."""
        if self.app is None:
            return []
        async with self.app.store.reading() as tx:
            numbers = await tx.numbers(SHOWN)
            found = [await tx.request(number) for number in numbers]
            return [await self._timeline(tx, one) for one in found if one is not None]

    @property
    def _running(self) -> App:
        if self.app is None:
            raise RuntimeError("the program has not started yet")
        return self.app

    async def _next_event(self) -> datetime | None:
        """Return when the next thing happens by itself: a timer, or a message that may leave."""
        async with self._running.store.reading() as tx:
            times = [await tx.next_timer()]
            times += [await tx.next_message(name) for name in self._running.channels]
        return min((moment for moment in times if moment is not None), default=None)

    async def pass_until(self, target: datetime) -> None:
        """Let time pass: every event on the way happens at its own moment."""
        for _ in range(EVENTS_AT_ONCE):
            event = await self._next_event()
            if event is None or event > target:
                break
            before = self.clock.now()
            self.clock.move_to(event)
            await self._running.settle(SETTLE_SECONDS)
            if event <= before and await self._next_event() == event:
                break  # it can't happen now: a channel is down
        self.clock.move_to(target)
        await self._running.settle(SETTLE_SECONDS)

    async def _timeline(self, tx: Tx, request: Request) -> dict[str, Any]:
        """Return one request against its legal terms, as the page draws it."""
        reference, given = self._running.reference, request.given
        calendar = reference.calendar
        days = calendar.count(given.registered_on, REPLY_DAYS)
        history = await tx.history(request.number)
        timers = await tx.timers_of(request.id)
        today = local(self.clock.now()).date()
        return {
            "number": request.number,
            "state": request.state.value,
            "office": _both(reference.directory.office(given.office).short),
            "official": _both(reference.directory.official(given.official).short),
            "initials": given.initials,
            "channel": given.channel.value,
            "received_at": given.received_at.isoformat(),
            "registered_on": given.registered_on.isoformat(),
            "reply_due": given.reply_due.isoformat(),
            "working_days_left": calendar.between(today, given.reply_due),
            "reception_at": request.starts_at.isoformat() if request.starts_at else None,
            "replied_at": request.replied_at.isoformat() if request.replied_at else None,
            "events": [
                {"at": event.at.isoformat(), "kind": event.kind, "who": event.who}
                for event in history
            ],
            "upcoming": [
                {"at": timer.due_at.isoformat(), "kind": timer.kind.value} for timer in timers
            ],
            "days": [
                {
                    "day": day.day.isoformat(),
                    "working": day.working,
                    "number": day.number,
                    "reason": _both(day.reason) if day.reason else None,
                }
                for day in days
            ],
        }


def _both(words: Bilingual) -> dict[str, str]:
    return {lang.value: words.get(lang) for lang in Lang}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo_settings(sandbox: Sandbox, port: int, folder: Path) -> Settings:
    """Return the settings that point the program at a sandbox, by polling."""
    return Settings(
        telegram_token=SecretStr(sandbox.token),
        telegram_api=sandbox.url,
        twilio_account_sid=sandbox.account.sid,
        twilio_auth_token=SecretStr(sandbox.account.token),
        twilio_from=sandbox.account.number,
        twilio_api=sandbox.url,
        sms_inbound=SmsInbound.TWILIO,
        public_url=f"http://127.0.0.1:{port}",
        http_port=port,
        database_url=f"sqlite+aiosqlite:///{folder / 'demo.db'}",
    )


async def run_demo(port: int, *, browser: bool) -> None:
    """Serve the page until the program is interrupted; everything is forgotten then."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    demo, ours = Demo(), free_port()
    account = replace(Account(), sms_url=f"http://127.0.0.1:{ours}/twilio/sms")
    try:
        sandbox = await Sandbox.start(port=port, hooks=demo.hooks(), account=account)
    except OSError:
        raise Taken(
            f'Port {port} is in use. Choose another: make demo ARGS="--port {port + 1}"'
        ) from None
    with tempfile.TemporaryDirectory(prefix="qabyldau-") as folder:
        async with sandbox:
            settings = demo_settings(sandbox, ours, Path(folder))
            app = await build(settings, clock=demo.clock, directory=read_directory(DIRECTORY))
            demo.app = app
            async with app.running():
                print(f"Qabyldau is at {sandbox.url}  (Ctrl+C ends it)", flush=True)
                if browser:
                    webbrowser.open(sandbox.url)
                await app.until_stopped()
