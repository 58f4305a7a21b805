"""`make demo`: the whole program over real HTTP against the sandbox, on one page, no account.

The clock of the demonstration can be moved forward; what comes due on the way happens at its own
time, in order, as if one had waited.
"""

import asyncio
import errno
import logging
import socket
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from pydantic import SecretStr
from rich.progress import Progress

from bot.app import build
from bot.desk.desk import Desk
from bot.handlers.polling import Pauses
from bot.lived import Chance, Core, Life
from bot.opening import read_directory
from bot.ports import Store, Tx
from bot.reception.calendar import at, local
from bot.reception.directory import Directory
from bot.reception.language import Bilingual, Lang
from bot.reception.lifecycle import State
from bot.reception.quarter import Quarter
from bot.reception.terms import REPLY_DAYS
from bot.records import Request, TimerKind
from bot.running import App
from bot.sending import LEASE
from bot.settings import Settings, SmsInbound
from sandbox.control import Hooks
from sandbox.limits import Limits
from sandbox.server import Sandbox
from sandbox.sms import Account

DIRECTORY = Path(__file__).parents[1] / "sandbox/directory.toml"
MORNING = time(9, 0)
EVENTS_AT_ONCE = 300
SHOWN = 30
GROUP_RATE = 300
"""Messages a minute into the staff chat: days pass in seconds here, so the limit is wider too."""
ARRIVALS = 4
"""How many people come on a working day of a quarter lived in advance."""
SETTLE_SECONDS = 5.0
SURVEYS = {TimerKind.SURVEY, TimerKind.SURVEY_AGAIN}


class Taken(Exception):
    """The page can't be served on that port: another program has it, or it takes more rights."""


class MovableClock:
    """The machine's clock, moved by hand; it may begin at another moment."""

    def __init__(self, begins: datetime | None = None) -> None:
        self._moved = begins - datetime.now(UTC) if begins else timedelta()

    def now(self) -> datetime:
        """Return the moment by this clock, UTC."""
        return datetime.now(UTC) + self._moved

    def begin_at(self, moment: datetime) -> None:
        """Make it `moment`, before anything has gone by this clock."""
        self._moved = moment - datetime.now(UTC)

    def move_to(self, moment: datetime) -> None:
        """Make it `moment`; never goes back."""
        self._moved += max(moment - self.now(), timedelta())


class Told(Struct, frozen=True):
    """A store around another, that tells of every commit."""

    store: Store
    tell: Callable[[], None]

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tx]:
        """Open a transaction of the store inside; tell once it is committed."""
        async with self.store.writing() as tx:
            yield tx
        self.tell()

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """Open a read-only view of the store inside."""
        return self.store.reading()

    async def close(self) -> None:
        """Close the store inside."""
        await self.store.close()


class Ahead(Struct, frozen=True, order=True):
    """What will happen by itself: a timer of a request, or a message that may leave."""

    at: datetime
    kind: str


class Demo:
    """The bot and the sandbox around it, with the one clock of both."""

    def __init__(self, begins: datetime | None = None) -> None:
        self.clock = MovableClock(begins)
        self.app: App | None = None
        self._moving = asyncio.Lock()

    def hooks(self) -> Hooks:
        """Return what the page may ask of the program."""
        return Hooks(self.clock.now, self.move, self.requests, self.about)

    async def build(
        self, sandbox: Sandbox, settings: Settings, directory: Directory | None = None
    ) -> App:
        """Build the program by the demonstration's clock; the page hears of every commit.

        `directory` takes the place of the sample.
        """
        self.app = await build(
            settings,
            clock=self.clock,
            directory=directory or read_directory(DIRECTORY),
            around=lambda store: Told(store, sandbox.world.bell.ring),
            # Who switches Telegram on again waits for it in front of the page.
            pauses=Pauses(most=2.0),
        )
        return self.app

    async def live(
        self, quarter: Quarter, arrivals: int, progress: Callable[[float], None]
    ) -> None:
        """Live through a quarter, up to the evening of its last day; the bot must not run yet.

        `arrivals`: people on a working day. `progress` hears which part of it has passed.
        """
        reference = self._running.reference
        self.clock.begin_at(at(quarter.first, MORNING))
        desk = Desk(reference, self._running.core)
        turns, watch = self._running.turns, self._running.watch
        core = Core(self._running.store, desk, turns, watch, reference, self.clock.move_to)
        life = Life(core, Chance(str(quarter)), arrivals)
        days = (quarter.last - quarter.first).days + 1
        for nth in range(days):
            day = quarter.first + timedelta(days=nth)
            await life.live(day)
            progress((nth + 1) / days)

    async def move(self, kind: str) -> None:
        """Move the clock: `minute`, `hour`, `working-day`, or to the `next-event`."""
        if self.app is None:
            return
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
                    ahead = await self._ahead()
                    target = ahead.at if ahead else now
            await self.pass_until(target)

    async def about(self) -> dict[str, Any]:
        """Return what the page tells of the program: its term, and what will happen next."""
        ahead = await self._ahead() if self.app else None
        return {
            "reply_days": REPLY_DAYS,
            "next_event": {"at": ahead.at.isoformat(), "kind": ahead.kind} if ahead else None,
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

    async def _ahead(self) -> Ahead | None:
        """Return what happens next by itself, of all that a person would notice."""
        now = self.clock.now()
        found = []
        async with self._running.store.reading() as tx:
            for number in await tx.numbers(SHOWN):
                request = await tx.request(number)
                found += await _upcoming(tx, request) if request else []
            for name in self._running.channels:
                leaves = await tx.next_message(name, now)
                # What is on its way right now is no event; its lease is told as its time.
                if leaves is not None and leaves > now + LEASE:
                    found.append(Ahead(leaves, "message"))
        return min((ahead for ahead in found if ahead.at > now), default=None)

    async def _next_due(self) -> datetime | None:
        """Return when the program has something to do: a timer, a message, a duty of an office."""
        now = self.clock.now()
        async with self._running.store.reading() as tx:
            times = [await tx.next_timer()]
            times += [await tx.next_message(name, now) for name in self._running.channels]
        times.append(self._running.watch.next_duty(now))
        return min((moment for moment in times if moment is not None), default=None)

    async def pass_until(self, target: datetime) -> None:
        """Let time pass: every event on the way happens at its own moment."""
        for _ in range(EVENTS_AT_ONCE):
            event = await self._next_due()
            if event is None or event > target:
                break
            before = self.clock.now()
            self.clock.move_to(event)
            await self._running.settle(SETTLE_SECONDS)
            if event <= before and await self._next_due() == event:
                break  # it can't happen now: a channel is down
        self.clock.move_to(target)
        await self._running.settle(SETTLE_SECONDS)

    async def _timeline(self, tx: Tx, request: Request) -> dict[str, Any]:
        """Return one request against its legal terms, as the page draws it."""
        reference, given = self._running.reference, request.given
        calendar = reference.calendar
        days = calendar.count(given.registered_on, REPLY_DAYS)
        history = await tx.history(request.number)
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
                {"at": ahead.at.isoformat(), "kind": ahead.kind}
                for ahead in await _upcoming(tx, request)
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


async def _upcoming(tx: Tx, request: Request) -> list[Ahead]:
    """Return what time will bring to a request as it is now."""
    timers = [one for one in await tx.timers_of(request.id) if one.version == request.version]
    if any(event.kind == "rate" for event in await tx.history(request.number)):
        timers = [one for one in timers if one.kind not in SURVEYS]
    final = request.state in {State.ATTENDED, State.CONSULTED}  # nobody is told of these
    return [
        Ahead(one.due_at, "final" if final and one.kind is TimerKind.CARD else one.kind.value)
        for one in timers
    ]


def _both(words: Bilingual) -> dict[str, str]:
    return {lang.value: words.get(lang) for lang in Lang}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo_settings(sandbox: Sandbox, port: int, folder: Path) -> Settings:
    """Return the settings that point the program at a sandbox, by polling."""
    return Settings.model_construct(
        telegram_token=SecretStr(sandbox.token),
        telegram_api=sandbox.url,
        twilio_account_sid=sandbox.account.sid,
        twilio_auth_token=SecretStr(sandbox.account.token),
        twilio_from=sandbox.account.number,
        twilio_api=sandbox.url,
        sms_inbound=SmsInbound.TWILIO,
        telegram_group_rate=GROUP_RATE,
        # Few people play many, and faster than anybody types.
        telegram_person_rate=0,
        sms_person_rate=0,
        requests_a_day=0,
        public_url=f"http://127.0.0.1:{port}",
        http_port=port,
        database_url=f"sqlite+aiosqlite:///{folder / 'demo.db'}",
    )


async def run_demo(port: int, *, browser: bool, lived: bool = False) -> None:
    """Serve the page until the program is interrupted; everything is forgotten then.

    `lived`: begin on the last evening of a quarter of everyday life.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    demo, ours = Demo(), free_port()
    account = replace(Account(), sms_url=f"http://127.0.0.1:{ours}/twilio/sms")
    try:
        limits = Limits(group_minute=GROUP_RATE)
        sandbox = await Sandbox.start(port=port, hooks=demo.hooks(), account=account, limits=limits)
    except OSError as error:
        why = "is in use" if error.errno == errno.EADDRINUSE else "is not ours to open"
        other = port + 1 if port in range(1024, 65535) else 8000
        raise Taken(f'Port {port} {why}. Choose another: make demo ARGS="--port {other}"') from None
    with tempfile.TemporaryDirectory(prefix="qabyldau-") as folder:
        async with sandbox:
            settings = demo_settings(sandbox, ours, Path(folder))
            app = await demo.build(sandbox, settings)
            if lived:
                over = Quarter.of(local(demo.clock.now()).date()).before
                with Progress(transient=True) as shown:
                    task = shown.add_task("Three months pass", total=1.0)
                    await demo.live(over, ARRIVALS, lambda part: shown.update(task, completed=part))
            app.obey_signals()
            async with app.running():
                print(f"Qabyldau is at {sandbox.url}  (Ctrl+C ends it)", flush=True)
                if browser:
                    webbrowser.open(sandbox.url)
                await app.until_stopped()
