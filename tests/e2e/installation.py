"""A whole installation for a test: the program over real HTTP against the sandbox, one clock."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from bot.demo import Demo, demo_settings, free_port
from bot.reception.calendar import at, local
from bot.reception.directory import Directory
from bot.reception.quarter import Quarter
from bot.running import App
from bot.settings import Settings
from sandbox.server import Sandbox
from sandbox.sms import Account

Changed: TypeAlias = Mapping[str, object]
"""Settings that are other than those of the demonstration."""

MONDAY = date(2026, 3, 2)
"""A Monday long before any holiday that could move."""


@dataclass(slots=True)
class Installation:
    """The program, the sandbox, and the clock that both go by."""

    demo: Demo
    sandbox: Sandbox
    app: App
    settings: Settings

    @property
    def now(self) -> datetime:
        """The moment by the installation's clock."""
        return self.demo.clock.now()

    async def wait(self, **span: float) -> None:
        """Let that much time pass, with everything that comes due in it."""
        await self.demo.pass_until(self.now + timedelta(**span))

    async def wait_until(self, day: date, clock: time) -> None:
        """Let time pass until then."""
        await self.demo.pass_until(at(day, clock))

    async def next_working_day(self, clock: time = time(10, 0)) -> None:
        """Let time pass until the next working day."""
        calendar = self.app.reference.calendar
        await self.wait_until(calendar.add(local(self.now).date(), 1), clock)


@asynccontextmanager
async def installation(
    folder: Path,
    *,
    begins: datetime | None = None,
    changed: Changed | None = None,
    lived: Quarter | None = None,
    directory: Directory | None = None,
) -> AsyncIterator[Installation]:
    """Run the program and the sandbox; `changed` replaces settings.

    `lived`: begin on the last evening of a quarter that was lived through. `directory`: in place
    of the sample.
    """
    demo = Demo(begins or at(MONDAY, time(10, 0)).astimezone(UTC))
    port = free_port()
    account = replace(Account(), sms_url=f"http://127.0.0.1:{port}/twilio/sms")
    async with await Sandbox.start(hooks=demo.hooks(), account=account, limits=None) as sandbox:
        settings = demo_settings(sandbox, port, folder).model_copy(update=changed)
        app = await demo.build(sandbox, settings, directory)
        if lived is not None:
            await demo.live(lived, 1, lambda _part: None)
        async with app.running():
            yield Installation(demo, sandbox, app, settings)
