"""The program that runs: started in order, served until told to stop, and left cleanly."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from errno import EADDRINUSE
from functools import partial
from typing import Any

from aiohttp import web

from bot.chores import Chore
from bot.clock import Ticker
from bot.delivery import Delivery
from bot.handlers.meeting import Meeting, UnknownToken
from bot.handlers.polling import Polling
from bot.handlers.reading import Me
from bot.handlers.web import SERVED
from bot.inforce import Renewal
from bot.metrics import Metrics
from bot.opening import shown
from bot.papers.maker import Maker
from bot.ports import Channel, Clock, Store
from bot.ports.processes import NOTHING, Seat, SeatTaken, Standing
from bot.records import Backlog, ChannelName, Reference
from bot.records import Settings as Core
from bot.settings import BadSettings, Settings
from bot.troubles import Trouble, Troubles
from bot.turns import Turns
from bot.watch import Watch

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
BEAT_SECONDS = 1.0
STOP_SECONDS = 10.0
SETTLE_STEP = 0.01
LATE_SECONDS = 900.0
JUMP_TOLD_SECONDS = 60.0
MANY_FAILED = 20
HOLDS_UP = (
    Trouble.TELEGRAM_DOWN,
    Trouble.SMS_DOWN,
    Trouble.SMS_SETTINGS,
    Trouble.SMS_SUSPENDED,
    Trouble.DATABASE,
    Trouble.DISK_FULL,
)
GC_THRESHOLD = 50_000


class Tasks:
    """Work in the background; ended with the program."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start `work`, and hold it until it is done."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def end(self) -> None:
        """Cancel what is still under way, and wait for it."""
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)


@dataclass(slots=True)
class App:
    """The program, built and ready to run."""

    settings: Settings
    core: Core
    clock: Clock
    store: Store
    seat: Seat
    reference: Reference
    channels: dict[ChannelName, Channel]
    turns: Turns
    watch: Watch
    renewal: Renewal
    delivery: Delivery
    me: Me
    meeting: Meeting
    web: web.Application
    polling: Polling | None
    metrics: Metrics
    tasks: Tasks
    papers: Maker
    troubles: Troubles
    chores: Sequence[Chore] = ()
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    refused: str | None = None
    standing: Standing = NOTHING
    _unheard: bool = False
    _leading_changed: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the block runs; then finish what is under way and leave cleanly."""
        ticker = Ticker(self._clock_jumped)
        ticker.every(TICK_SECONDS, self._tick)
        for chore in (Chore("the heartbeat", BEAT_SECONDS, self._beat), *self.chores):
            ticker.every(chore.seconds, partial(_do, chore))
        runner = web.AppRunner(self.web, **SERVED, shutdown_timeout=STOP_SECONDS)
        try:
            await self._sit_down()
            await _listen(runner, self.settings.http_host, self.settings.http_port)
        except BaseException:
            await self._close()
            raise
        # The seat is ours, so nobody else sends from this database file.
        async with self.store.writing() as tx:
            await tx.release(self.clock.now())
        await self._tick()
        ticker.start()
        delivering = self.tasks.spawn(self._vital(self.delivery.run()))
        asking = self.tasks.spawn(self._vital(self._serve_telegram()))
        _spare_the_collector()
        try:
            yield
        finally:
            await ticker.stop()
            self.stopping.set()
            self._leading_changed.set()
            if self.polling is not None:
                self.polling.stop()
            # Before Telegram has answered once nothing of it is under way.
            await asyncio.wait([asking], timeout=STOP_SECONDS if self.me.username else 0)
            await runner.cleanup()
            await self.delivery.stop()
            await asyncio.wait([delivering], timeout=STOP_SECONDS)
            await self._close()

    async def _close(self) -> None:
        await self.tasks.end()
        for channel in self.channels.values():
            await channel.close()
        await self.papers.close()
        with suppress(Exception):  # the server sees by itself who is gone
            await self.seat.leave()
        await self.store.close()

    def obey_signals(self) -> None:
        """Have SIGTERM and SIGINT stop the program, also while it is still starting."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stopping.set)

    async def until_stopped(self) -> None:
        """Wait until something stops the program."""
        await self.stopping.wait()

    async def settle(self, seconds: float) -> None:
        """Do all that is due by the clock, and return when it is done, or after `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    await self.watch.tick()
                    self.delivery.wake()
                    if not await self._due():
                        return
                    await asyncio.sleep(SETTLE_STEP)

    async def _due(self) -> bool:
        """Tell whether a timer or a message is due."""
        now = self.clock.now()
        async with self.store.reading() as tx:
            times = [await tx.next_timer()]
            times += [await tx.next_message(name, now) for name in self.channels]
        return any(moment is not None and moment <= now for moment in times)

    async def _tick(self) -> None:
        """Do what time brings; a tick that fails is made again by the next one."""
        try:
            if await self.renewal.tick():
                log.info("another directory is in force from now on")
                if self.standing.leads:
                    self.tasks.spawn(self.meeting.show_menus())
            await self.watch.tick()
            async with self.store.reading() as tx:
                backlog = await tx.backlog(self.clock.now())
            self.metrics.show(backlog)
            self._judge(backlog)
        except Exception:
            log.exception("a tick failed")
            explained = self.troubles.suspects(Trouble.DATABASE, Trouble.DISK_FULL)
            self.troubles.seen(Trouble.TICK_FAILED, not explained)
        else:
            self.troubles.seen(Trouble.TICK_FAILED, False)
        await self.troubles.tick(self.clock.now())
        self.delivery.wake()

    def _clock_jumped(self, seconds: float) -> None:
        """Tell of a jump of the machine's clock; what waited must not wait until the old time."""
        log.warning("the clock jumped by %+.0f s", seconds)
        if abs(seconds) >= JUMP_TOLD_SECONDS:
            self.troubles.seen(Trouble.CLOCK_JUMPED, True, f"{seconds:+.0f} s")
        if seconds < 0:
            self.tasks.spawn(self._put_back())

    async def _put_back(self) -> None:
        try:
            async with self.store.writing() as tx:
                await tx.clock_put_back(self.clock.now())
        except Exception as error:
            log.error("after the clock was put back: %s", type(error).__name__)  # noqa: TRY400
        self.delivery.wake()

    def _judge(self, backlog: Backlog) -> None:
        """Note what piles up without another trouble that explains it."""
        late = backlog.oldest_seconds >= LATE_SECONDS
        explained = self.troubles.suspects(*HOLDS_UP)
        self.troubles.seen(Trouble.BACKLOG, late and not explained)
        self.troubles.seen(Trouble.FAILED_UPDATES, backlog.failed >= MANY_FAILED)

    async def _vital(self, work: Coroutine[Any, Any, None]) -> None:
        """Do work the program is nothing without: if it breaks, stop, for a fresh start."""
        try:
            await work
        except Exception as error:
            log.exception("the program can't go on")
            self.refused = f"It stopped because of a fault in it ({type(error).__name__})."
            self.stopping.set()

    async def _sit_down(self) -> None:
        """Take our seat at the database, or raise `BadSettings`."""
        try:
            await self.seat.take(self._heed)
        except SeatTaken:
            raise BadSettings(
                f"DATABASE_URL: another process serves from {shown(self.settings.database_url)}. "
                "An SQLite database takes one; for several move to PostgreSQL (docs/scaling.md)."
            ) from None
        self.delivery.use(self.standing.share)

    async def _beat(self) -> None:
        """Show that we live; what hinders it is told once, until it is over."""
        try:
            await self.seat.beat()
        except Exception as error:
            if not self._unheard:
                log.warning("the database hears no heartbeat: %s", type(error).__name__)
            self._unheard = True
        else:
            self._unheard = False

    def _heed(self, standing: Standing) -> None:
        """Use our share of the rates; ask for updates only while we lead."""
        before, self.standing = self.standing, standing
        self.delivery.use(standing.share)
        if standing == NOTHING and not self.stopping.is_set():
            log.warning("no seat at the database: until there is one nothing is sent from here")
        if standing.leads is not before.leads:
            self._leading_changed.set()
            if self.polling is not None and not standing.leads:
                self.polling.stop()

    async def _serve_telegram(self) -> None:
        """Meet Telegram, and if we lead, ask for updates where that is our way."""
        while not self.stopping.is_set():
            self._leading_changed.clear()
            leads = self.standing.leads
            if not await self._meet(leads=leads):
                return
            if self.stopping.is_set() or self._leading_changed.is_set():
                continue
            if leads and self.polling is not None:
                await self.polling.run()
            else:
                await self._leading_changed.wait()

    async def _meet(self, *, leads: bool) -> bool:
        """Meet Telegram; tell whether there is anything to go on with."""
        try:
            return await self.meeting.meet(self.stopping, leads=leads)
        except UnknownToken:
            api = self.settings.telegram_api
            self.refused = f"TELEGRAM_TOKEN: {api} does not know this token."
            self.stopping.set()
            return False


async def _do(chore: Chore) -> None:
    """Do a chore; one that fails is done again when it comes round."""
    try:
        await chore.work()
    except Exception as error:
        # Neither the text nor the values of an error are logged: both may be personal.
        log.error("%s failed: %s", chore.name, type(error).__name__)  # noqa: TRY400


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    """Open our HTTP side, or raise `BadSettings`."""
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as problem:
        await runner.cleanup()
        taken = problem.errno == EADDRINUSE
        why = "another program listens there" if taken else problem.strerror
        raise BadSettings(f"HTTP_HOST, HTTP_PORT: {host}:{port}: {why}.") from None
    log.info("listening on http://%s:%s", host, runner.addresses[0][1])


def _spare_the_collector() -> None:
    """Keep the garbage collector off what stays for good: the libraries leave very much."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 20)
