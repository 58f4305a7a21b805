"""Looks at everything the program needs to run, and says in a sentence each what it found."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.reception.calendar import check_zone
from bot.reception.directory import Directory
from bot.reception.directory_toml import DirectoryError, parse_directory
from bot.settings import Settings, TelegramMode
from storage.encryption import Keys, data_key_file
from storage.migrate import migrate
from storage.store import SqlStore, open_store

PATIENCE = aiohttp.ClientTimeout(total=15)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and the sentence about it."""

    what: str
    well: bool
    sentence: str


class Trouble(Exception):
    """A provider said no, or nothing."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the time zone, database, directory, bot, staff chats, webhook, Twilio in turn."""
    yield _time_zone()
    database, directory = await _database(settings)
    yield database
    read, found = _directory(settings, directory)
    yield read
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        async for finding in _telegram(http, settings, found):
            yield finding
        async for finding in _twilio(http, settings):
            yield finding


def _time_zone() -> Finding:
    try:
        check_zone()
    except RuntimeError as problem:
        return Finding("time zone", False, str(problem))
    return Finding("time zone", True, "Asia/Almaty is UTC+5 in 2026, as the law has it.")


async def _database(settings: Settings) -> tuple[Finding, Directory | None]:
    """Open the database, bringing its tables up to date, and look into it."""
    url = settings.database_url
    shown = url.rsplit("@", 1)[-1]
    try:
        store = await open_database(settings)
        try:
            async with store.reading() as tx:
                directory = await tx.directory()
        finally:
            await store.close()
    except Exception as problem:
        reason = str(problem).splitlines()[0][:200] if str(problem) else type(problem).__name__
        sentence = f"{shown} can't be opened: {reason}. Check DATABASE_URL and DATA_KEY."
        return Finding("database", False, sentence), None
    return Finding("database", True, f"{shown} opens and its tables are up to date."), directory


def _directory(settings: Settings, stored: Directory | None) -> tuple[Finding, Directory | None]:
    directory = stored
    if directory is None and settings.directory is not None:
        try:
            directory = read_directory(settings.directory)
        except DirectoryError as problem:
            first = problem.problems[0]
            return Finding(
                "directory",
                False,
                f"{settings.directory} has {len(problem.problems)} mistakes; the first, "
                f"line {first.line}: {first.message}",
            ), None
    if directory is None:
        return Finding(
            "directory",
            False,
            "There is no directory of offices and officials: set DIRECTORY to a TOML file, or "
            "run `python -m bot import FILE`.",
        ), None
    without = [office.key for office in directory.offices if office.staff_chat is None]
    if without:
        return Finding(
            "directory",
            False,
            f"Offices without a staff_chat, whose requests nobody sees: {', '.join(without)}.",
        ), directory
    sentence = f"{len(directory.offices)} offices, {len(directory.officials)} officials."
    return Finding("directory", True, sentence), directory


async def open_database(settings: Settings) -> SqlStore:
    """Open the database of the settings, with its tables brought up to date.

    Beside an SQLite database lies the file with its key, unless `DATA_KEY` gives one.
    """
    url = settings.database_url
    file = Path(url.removeprefix("sqlite+aiosqlite:///"))
    if settings.data_key is not None:
        keys = Keys.parse(settings.data_key.get_secret_value())
    else:
        keys = Keys.parse(data_key_file(file.with_suffix(".key")))
    if url.startswith("sqlite"):
        file.parent.mkdir(parents=True, exist_ok=True)
    await migrate(url)
    return await open_store(url, keys)


def read_directory(path: Path) -> Directory:
    """Read a directory file, or raise `DirectoryError` with every mistake in it."""
    return parse_directory(path.read_text(encoding="utf-8"), path.name)


async def _call(http: aiohttp.ClientSession, settings: Settings, method: str, **args: str) -> dict:  # type: ignore[type-arg]
    """Call the Bot API; the address, which holds the token, is never in an error."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    url = f"{settings.telegram_api}/bot{token}/{method}"
    try:
        async with http.post(url, data=args) as response:
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        raise Trouble(
            f"no answer from {settings.telegram_api} ({type(problem).__name__})"
        ) from None
    if not isinstance(answer, dict) or not answer.get("ok"):
        said = answer.get("description", "") if isinstance(answer, dict) else ""
        raise Trouble(f"{settings.telegram_api} says: {said or response.status}")
    return answer


async def _telegram(
    http: aiohttp.ClientSession, settings: Settings, directory: Directory | None
) -> AsyncIterator[Finding]:
    """Check the token, our rights in every staff chat, and the webhook."""
    if settings.telegram_token is None:
        yield Finding("bot", False, "TELEGRAM_TOKEN is not set: get one from @BotFather.")
        return
    try:
        me = (await _call(http, settings, "getMe"))["result"]
    except Trouble as trouble:
        yield Finding("bot", False, f"The token does not work: {trouble}.")
        return
    yield Finding("bot", True, f"The token is of @{me.get('username', '?')}.")
    chats = {office.staff_chat for office in directory.offices} if directory else set()
    for chat in sorted(chat for chat in chats if chat is not None):
        yield await _rights(http, settings, chat, int(me["id"]))
    yield await _webhook(http, settings)


async def _rights(http: aiohttp.ClientSession, settings: Settings, chat: int, bot: int) -> Finding:
    what = f"staff chat {chat}"
    try:
        answer = await _call(http, settings, "getChatMember", chat_id=str(chat), user_id=str(bot))
    except Trouble as trouble:
        return Finding(what, False, f"The bot is not in it: {trouble}. Add the bot to the group.")
    member = answer["result"]
    if member.get("status") not in {"member", "administrator", "creator"}:
        return Finding(what, False, "The bot was removed from it: add the bot to the group again.")
    if member.get("can_send_messages") is False:
        return Finding(what, False, "The bot may not write there: allow it to send messages.")
    return Finding(what, True, f"The bot is there as {member['status']} and may write.")


async def _webhook(http: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Compare the webhook that Telegram knows with the one the settings mean."""
    try:
        info = (await _call(http, settings, "getWebhookInfo"))["result"]
    except Trouble as trouble:
        return Finding("webhook", False, f"{trouble}.")
    url = info.get("url", "")
    if settings.telegram_mode is TelegramMode.POLLING:
        if url:
            sentence = f"A webhook is set ({url}) though TELEGRAM_MODE=polling; `run` removes it."
            return Finding("webhook", True, sentence)
        return Finding("webhook", True, "None is set, as polling needs it.")
    meant = f"{settings.public_url}/telegram/webhook"
    if url != meant:
        sentence = (
            f"Telegram sends to {url or 'nowhere'}, the settings mean {meant}; `run` sets it."
        )
        return Finding("webhook", True, sentence)
    if info.get("last_error_message"):
        return Finding("webhook", False, f"Telegram's last error: {info['last_error_message']}.")
    return Finding("webhook", True, f"Telegram sends to {url}.")


async def _twilio(http: aiohttp.ClientSession, settings: Settings) -> AsyncIterator[Finding]:
    """Check the account and that the number is one of its own."""
    if not settings.sms or settings.twilio_auth_token is None:
        yield Finding("SMS", True, "SMS is off: no TWILIO_… variables are set.")
        return
    account, sender = settings.twilio_account_sid or "", settings.twilio_from or ""
    auth = aiohttp.BasicAuth(account, settings.twilio_auth_token.get_secret_value())
    base = f"{settings.twilio_api}/2010-04-01/Accounts/{account}"
    try:
        async with http.get(f"{base}.json", auth=auth) as response:
            if response.status != 200:
                yield Finding("SMS", False, f"Twilio refuses the account ({response.status}).")
                return
        if not sender.startswith("+"):
            yield Finding("SMS", True, f"The account works; the sender is {sender}.")
            return
        query = {"PhoneNumber": sender}
        numbers = f"{base}/IncomingPhoneNumbers.json"
        async with http.get(numbers, params=query, auth=auth) as response:
            found = (await response.json(content_type=None)).get("incoming_phone_numbers", [])
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError) as problem:
        yield Finding(
            "SMS", False, f"No sense from {settings.twilio_api} ({type(problem).__name__})."
        )
        return
    owned = any(number.get("phone_number") == sender for number in found)
    sentence = (
        "The account works and the number is its own."
        if owned
        else (f"The account has no number {sender}: set TWILIO_FROM to one of its numbers.")
    )
    yield Finding("SMS", owned, sentence)
