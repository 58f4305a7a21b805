"""The doctor's look at Twilio: the account, the sender, and where it posts what comes in."""

from typing import Any, Final

import aiohttp

from bot.doctor.finding import Finding, silence
from bot.settings import Settings, SmsInbound

LEAST_BALANCE: Final = 5.0
"""In the account's own currency; a few hundred segments."""
SID: Final = 34
"""Letters in the SID of a Messaging Service."""


async def look_at_twilio(http: aiohttp.ClientSession, settings: Settings) -> Finding:
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

    async def ask(what: str, **query: str) -> tuple[int, dict[str, Any]]:
        async with http.get(f"{base}{what}.json", params=query, headers=proof) as response:
            answer = await response.json(content_type=None) if response.status == 200 else {}
            return response.status, dict(answer)

    try:
        refused = _refused(*await ask(""))
        if refused is not None:
            return Finding("SMS", False, refused)
        well, balance = _balance(*await ask("/Balance"))
        if not well:
            return Finding("SMS", False, balance)
        if not sender.startswith("+"):
            return _named(sender, balance)
        _, answer = await ask("/IncomingPhoneNumbers", PhoneNumber=sender)
    except (aiohttp.ClientError, TimeoutError, ValueError, TypeError) as problem:
        why = f"There is {silence(problem)} TWILIO_API, {settings.twilio_api}."
        return Finding("SMS", False, why)
    listed = answer.get("incoming_phone_numbers")
    numbers = [
        one
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and one.get("phone_number") == sender
    ]
    return _number(settings, numbers, balance)


def _refused(status: int, account: dict[str, Any]) -> str | None:
    """Say why nothing can be sent by an account; None if it can."""
    if status != 200:
        return f"Twilio refuses TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN ({status})."
    state = account.get("status", "active")
    if state != "active":
        return f"The account is {state}: Twilio's console says why."
    if account.get("type") == "Trial":
        return "It is a trial account, which writes to verified numbers only: upgrade it."
    return None


def _balance(status: int, answer: dict[str, Any]) -> tuple[bool, str]:
    """Say how much money there is; whether that is enough, and the sentence."""
    try:
        amount, currency = float(answer["balance"]), str(answer["currency"])
    except (KeyError, TypeError, ValueError):
        return True, f"The balance is unknown ({status})."
    if amount < LEAST_BALANCE:
        return False, f"The balance is {amount:.2f} {currency}: top the account up."
    return True, f"The balance is {amount:.2f} {currency}."


def _named(sender: str, balance: str) -> Finding:
    """Say what can be said of a sender that is no number."""
    kind = "the Messaging Service" if sender.startswith("MG") and len(sender) == SID else "the name"
    told = f"The account works. {balance} Whether {kind} {sender} may send is seen by sending only."
    return Finding("SMS", True, told)


def _number(settings: Settings, numbers: list[dict[str, Any]], balance: str) -> Finding:
    """Say whether the account has the number, and posts to us what people write to it."""
    if not numbers:
        sentence = f"The account has no number {settings.twilio_from}: correct TWILIO_FROM."
        return Finding("SMS", False, sentence)
    if numbers[0].get("capabilities", {}).get("sms") is False:
        return Finding("SMS", False, f"{settings.twilio_from} can't send SMS: take another number.")
    sentence = f"The account works and the number is its own. {balance}"
    if settings.sms_inbound is not SmsInbound.TWILIO:
        return Finding("SMS", True, sentence)
    meant, url = f"{settings.public_url}/twilio/sms", numbers[0].get("sms_url") or ""
    if url and url != meant:
        sentence = f"The number posts what comes in to {url}: set it to {meant} in the console."
        return Finding("SMS", False, sentence)
    if not url:
        sentence += f" It posts nowhere: right only if a Messaging Service posts to {meant}."
    return Finding("SMS", True, sentence)
