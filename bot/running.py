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
from bot.inforce import Renewal
from bot.metrics import Metrics
from bot.papers.maker import Maker
from bot.ports import Channel, Clock, Store
from bot.records import ChannelName, Reference
from bot.records import Settings as Core
from bot.settings import BadSettings, Settings
from bot.turns import Turns
from bot.watch import Watch

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
STOP_SECONDS = 10.0
SETTLE_STEP = 0.01
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
    chores: Sequence[Chore] = ()
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    refused: str | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the block runs; then finish what is under way and leave cleanly."""
        ticker = Ticker()
        ticker.every(TICK_SECONDS, self._tick)
        for chore in self.chores:
            ticker.every(chore.seconds, partial(_do, chore))
        runner = web.AppRunner(self.web, access_log=None, shutdown_timeout=STOP_SECONDS)
        try:
            await _listen(runner, self.settings.http_host, self.settings.http_port)
        except BadSettings:
            await self._close()
            raise
        # The port is ours, so nobody else sends from this database file.
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
        await self.store.close()

    async def until_stopped(self) -> None:
        """Wait for SIGTERM or SIGINT."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stopping.set)
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
        async with self.store.reading() as tx:
            times = [await tx.next_timer()]
            times += [await tx.next_message(name) for name in self.channels]
        now = self.clock.now()
        return any(moment is not None and moment <= now for moment in times)

    async def _tick(self) -> None:
        """Do what time brings; a tick that fails is made again by the next one."""
        try:
            if await self.renewal.tick():
                log.info("another directory is in force from now on")
                self.tasks.spawn(self.meeting.show_menus())
            await self.watch.tick()
            async with self.store.reading() as tx:
                self.metrics.show(await tx.backlog(self.clock.now()))
        except Exception:
            log.exception("a tick failed")
        self.delivery.wake()

    async def _vital(self, work: Coroutine[Any, Any, None]) -> None:
        """Do work the program is nothing without: if it breaks, stop, for a fresh start."""
        try:
            await work
        except Exception as error:
            log.exception("the program can't go on")
            self.refused = f"It stopped because of a fault in it ({type(error).__name__})."
            self.stopping.set()

    async def _serve_telegram(self) -> None:
        """Meet Telegram, then ask for updates, if that is our way."""
        try:
            met = await self.meeting.meet(self.stopping)
        except UnknownToken:
            api = self.settings.telegram_api
            self.refused = f"TELEGRAM_TOKEN: {api} does not know this token."
            self.stopping.set()
            return
        if met and self.polling is not None:
            await self.polling.run()


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
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 20)
