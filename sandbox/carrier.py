"""What happens to an SMS after Twilio took it: statuses, callbacks, inbound webhooks, opt-outs."""

import asyncio
import base64
import hashlib
import hmac
from xml.etree import ElementTree as ET

import aiohttp

from sandbox.background import Background
from sandbox.resources import API_VERSION
from sandbox.sms import Form, Network, Posted, Sms, SmsPhone, Status
from sandbox.world import World

STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "CANCEL"}
START = {"START", "YES", "UNSTOP"}
HELP = {"HELP", "INFO"}
REPLIES = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages "
    "from this number. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}
DELIVERED = (Status.SENDING, Status.SENT, Status.DELIVERED)
UNDELIVERED = (Status.SENDING, Status.SENT, Status.UNDELIVERED)
WEBHOOK_SECONDS = 15.0


def signature(token: str, url: str, form: Form) -> str:
    """Sign a call as Twilio does: HMAC-SHA1 of the public address and the sorted parameters."""
    signed = url + "".join(f"{key}{form[key]}" for key in sorted(form))
    digest = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class Carrier:
    """Carry messages between the account and the phones."""

    def __init__(
        self, world: World, network: Network, background: Background, client: aiohttp.ClientSession
    ) -> None:
        self.world = world
        self.network = network
        self.webhook_seconds = WEBHOOK_SECONDS
        self._background = background
        self._client = client
        self._lines: dict[str, asyncio.Lock] = {}

    def send(self, sms: Sms) -> None:
        """Take a message on its way; its statuses follow by themselves."""
        self._background.start(self._progress(sms))

    def text(self, phone: SmsPhone, body: str) -> Sms:
        """Send a text from a phone to the account's number."""
        account = self.network.account
        sms = self.network.record(phone.number, account.number, body, Status.RECEIVED)
        kind = self._opt(phone, body)
        if self.network.inbound_url and not self.world.faults.sms_down:
            self._background.start(self._inbound(sms, kind))
        return sms

    def _opt(self, phone: SmsPhone, body: str) -> str:
        word = body.strip().upper()
        kind = "STOP" if word in STOP else "START" if word in START else ""
        kind = kind or ("HELP" if word in HELP else "")
        was_out = phone.number in self.network.opted_out
        if kind == "STOP":
            self.network.opted_out.add(phone.number)
        if kind == "START":
            self.network.opted_out.discard(phone.number)
        # YES is an ordinary word for those who never left.
        if kind and (kind != "START" or was_out or word != "YES"):
            self._reply(phone, REPLIES[kind])
            return kind
        return ""

    def _reply(self, phone: SmsPhone, body: str) -> None:
        account = self.network.account
        sms = self.network.record(account.number, phone.number, body, Status.QUEUED)
        self.send(sms)

    async def _progress(self, sms: Sms) -> None:
        faults = self.world.faults
        way = UNDELIVERED if faults.sms_undelivered else DELIVERED
        code = faults.sms_undelivered_code if faults.sms_undelivered else None
        first = (Status.ACCEPTED, Status.QUEUED) if sms.service else (Status.QUEUED,)
        calls = []
        for status in (*first, *way):
            error = code if status is Status.UNDELIVERED else None
            self.network.move(sms, status, error)
            calls.append((status, error))
            if not faults.sms_statuses_out_of_order:
                await self._report(sms, status, error)
        if faults.sms_statuses_out_of_order:
            for status, error in reversed(calls):
                await self._report(sms, status, error)

    async def _report(self, sms: Sms, status: Status, error: int | None) -> None:
        if sms.callback is None:
            return
        form = {
            "AccountSid": self.network.account.sid,
            "ApiVersion": API_VERSION,
            "From": sms.sender,
            "MessageSid": sms.sid,
            "MessageStatus": status.value,
            "SmsSid": sms.sid,
            "SmsStatus": status.value,
            "To": sms.recipient,
        }
        if sms.service is not None:
            form["MessagingServiceSid"] = sms.service
        if error is not None:
            form["ErrorCode"] = str(error)
        if status is Status.DELIVERED:
            form["RawDlrDoneDate"] = f"{self.world.now():%y%m%d%H%M}"
        await self._post(sms.callback, form)

    async def _inbound(self, sms: Sms, opt: str) -> None:
        account = self.network.account
        form = {
            "AccountSid": account.sid,
            "ApiVersion": API_VERSION,
            "Body": sms.body,
            "From": sms.sender,
            "FromCity": "",
            "FromCountry": "KZ",
            "FromState": "",
            "FromZip": "",
            "MessageSid": sms.sid,
            "MessagingServiceSid": account.service,
            "NumMedia": "0",
            "NumSegments": str(sms.segments),
            "SmsMessageSid": sms.sid,
            "SmsSid": sms.sid,
            "SmsStatus": Status.RECEIVED.value,
            "To": sms.recipient,
            "ToCity": "",
            "ToCountry": "US",
            "ToState": "",
            "ToZip": "",
        }
        if opt:
            form["OptOutType"] = opt
        # A phone's texts arrive one after another; Twilio tries each once, then no more.
        async with self._lines.setdefault(sms.sender, asyncio.Lock()):
            answer = await self._post(self.network.inbound_url, form)
        for body in _twiml(answer):
            self._reply(self.network.phone(sms.sender), body)

    async def _post(self, url: str, form: Form) -> str:
        headers = {
            "X-Twilio-Signature": signature(self.network.account.token, url, form),
            "I-Twilio-Idempotency-Token": self.world.unique(),
            "User-Agent": "TwilioProxy/1.1",
        }
        status, answer = 0, ""
        try:
            async with self._client.post(
                self.world.routed(url),
                data=form,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=self.webhook_seconds),
            ) as response:
                status, answer = response.status, await response.text()
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeDecodeError):
            status = 0
        self.network.posted.append(Posted(url, form, status))
        self.network.bell.ring()
        return answer if 200 <= status < 300 else ""


def _twiml(answer: str) -> list[str]:
    if "<Message" not in answer:
        return []
    try:
        root = ET.fromstring(answer)  # noqa: S314 - the bot under test wrote it
    except ET.ParseError:
        return []
    bodies = ["".join(one.itertext()).strip() for one in root.iter("Message")]
    return [body for body in bodies if body]
