"""The doctor's look at Telegram: the token, the clock, the staff chats, the webhook."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, Final

import aiohttp

from bot.clock import SystemClock
from bot.doctor.finding import Finding, silence
from bot.reception.directory import Directory
from bot.settings import Settings, TelegramMode

RECENT: Final = timedelta(hours=1)
MOST_PENDING: Final = 100
DRIFT: Final = timedelta(seconds=30)
IN_IT: Final = frozenset({"member", "administrator", "creator"})
LEAVING: Final = "chat_member"
"""The updates that say who leaves a group."""


class Refused(Exception):
    """Telegram said no, or nothing; `moved` is where a group has gone."""

    def __init__(self, told: str, moved: int | None = None) -> None:
        super().__init__(told)
        self.moved = moved


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
        raise Refused(f"{silence(problem)} TELEGRAM_API, {settings.telegram_api}") from None
    match answer:
        case {"ok": True, "result": dict(result)}:
            return result
        case {"description": str(said), "parameters": {"migrate_to_chat_id": int(moved)}}:
            raise Refused(said, moved)
        case {"description": str(said)}:
            raise Refused(said)
    raise Refused(f"no sense in what TELEGRAM_API says, {settings.telegram_api} ({status})")


async def look_at_telegram(
    http: aiohttp.ClientSession, settings: Settings, directory: Directory | None
) -> AsyncIterator[Finding]:
    """Check the token, our rights in every staff chat, and the webhook."""
    if settings.telegram_token is None:
        yield Finding("bot", False, "TELEGRAM_TOKEN is not set: get a token from @BotFather.")
        return
    try:
        me = await _call(http, settings, "getMe")
    except Refused as trouble:
        yield Finding("bot", False, f"TELEGRAM_TOKEN does not work: {trouble}.")
        return
    yield Finding("bot", True, f"The token is of @{me.get('username', '?')}.")
    yield await _clock(http, settings)
    chats = {office.staff_chat for office in directory.offices} if directory else set()
    for chat in sorted(chat for chat in chats if chat is not None):
        well, sentence = await _rights(http, settings, chat, int(me["id"]))
        yield Finding(f"staff chat {chat}", well, sentence)
    yield await _webhook(http, settings)


async def _clock(http: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Compare our clock with the one that stands on Telegram's answers."""
    try:
        async with http.get(settings.telegram_api) as response:
            theirs = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return Finding("clock", True, "Telegram does not say what time it is.")
    return drifted(SystemClock().now() - theirs)


def drifted(drift: timedelta) -> Finding:
    """Say how far our clock is from Telegram's."""
    seconds = round(abs(drift).total_seconds())
    if abs(drift) > DRIFT:
        way = "ahead of" if drift > timedelta() else "behind"
        told = f"It is {seconds} s {way} Telegram's: let the machine keep time by NTP."
        return Finding("clock", False, told)
    return Finding("clock", True, f"It differs from Telegram's by {seconds} s.")


async def _rights(
    http: aiohttp.ClientSession, settings: Settings, chat: int, bot: int
) -> tuple[bool, str]:
    """Tell whether the bot may write into a staff chat."""
    try:
        member = await _call(http, settings, "getChatMember", chat_id=str(chat), user_id=str(bot))
    except Refused as trouble:
        if trouble.moved is not None:
            return False, f"It became a supergroup: its staff_chat is {trouble.moved} now."
        return False, f"The bot is not in it ({trouble}): add the bot to the group."
    status = member.get("status")
    if status not in IN_IT and not (status == "restricted" and member.get("is_member")):
        return False, "The bot is not in it any more: add the bot to the group again."
    try:
        group = await _call(http, settings, "getChat", chat_id=str(chat))
    except Refused:
        group = {}
    everyone = group.get("permissions", {}).get("can_send_messages")
    silenced = status == "restricted" and member.get("can_send_messages") is False
    if silenced or (status == "member" and everyone is False):
        return False, "The bot may not write there: let it, or make it an administrator."
    told = f"The bot is in it as {status} and may write."
    if status != "administrator":
        told += " As an administrator it would be told at once who leaves, in a large group too."
    return True, told


async def _webhook(http: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Compare the webhook that Telegram knows with the one the settings mean."""
    try:
        info = await _call(http, settings, "getWebhookInfo")
    except Refused as trouble:
        return Finding("webhook", False, f"{trouble}.")
    url = info.get("url", "")
    if settings.telegram_mode is TelegramMode.POLLING:
        if url:
            drift = f"TELEGRAM_MODE=polling, but Telegram sends to {url}: `run` takes that back."
            return Finding("webhook", False, drift)
        return _pending(info, "None is set, as polling needs it")
    meant = f"{settings.public_url}/telegram/webhook"
    if not url and not await _runs(http, settings):
        return Finding("webhook", True, f"None is set yet; `run` sets {meant}.")
    if url != meant:
        drift = f"Telegram sends to {url or 'nowhere'}, but the settings mean {meant}: "
        return Finding("webhook", False, drift + "`run` sets it at its start.")
    wanted = info.get("allowed_updates")
    if wanted and LEAVING not in wanted:
        told = "Telegram does not tell it who leaves a group: `run` sets that at its start."
        return Finding("webhook", False, told)
    said = info.get("last_error_message")
    since = SystemClock().now() - datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
    if said and since < RECENT:
        minutes = since.seconds // 60
        return Finding("webhook", False, f"Telegram could not reach it {minutes} min ago: {said}.")
    return _pending(info, f"Telegram sends to {url}")


def _pending(info: dict[str, Any], well: str) -> Finding:
    """Say how many updates wait at Telegram's; few are nothing but the last seconds."""
    pending = int(info.get("pending_update_count", 0))
    if pending > MOST_PENDING:
        told = f"{pending} updates wait at Telegram's: the program does not run, or is too slow."
        return Finding("webhook", False, told)
    return Finding("webhook", True, f"{well}; {pending} updates wait at Telegram's.")


async def _runs(http: aiohttp.ClientSession, settings: Settings) -> bool:
    """Tell whether the program runs on this machine."""
    host = settings.http_host
    with suppress(ValueError):  # it may be a name
        host = "127.0.0.1" if ip_address(host).is_unspecified else host
    try:
        async with http.get(f"http://{host}:{settings.http_port}/healthz") as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
