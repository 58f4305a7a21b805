"""The composition root: builds everything by hand, and is the only file that knows everything."""

import logging
from collections.abc import Callable

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from bot.channels import codes
from bot.channels.call import CallChannel
from bot.channels.sms import SmsChannel, twilio_client
from bot.channels.telegram import TelegramChannel
from bot.clock import SystemClock
from bot.delivery import Delivery
from bot.desk.desk import Desk
from bot.dialogs.index import DIALOGS
from bot.dialogs.say import Say, say
from bot.duties.every import every
from bot.fallback import Fallback
from bot.handlers.intake import Intake
from bot.handlers.meeting import Meeting, Webhook
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
from bot.running import App, Tasks
from bot.settings import BadSettings, Settings, SmsInbound, TelegramMode
from bot.texts import Texts as FluentTexts
from bot.turns import Turns
from bot.watch import Watch

log = logging.getLogger(__name__)

SMS_RATE = 10.0
"""SMS a second; Twilio queues what is faster than the sender's number allows."""


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
