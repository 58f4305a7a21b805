"""The composition root: builds everything by hand, and is the only file that knows everything."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from errno import EADDRINUSE
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from bot.channels import codes
from bot.channels.call import CallChannel
from bot.channels.sms import SmsChannel, twilio_client
from bot.channels.telegram import TelegramChannel
from bot.clock import SystemClock, Ticker
from bot.delivery import Delivery
from bot.desk.desk import Desk
from bot.dialogs.index import DIALOGS
from bot.dialogs.say import Say, say
from bot.duties.every import every
from bot.fallback import Fallback
from bot.handlers.intake import Intake
from bot.handlers.meeting import Meeting, UnknownToken, Webhook
from bot.handlers.polling import Pauses, Polling
from bot.handlers.reading import Me
from bot.handlers.sms import Signature, decode
from bot.handlers.web import Readiness, SmsHook, TelegramHook, application
from bot.inforce import Renewal, begin
from bot.metrics import Metrics
from bot.opening import open_database
from bot.pacing import Pace
from bot.papers import schedules
from bot.papers.maker import Maker
from bot.papers.reports import report_recipes
from bot.ports import Channel, Clock, Papers, Store, Texts
from bot.reception.calendar import check_zone
from bot.reception.directory import Directory
from bot.records import ChannelName, Reference
from bot.records import Settings as Core
from bot.reporting import Reporting
from bot.settings import BadSettings, Settings, SmsInbound, TelegramMode
from bot.texts import Texts as FluentTexts
from bot.turns import Turns
from bot.watch import Watch

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
STOP_SECONDS = 10.0
SETTLE_STEP = 0.01
GC_THRESHOLD = 50_000
SMS_RATE = 10.0
"""SMS a second; Twilio queues what is faster than the sender's number allows."""


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
    tasks: "Tasks"
    papers: Maker
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    refused: str | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the block runs; then finish what is under way and leave cleanly."""
        ticker = Ticker()
        ticker.every(TICK_SECONDS, self._tick)
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


async def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    directory: Directory | None = None,
    around: Callable[[Store], Store] | None = None,
    pauses: Pauses | None = None,
) -> App:
    """Build the program; `directory` is put in force where the database has none yet.

    `around` may put something around the store; `pauses` are those of polling.
    Raises `BadSettings`, or `DirectoryError`.
    """
    check_zone()
    clock = clock or SystemClock()
    core = Core(sms=settings.sms)
    opened: Store = await open_database(settings)
    store = around(opened) if around else opened
    try:
        reference = await begin(store, settings.directory, directory, clock.now())
    except BaseException:
        await store.close()
        raise
    texts = FluentTexts()
    bot = _bot(settings)
    moved: dict[int, int] = {}
    reporting = Reporting(store, reference, clock)
    papers = Maker({**schedules.recipes(reference, clock), **report_recipes(reporting)})
    channels = _channels(settings, bot, texts, clock, reference, moved, papers)
    traits = {name: channel.traits for name, channel in channels.items()}
    fallback = Fallback(reference, clock, sms=settings.sms)
    paces = {
        ChannelName.TELEGRAM: Pace.of(
            settings.telegram_rate, settings.telegram_group_rate, settings.telegram_in_flight
        ),
        ChannelName.SMS: Pace(per_second=SMS_RATE),
    }
    delivery = Delivery(store, channels, clock, fallback, paces, verdict=codes.verdict)
    turns = Turns(
        store,
        Desk(reference, core),
        DIALOGS,
        reference,
        texts,
        clock,
        traits,
        delivery.wake,
    )
    watch = Watch(store, turns, reference, clock, core, traits, every(reference))
    readiness = Readiness(store, clock, lambda: watch.last_tick)
    metrics = Metrics()
    me = Me(bot.id, "", lambda chat: reference.directory.office_of_chat(chat) is not None, moved)
    tasks = Tasks()
    intake = Intake(bot, me, turns.accept, texts, tasks.spawn)
    polling = None
    if settings.telegram_mode is TelegramMode.POLLING:
        polling = Polling(bot, intake, pauses or Pauses())
    return App(
        settings=settings,
        core=core,
        clock=clock,
        store=store,
        reference=reference,
        channels=channels,
        turns=turns,
        watch=watch,
        renewal=Renewal(store, reference),
        delivery=delivery,
        me=me,
        meeting=Meeting(bot, me, reference, texts, _webhook(settings), settings.telegram_api),
        web=_web(settings, readiness, metrics, intake, turns, delivery),
        metrics=metrics,
        polling=polling,
        tasks=tasks,
        papers=papers,
    )


async def serve(settings: Settings) -> None:
    """Run until stopped."""
    app = await build(settings)
    async with app.running():
        await app.until_stopped()
    if app.refused is not None:
        raise BadSettings(app.refused)


def _webhook(settings: Settings) -> Webhook | None:
    """Return where Telegram is to post updates; None when we ask for them."""
    secret = settings.telegram_webhook_secret
    if settings.telegram_mode is TelegramMode.POLLING or secret is None:
        return None
    return Webhook(f"{settings.public_url}/telegram/webhook", secret.get_secret_value())


def _bot(settings: Settings) -> Bot:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    server = TelegramAPIServer.from_base(settings.telegram_api)
    return Bot(token, session=AiohttpSession(api=server, limit=200))


def _channels(
    settings: Settings,
    bot: Bot,
    texts: Texts,
    clock: Clock,
    reference: Reference,
    moved: dict[int, int],
    papers: Papers,
) -> dict[ChannelName, Channel]:
    channels: dict[ChannelName, Channel] = {
        ChannelName.TELEGRAM: TelegramChannel(bot, texts, moved, papers),
        ChannelName.CALL: CallChannel(),
    }
    if settings.twilio_account_sid and settings.twilio_auth_token and settings.twilio_from:
        token = settings.twilio_auth_token.get_secret_value()

        def no_reply() -> Say:
            office = reference.directory.offices[0]
            return say("sms-no-reply", phone=office.phone, link=reference.directory.bot_link or "")

        answers = settings.sms_inbound is SmsInbound.TWILIO
        channels[ChannelName.SMS] = SmsChannel(
            twilio_client(settings.twilio_account_sid, token, settings.twilio_api),
            settings.twilio_from,
            texts,
            clock,
            public_url=settings.public_url,
            no_reply=None if answers else no_reply,
        )
    return channels


def _web(
    settings: Settings,
    readiness: Readiness,
    metrics: Metrics,
    intake: Intake,
    turns: Turns,
    delivery: Delivery,
) -> web.Application:
    webhook, sms = _webhook(settings), None
    telegram = TelegramHook(intake, webhook.secret) if webhook else None
    if settings.sms and settings.twilio_auth_token and settings.public_url:
        signed = Signature(settings.twilio_auth_token.get_secret_value(), settings.public_url)
        sms = SmsHook(signed, decode, turns.accept, delivery.status)
    return application(
        readiness,
        metrics.registry,
        telegram,
        sms,
        settings.sms_inbound is SmsInbound.TWILIO,
    )


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
