"""Looks at everything the program needs to run, and says in a sentence each what it found."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp

from bot.clock import SystemClock
from bot.inforce import calendar_in_force, in_force
from bot.opening import open_database, read_directory, shown
from bot.reception.calendar import WorkingCalendar, check_zone, local
from bot.reception.coverage import all_uncovered, next_month
from bot.reception.directory import Directory
from bot.reception.directory_toml import DirectoryError
from bot.settings import BadSettings, Settings, SmsInbound, TelegramMode, read_settings

PATIENCE = aiohttp.ClientTimeout(total=15)
RECENT = timedelta(hours=1)
IN_IT = frozenset({"member", "administrator", "creator"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and the sentence about it."""

    what: str
    well: bool
    sentence: str


class Trouble(Exception):
    """A provider said no, or nothing; `moved` is where a group has gone."""

    def __init__(self, told: str, moved: int | None = None) -> None:
        super().__init__(told)
        self.moved = moved


async def examine() -> AsyncIterator[Finding]:
    """Look at settings, database, directory, schedule, bot, staff chats and SMS in turn."""
    try:
        settings = read_settings()
    except BadSettings as problem:
        for line in str(problem).splitlines():
            yield Finding("settings", False, line)
        return
    sms = "with SMS" if settings.sms else "without SMS"
    yield Finding("settings", True, f"Telegram by {settings.telegram_mode}, {sms}.")
    yield _time_zone()
    database, stored, calendar = await _database(settings)
    yield database
    read, directory = _directory(settings, stored)
    yield read
    if directory is not None:
        yield _schedule(directory, calendar, local(SystemClock().now()).date())
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        async for finding in _telegram(http, settings, directory):
            yield finding
        yield await _twilio(http, settings)


def _time_zone() -> Finding:
    try:
        check_zone()
    except RuntimeError as problem:
        return Finding("time zone", False, str(problem))
    return Finding("time zone", True, "Asia/Almaty is UTC+5 in 2026, as the law has it.")


async def _database(
    settings: Settings,
) -> tuple[Finding, Directory | None, WorkingCalendar]:
    """Open the database, bringing its tables up to date, and look into it."""
    try:
        store = await open_database(settings)
    except BadSettings as problem:
        return Finding("database", False, f"{problem}."), None, WorkingCalendar()
    try:
        stored = await in_force(store)
        async with store.reading() as tx:
            calendar = await calendar_in_force(tx, stored)
    finally:
        await store.close()
    address = shown(settings.database_url)
    finding = Finding("database", True, f"{address} opens and its tables are up to date.")
    return finding, stored, calendar


def _directory(settings: Settings, stored: Directory | None) -> tuple[Finding, Directory | None]:
    """Look at the directory in force, or else at the one the first start will take."""
    read, wrong = None, ""
    if settings.directory is not None:
        try:
            read = read_directory(settings.directory)
        except DirectoryError as problem:
            more = len(problem.problems) - 1
            others = f" (and {more} more, which `python -m bot import` lists)" if more else ""
            wrong = f"{problem.problems[0]}{others}."
    directory = stored or read
    if wrong:
        return Finding("directory", False, wrong), directory
    if directory is None:
        sentence = (
            "There is none: set DIRECTORY to a TOML file, or run `python -m bot import FILE`."
        )
        return Finding("directory", False, sentence), None
    without = [office.key for office in directory.offices if office.staff_chat is None]
    if without:
        sentence = (
            f"Nobody sees the requests of offices without a staff_chat: {', '.join(without)}."
        )
        return Finding("directory", False, sentence), directory
    sentence = f"{len(directory.offices)} offices, {len(directory.officials)} officials."
    if stored is not None and read is not None and read != stored:
        sentence += " The file differs from it: `python -m bot import FILE` puts it in force."
    return Finding("directory", True, sentence), directory


def _schedule(directory: Directory, calendar: WorkingCalendar, today: date) -> Finding:
    """Look whether everybody receives at least once in this month and in the next [D7-1]."""
    without = [
        f"{one.key} in {month:%Y-%m}"
        for month in (today, next_month(today))
        for one in all_uncovered(directory.officials, month, calendar)
    ]
    if without:
        sentence = f"Nobody can be booked with {', '.join(without)}: approve days of reception."
        return Finding("schedule", False, sentence)
    return Finding("schedule", True, "Every official receives in this month and in the next.")


async def _call(
    http: aiohttp.ClientSession, settings: Settings, method: str, **args: str
) -> dict[str, Any]:
    """Call the Bot API; the address, which holds the token, is never in an error."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    url = f"{settings.telegram_api}/bot{token}/{method}"
    try:
        async with http.post(url, data=args) as response:
            status, answer = response.status, await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        raise Trouble(f"{_silence(problem)} TELEGRAM_API, {settings.telegram_api}") from None
    match answer:
        case {"ok": True, "result": dict(result)}:
            return result
        case {"description": str(said), "parameters": {"migrate_to_chat_id": int(moved)}}:
            raise Trouble(said, moved)
        case {"description": str(said)}:
            raise Trouble(said)
    raise Trouble(f"no sense in what TELEGRAM_API says, {settings.telegram_api} ({status})")


def _silence(problem: Exception) -> str:
    why = type(problem).__name__
    unheard = isinstance(problem, aiohttp.ClientConnectionError | TimeoutError)
    return f"no answer ({why}) from" if unheard else f"no sense ({why}) in what comes from"


async def _telegram(
    http: aiohttp.ClientSession, settings: Settings, directory: Directory | None
) -> AsyncIterator[Finding]:
    """Check the token, our rights in every staff chat, and the webhook."""
    if settings.telegram_token is None:
        yield Finding("bot", False, "TELEGRAM_TOKEN is not set: get a token from @BotFather.")
        return
    try:
        me = await _call(http, settings, "getMe")
    except Trouble as trouble:
        yield Finding("bot", False, f"TELEGRAM_TOKEN does not work: {trouble}.")
        return
    yield Finding("bot", True, f"The token is of @{me.get('username', '?')}.")
    chats = {office.staff_chat for office in directory.offices} if directory else set()
    for chat in sorted(chat for chat in chats if chat is not None):
        well, sentence = await _rights(http, settings, chat, int(me["id"]))
        yield Finding(f"staff chat {chat}", well, sentence)
    yield await _webhook(http, settings)


async def _rights(
    http: aiohttp.ClientSession, settings: Settings, chat: int, bot: int
) -> tuple[bool, str]:
    """Tell whether the bot may write into a staff chat."""
    try:
        member = await _call(http, settings, "getChatMember", chat_id=str(chat), user_id=str(bot))
    except Trouble as trouble:
        if trouble.moved is not None:
            return False, f"It became a supergroup: its staff_chat is {trouble.moved} now."
        return False, f"The bot is not in it ({trouble}): add the bot to the group."
    status = member.get("status")
    if status not in IN_IT and not (status == "restricted" and member.get("is_member")):
        return False, "The bot is not in it any more: add the bot to the group again."
    try:
        group = await _call(http, settings, "getChat", chat_id=str(chat))
    except Trouble:
        group = {}
    everyone = group.get("permissions", {}).get("can_send_messages")
    silenced = status == "restricted" and member.get("can_send_messages") is False
    if silenced or (status == "member" and everyone is False):
        return False, "The bot may not write there: let it, or make it an administrator."
    return True, f"The bot is in it as {status} and may write."


async def _webhook(http: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Compare the webhook that Telegram knows with the one the settings mean."""
    try:
        info = await _call(http, settings, "getWebhookInfo")
    except Trouble as trouble:
        return Finding("webhook", False, f"{trouble}.")
    url = info.get("url", "")
    if settings.telegram_mode is TelegramMode.POLLING:
        if url:
            drift = f"TELEGRAM_MODE=polling, but Telegram sends to {url}: `run` takes that back."
            return Finding("webhook", False, drift)
        return Finding("webhook", True, "None is set, as polling needs it.")
    meant = f"{settings.public_url}/telegram/webhook"
    if not url and not await _runs(http, settings):
        return Finding("webhook", True, f"None is set yet; `run` sets {meant}.")
    if url != meant:
        drift = f"Telegram sends to {url or 'nowhere'}, but the settings mean {meant}: "
        return Finding("webhook", False, drift + "`run` sets it at its start.")
    said = info.get("last_error_message")
    since = SystemClock().now() - datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
    if said and since < RECENT:
        minutes = since.seconds // 60
        return Finding("webhook", False, f"Telegram could not reach it {minutes} min ago: {said}.")
    return Finding("webhook", True, f"Telegram sends to {url}.")


async def _runs(http: aiohttp.ClientSession, settings: Settings) -> bool:
    """Tell whether the program runs on this machine."""
    host = "127.0.0.1" if settings.http_host in {"0.0.0.0", "::"} else settings.http_host  # noqa: S104 - it is what others listen on
    try:
        async with http.get(f"http://{host}:{settings.http_port}/healthz") as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


async def _twilio(http: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Check the account, that the number is one of its own, and where it posts what comes in."""
    account, sender, token = (
        settings.twilio_account_sid,
        settings.twilio_from,
        settings.twilio_auth_token,
    )
    if account is None or sender is None or token is None:
        return Finding("SMS", True, "It is off: no TWILIO_… variables are set.")
    proof = {"Authorization": aiohttp.encode_basic_auth(account, token.get_secret_value())}
    base = f"{settings.twilio_api}/2010-04-01/Accounts/{account}"
    try:
        async with http.get(f"{base}.json", headers=proof) as response:
            if response.status != 200:
                sentence = (
                    f"Twilio refuses TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN ({response.status})."
                )
                return Finding("SMS", False, sentence)
            status = (await response.json(content_type=None)).get("status", "active")
        if status != "active":
            return Finding("SMS", False, f"The account is {status}.")
        if not sender.startswith("+"):
            return Finding("SMS", True, f"The account works; the sender is {sender}.")
        listed, query = f"{base}/IncomingPhoneNumbers.json", {"PhoneNumber": sender}
        async with http.get(listed, params=query, headers=proof) as response:
            found = (await response.json(content_type=None)).get("incoming_phone_numbers", [])
        numbers = [one for one in found if one.get("phone_number") == sender]
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError) as problem:
        why = f"There is {_silence(problem)} TWILIO_API, {settings.twilio_api}."
        return Finding("SMS", False, why)
    return _number(settings, numbers)


def _number(settings: Settings, numbers: list[dict[str, Any]]) -> Finding:
    """Say whether the account has the number, and posts to us what people write to it."""
    if not numbers:
        sentence = f"The account has no number {settings.twilio_from}: correct TWILIO_FROM."
        return Finding("SMS", False, sentence)
    if settings.sms_inbound is not SmsInbound.TWILIO:
        return Finding("SMS", True, "The account works and the number is its own.")
    meant, url = f"{settings.public_url}/twilio/sms", numbers[0].get("sms_url") or ""
    if url and url != meant:
        sentence = f"The number posts what comes in to {url}: set it to {meant} in the console."
        return Finding("SMS", False, sentence)
    sentence = "The account works and the number is its own."
    if not url:
        sentence += f" It posts nowhere: right only if a Messaging Service posts to {meant}."
    return Finding("SMS", True, sentence)
