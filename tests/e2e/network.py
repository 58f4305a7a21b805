"""What the mobile network saw in a test: every SMS of the program, and calls that look like its."""

import re
from typing import Final

import aiohttp

from sandbox.carrier import signature
from sandbox.sms import Sms
from tests.e2e.installation import Installation
from tests.e2e.phrases import SMS_KK, SMS_RU

WHOLE_CONSENT: Final = re.compile(r"^(Келісім|Согласие) \d{4}-\d", re.MULTILINE)
OF_TWILIO: Final = re.compile(r"^You have successfully been|^Reply STOP")


def sent_by_us(town: Installation) -> list[Sms]:
    """Return every SMS that the program sent, oldest first."""
    log = town.sandbox.network.log.values()
    return [sms for sms in log if not sms.inbound and not OF_TWILIO.match(sms.body)]


def look_at_every_sms(town: Installation) -> None:
    """Assert that each is short enough, and that nobody who sees the screen learns a matter.

    Only the consent, where it was asked for whole, may be long.
    """
    for sms in sent_by_us(town):
        most = 6 if WHOLE_CONSENT.search(sms.body) else 3 if sms.body.startswith("№ ") else 2
        assert sms.segments <= most, f"{sms.segments} segments: {sms.body}"
        assert not [one.essence for one in (SMS_KK, SMS_RU) if one.essence in sms.body], sms.body
        reviewed = SMS_KK.review in sms.body or SMS_RU.review in sms.body
        assert reviewed or not [one for one in (SMS_KK, SMS_RU) if one.name in sms.body], sms.body
        assert not [word for word in re.findall(r"\d+", sms.body) if len(word) == 12], sms.body


async def posts(
    town: Installation, path: str, form: dict[str, str], proof: str | None = None
) -> int:
    """Call the program as Twilio would, signed unless there is a `proof`; return the status."""
    url = f"{town.settings.public_url}{path}"
    proof = signature(town.sandbox.account.token, url, form) if proof is None else proof
    headers = {"X-Twilio-Signature": proof} if proof else {}
    async with aiohttp.ClientSession() as http, http.post(url, data=form, headers=headers) as reply:
        return reply.status


def inbound(sender: str, body: str, sid: str, **more: str) -> dict[str, str]:
    """Return the parameters of an inbound message."""
    return {"From": sender, "To": "+15017122661", "Body": body, "MessageSid": sid, **more}
