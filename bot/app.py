"""The composition root: builds everything by hand, and is the only file that knows everything."""

import asyncio
import logging
import os
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from socket import gethostname

from aiogram import Bot
from aiohttp import web

from bot.backups import LOOK_SECONDS as BACKUP_SECONDS
from bot.backups import Backups, Plan
from bot.chaining import SECONDS as CHAIN_SECONDS
from bot.chaining import Chaining
from bot.channels.bot_api import Session
from bot.channels.call import CallChannel
from bot.channels.codes import Account
from bot.channels.health import DISK_SECONDS, OF_SMS, Health
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.twilio_codes import meaning_of
from bot.chores import Chore
from bot.clock import SystemClock
from bot.delivery import Delivery
from bot.desk.desk import Desk
from bot.dialogs.index import DIALOGS
from bot.duties.every import every
from bot.duties.retention import EVERY_SECONDS as RETENTION_SECONDS
from bot.duties.retention import Retention
from bot.fallback import Fallback
from bot.gauging import SECONDS as GAUGE_SECONDS
from bot.gauging import Gauging
from bot.handlers.intake import Intake
from bot.handlers.meeting import Meeting, Webhook
from bot.handlers.membership import MEMBERS_SECONDS, Membership
from bot.handlers.polling import Pauses, Polling
from bot.handlers.reading import Me
from bot.handlers.web import Readiness, SmsHook, TelegramHook, application
from bot.inforce import Renewal, begin
from bot.metrics import Metrics
from bot.notices import elsewhere
from bot.opening import open_database, read_keys
from bot.pacing import Pace
from bot.papers import schedules
from bot.papers.maker import Maker
from bot.papers.reports import report_recipes
from bot.ports import Channel, Clock, Store, Texts
from bot.ports.texting import SmsProvider
from bot.proving import Proving
from bot.rations import Rations
from bot.reception.calendar import check_zone
from bot.reception.directory import Directory
from bot.reconciling import RECONCILING_SECONDS, Reconciling
from bot.records import ChannelName, Outcome, Reference
from bot.records import Settings as Core
from bot.reporting import Reporting
from bot.running import App, Tasks
from bot.settings import BadSettings, Settings, SmsInbound, TelegramMode
from bot.texting import Budget
from bot.texts import Texts as FluentTexts
from bot.troubles import Trouble, Troubles
from bot.turns import Turns
from bot.watch import Watch
from storage.backup import Copy, make_backup
from storage.engine import sqlite_file

log = logging.getLogger(__name__)

SMS_RATE = 10.0
"""SMS a second; Twilio queues what is faster than the sender's number allows."""
BUDGET_SECONDS = 60.0


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
    core = Core(sms=settings.sms, requests_a_day=settings.requests_a_day)
    opened = await open_database(settings)
    store: Store = around(opened) if around else opened
    try:
        reference = await begin(store, settings.directory, directory, clock.now())
    except BaseException:
        await store.close()
        raise
    texts = FluentTexts()
    troubles = Troubles(store, reference, clock, _switched_off(settings))
    health = Health(troubles)
    opened.noticed = health.stored
    bot = _bot(settings)
    moved: dict[int, int] = {}
    reporting = Reporting(store, reference, clock)
    papers = Maker({**schedules.recipes(reference, clock), **report_recipes(reporting)})
    account = Account(clock, meaning_of, troubles.seen)
    provider = _provider(settings)
    channels: dict[ChannelName, Channel] = {
        ChannelName.TELEGRAM: TelegramChannel(bot, texts, moved, papers),
        ChannelName.CALL: CallChannel(),
        **_sms(settings, provider, account, store, texts, reference, clock),
    }
    traits = {name: channel.traits for name, channel in channels.items()}
    fallback = Fallback(reference, clock, sms=settings.sms)
    metrics = Metrics()

    def observe(channel: ChannelName, outcome: Outcome, seconds: float) -> None:
        metrics.sent(channel, outcome, seconds)
        health.sent(channel, outcome)

    delivery = Delivery(
        store, channels, clock, fallback, _paces(settings), verdict=account.verdict, observe=observe
    )
    turns = Turns(
        store,
        Desk(reference, core, lambda: me.username),
        DIALOGS,
        reference,
        texts,
        clock,
        traits,
        delivery,
    )
    turns.limit(
        {
            ChannelName.TELEGRAM: settings.telegram_person_rate,
            ChannelName.SMS: settings.sms_person_rate,
        }
    )
    turns.observe = metrics.batch
    proving = Proving(store, reference, fallback, turns.prompt)
    watch = Watch(store, turns, reference, clock, core, traits, every(reference), proving)
    readiness = Readiness(store, clock, lambda: watch.last_tick, troubles)
    stopping = asyncio.Event()
    gauging = Gauging(metrics, store, clock, reference, troubles, settings.backup_folder)
    me = Me(bot.id, "", lambda chat: reference.directory.office_of_chat(chat) is not None, moved)
    retention = Retention(store, reference, clock)
    membership = Membership(bot, me, store, reference, clock)
    chores = [
        Chore("counting", GAUGE_SECONDS, gauging.work),
        Chore("the chain of the audit", CHAIN_SECONDS, Chaining(store).work),
        Chore("what is not kept any longer", RETENTION_SECONDS, retention.work),
        Chore("who is in the staff chats", MEMBERS_SECONDS, membership.look),
        *_backups(settings, store, clock, troubles, stopping),
        *_disk(settings, health),
        *_of_sms(settings, provider, delivery, store, reference, clock, troubles, turns),
    ]
    tasks = Tasks()
    intake = Intake(bot, me, turns.accept, texts, tasks.spawn)
    polling = None
    if settings.telegram_mode is TelegramMode.POLLING:
        polling = Polling(bot, intake, pauses or Pauses(), health.asked)
    return App(
        settings=settings,
        core=core,
        clock=clock,
        store=store,
        seat=opened.seat(gethostname(), os.getpid()),
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
        chores=chores,
        troubles=troubles,
        stopping=stopping,
    )


async def serve(settings: Settings) -> None:
    """Run until stopped."""
    app = await build(settings)
    app.obey_signals()
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


def _switched_off(settings: Settings) -> frozenset[Trouble]:
    """Return what can't be wrong with these settings."""
    backups = frozenset({Trouble.BACKUP_FAILED}) if settings.backup_folder is None else frozenset()
    return backups | (frozenset() if settings.sms else OF_SMS)


def _disk(settings: Settings, health: Health) -> list[Chore]:
    """Return what looks after the disk of the database, where it is ours."""
    file = sqlite_file(settings.database_url)
    if file is None:
        return []
    return [Chore("the disk", DISK_SECONDS, partial(health.look_at_disk, file.parent))]


def _backups(
    settings: Settings,
    store: Store,
    clock: Clock,
    troubles: Troubles,
    stopping: asyncio.Event,
) -> list[Chore]:
    """Return what makes a backup every night, if it is asked for; a stop gives it up."""
    url, folder = settings.database_url, settings.backup_folder
    if folder is None:
        return []

    async def make(file: Path) -> Copy:
        # The keys may have changed since the start.
        return await make_backup(url, read_keys(settings), file, stopped=stopping.is_set)

    def told(failed: bool, why: str) -> None:
        troubles.seen(Trouble.BACKUP_FAILED, failed, why)

    backups = Backups(Plan(url, folder, settings.backup_keep), store, clock, make, told)
    return [Chore("the backup", BACKUP_SECONDS, backups.work)]


def _bot(settings: Settings) -> Bot:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    return Bot(token, session=Session(settings.telegram_api))


def _paces(settings: Settings) -> dict[ChannelName, Pace]:
    """Return how fast messages may leave."""
    rates = (settings.telegram_rate, settings.telegram_group_rate, settings.telegram_in_flight)
    return {
        ChannelName.TELEGRAM: Pace.of(*rates),
        ChannelName.SMS: Pace(per_second=SMS_RATE),
    }


def _provider(settings: Settings) -> SmsProvider | None:
    """Return who carries our SMS, if anybody does."""
    account, token = settings.twilio_account_sid, settings.twilio_auth_token
    if not (account and token and settings.twilio_from):
        return None
    from bot.channels.twilio_sms import TwilioSms, twilio_client

    client = twilio_client(account, token.get_secret_value(), settings.twilio_api)
    return TwilioSms(client, settings.twilio_from, settings.public_url)


def _sms(
    settings: Settings,
    provider: SmsProvider | None,
    account: Account,
    store: Store,
    texts: Texts,
    reference: Reference,
    clock: Clock,
) -> dict[ChannelName, Channel]:
    """Return the channel of SMS, if there is one."""
    if provider is None:
        return {}

    async def known(provider_ids: Collection[str]) -> Collection[str]:
        async with store.reading() as tx:
            return await tx.providers_known(provider_ids)

    answers = settings.sms_inbound is SmsInbound.TWILIO
    no_reply = None if answers else partial(elsewhere, "sms-no-reply", reference)
    channel = SmsChannel(provider, account, texts, clock, known, no_reply=no_reply)
    return {ChannelName.SMS: channel}


def _of_sms(
    settings: Settings,
    provider: SmsProvider | None,
    delivery: Delivery,
    store: Store,
    reference: Reference,
    clock: Clock,
    troubles: Troubles,
    turns: Turns,
) -> list[Chore]:
    """Have SMS rationed; return what looks after those that went, and those that came."""
    if provider is None:
        return []
    budget = Budget(settings.sms_segment_price, settings.sms_monthly_budget)
    rations = Rations(budget, partial(elsewhere, "texting-last", reference), troubles.seen)
    delivery.ration(ChannelName.SMS, rations)

    async def count() -> None:
        async with store.reading() as tx:
            await rations.look(tx, clock.now())

    reconciling = Reconciling(provider, store, clock, delivery.status)
    chores = [
        Chore("the budget of SMS", BUDGET_SECONDS, count),
        Chore("the statuses of SMS", RECONCILING_SECONDS, reconciling.look),
    ]
    if settings.sms_inbound is SmsInbound.TWILIO:
        from bot.handlers.sms_listing import LISTING_SECONDS, SmsListing

        listing = SmsListing(provider, store, clock, turns.accept)
        chores.append(Chore("the list of texts", LISTING_SECONDS, listing.look))
    return chores


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
        from bot.handlers.sms import Signature, decode

        signed = Signature(settings.twilio_auth_token.get_secret_value(), settings.public_url)
        sms = SmsHook(signed, decode, turns.accept, delivery.status)
    return application(
        readiness,
        metrics.registry,
        telegram,
        sms,
        settings.sms_inbound is SmsInbound.TWILIO,
    )
