"""Looks at everything the program needs to run, and says in a sentence each what it found."""

from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp
from msgspec import Struct, field

from bot.clock import SystemClock
from bot.doctor import contents, machine
from bot.doctor.finding import PATIENCE, Finding
from bot.doctor.telegram import look_at_telegram
from bot.doctor.twilio import look_at_twilio
from bot.inforce import calendar_in_force, in_force
from bot.opening import open_database
from bot.ports import Store
from bot.reception.calendar import WorkingCalendar, local
from bot.reception.directory import Directory
from bot.settings import BadSettings, Settings, read_settings

__all__ = ["Finding", "examine"]


class Looked(Struct, frozen=True):
    """What a look into the database found, and what the other looks need of it."""

    findings: tuple[Finding, ...]
    directory: Directory | None = None
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    first_request_at: datetime | None = None


async def examine() -> AsyncIterator[Finding]:
    """Look at the settings, the machine, what is stored, and the providers in turn."""
    try:
        settings = read_settings()
    except BadSettings as problem:
        for line in str(problem).splitlines():
            yield Finding("settings", False, line)
        return
    sms = "with SMS" if settings.sms else "without SMS"
    yield Finding("settings", True, f"Telegram by {settings.telegram_mode}, {sms}.")
    yield machine.time_zone()
    looked = await _database(settings)
    for finding in looked.findings:
        yield finding
    now = SystemClock().now()
    yield await machine.backups(settings, looked.first_request_at, now)
    read, directory = contents.directory(settings, looked.directory)
    yield read
    if directory is not None:
        today = local(now).date()
        yield contents.schedule(directory, looked.calendar, today)
        yield contents.years(looked.calendar, today)
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        async for finding in look_at_telegram(http, settings, directory):
            yield finding
        yield await look_at_twilio(http, settings)


async def _database(settings: Settings) -> Looked:
    """Open the database, bringing its tables up to date, and look into it."""
    try:
        store = await open_database(settings)
    except BadSettings as problem:
        return Looked((Finding("database", False, f"{problem}."),))
    try:
        findings = [*await machine.database(settings), machine.key(settings)]
        return await _into(store, findings)
    finally:
        await store.close()


async def _into(store: Store, findings: list[Finding]) -> Looked:
    now = SystemClock().now()
    directory = await in_force(store)
    async with store.reading() as tx:
        calendar = await calendar_in_force(tx, directory)
        begun = await tx.first_request_at()
        findings.append(await contents.audit(tx, now))
        if directory is not None:
            findings.append(await contents.slots(tx, directory, now))
            findings.append(await contents.retention(tx, directory, now))
    return Looked(tuple(findings), directory, calendar, begun)
