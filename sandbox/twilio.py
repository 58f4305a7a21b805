"""Twilio's REST API over HTTP: messages, numbers and the account, with its true error codes."""

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from aiohttp import web

from sandbox import resources
from sandbox.carrier import Carrier
from sandbox.resources import API_VERSION
from sandbox.sms import KZ, KZ_MOBILE, NUMBER, Network, Sms, Status
from sandbox.world import World

LONGEST_BODY = 1600
HOLDS_SECONDS = 60.0
SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +\-_&]{1,11}")
SEND_FIELDS = {
    "To",
    "From",
    "MessagingServiceSid",
    "Body",
    "StatusCallback",
    "ValidityPeriod",
    "ProvideFeedback",
    "SmartEncoded",
    "ShortenUrls",
    "RiskCheck",
}
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class TwilioRefusal(Exception):
    """A request Twilio refuses, with its code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class TwilioServer:
    """Serve the REST API for one account."""

    def __init__(self, world: World, network: Network, carrier: Carrier) -> None:
        self.world = world
        self.network = network
        self.carrier = carrier

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the REST API."""
        base = f"/{API_VERSION}/Accounts/{{account}}"
        return [
            web.get(base + ".json", self._guarded(self._account)),
            web.post(base + "/Messages.json", self._guarded(self._send)),
            web.get(base + "/Messages.json", self._guarded(self._list)),
            web.get(base + "/Messages/{sid}.json", self._guarded(self._fetch)),
            web.get(base + "/IncomingPhoneNumbers.json", self._guarded(self._numbers)),
            web.get(base + "/IncomingPhoneNumbers/{sid}.json", self._guarded(self._number)),
            web.post(base + "/IncomingPhoneNumbers/{sid}.json", self._guarded(self._number)),
            web.route("*", f"/{API_VERSION}/{{rest:.*}}", self._guarded(self._unknown)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                await self._admit(request)
                return await handler(request)
            except TwilioRefusal as refusal:
                body = {
                    "code": refusal.code,
                    "message": refusal.message,
                    "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
                    "status": refusal.status,
                }
                return _json(body, refusal.status)

        return serve

    async def _admit(self, request: web.Request) -> None:
        faults = self.world.faults
        if faults.sms_slow:
            await asyncio.sleep(faults.sms_slow)
        if faults.sms_down:
            raise TwilioRefusal(503, 20503, "Service is unavailable. Please try again.")
        account = self.network.account
        if _credentials(request) != (account.sid, account.token):
            raise TwilioRefusal(401, 20003, "Authenticate")
        if request.match_info.get("account", account.sid) != account.sid:
            raise _missing(request)
        if faults.sms_flood:
            raise TwilioRefusal(429, 20429, "Too Many Requests")

    async def _send(self, request: web.Request) -> web.StreamResponse:
        form = {key: str(value) for key, value in (await request.post()).items()}
        if unknown := form.keys() - SEND_FIELDS:
            raise TwilioRefusal(400, 20001, f"Unknown parameter {min(unknown)}")
        service = form.get("MessagingServiceSid") or None
        sender = self._sender(form, service)
        recipient = self._recipient(form)
        body = _body(form)
        callback = form.get("StatusCallback") or None
        if callback is not None and not urlsplit(callback).hostname:
            raise TwilioRefusal(
                400, 21609, f"The 'StatusCallback' URL {callback} is not a valid URL."
            )
        if recipient in self.network.opted_out:
            raise TwilioRefusal(400, 21610, "Attempt to send to unsubscribed recipient")
        status = Status.ACCEPTED if service else Status.QUEUED
        sms = self.network.record(
            sender, recipient, body, status, service=service, callback=callback
        )
        created = resources.message(self.network, sms) | ({"from": None} if service else {})
        self.carrier.send(sms)
        if self.world.faults.sms_timeout_after_accept:
            await self._hold(request)
        return _json(created, 201)

    async def _hold(self, request: web.Request) -> None:
        # The message is taken, the answer never comes: the caller can't know.
        faults = self.world.faults

        def released() -> bool | None:
            gone = request.transport is None or request.transport.is_closing()
            return True if gone or not faults.sms_timeout_after_accept else None

        await self.world.bell.wait_for(released, HOLDS_SECONDS)
        if request.transport is not None:
            request.transport.abort()

    def _sender(self, form: dict[str, str], service: str | None) -> str:
        account = self.network.account
        if service is not None:
            if service != account.service:
                raise TwilioRefusal(400, 21701, f"The Messaging Service Sid {service} is invalid.")
            return account.number
        sender = form.get("From", "")
        if not sender:
            raise TwilioRefusal(400, 21603, "A 'From' phone number is required.")
        if sender == account.number or SENDER_NAME.fullmatch(sender):
            return sender
        if NUMBER.fullmatch(sender):
            reason = "is not a Twilio phone number or Short Code country mismatch"
            raise TwilioRefusal(400, 21659, f"'From' {sender} {reason}")
        raise TwilioRefusal(400, 21212, f"Invalid From Number (caller ID): {sender}")

    def _recipient(self, form: dict[str, str]) -> str:
        recipient = form.get("To", "")
        if not recipient:
            raise TwilioRefusal(400, 21604, "A 'To' phone number is required.")
        if not NUMBER.fullmatch(recipient):
            raise TwilioRefusal(400, 21211, f"Invalid 'To' Phone Number: {recipient}")
        if recipient == self.network.account.number:
            raise TwilioRefusal(400, 21266, "'To' and 'From' number cannot be the same")
        if not KZ.fullmatch(recipient):
            raise TwilioRefusal(
                400,
                21408,
                "Permission to send an SMS has not been enabled for the region "
                f"indicated by the 'To' number: {recipient}",
            )
        if not KZ_MOBILE.fullmatch(recipient):
            raise TwilioRefusal(
                400, 21614, f"'To' number is not a valid mobile number: {recipient}"
            )
        return recipient

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        sms = self.network.log.get(request.match_info["sid"])
        if sms is None:
            raise _missing(request)
        return _json(resources.message(self.network, sms))

    async def _list(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        chosen = [
            sms
            for sms in reversed(self.network.log.values())
            if query.get("To", sms.recipient) == sms.recipient
            and query.get("From", sms.sender) == sms.sender
            and all(_dated(sms, key, query[key]) for key in query if key.startswith("DateSent"))
        ]
        size = min(max(int(query.get("PageSize", 50)), 1), 1000)
        page = resources.Page(max(int(query.get("Page", 0)), 0), size)
        return _json(
            resources.listing(
                request, "messages", [resources.message(self.network, one) for one in chosen], page
            )
        )

    async def _account(self, _request: web.Request) -> web.StreamResponse:
        return _json(resources.account(self.network))

    async def _numbers(self, request: web.Request) -> web.StreamResponse:
        wanted = request.query.get("PhoneNumber", "").replace(" ", "+")
        numbers = (
            [resources.number(self.network)] if wanted in ("", self.network.account.number) else []
        )
        return _json(
            resources.listing(request, "incoming_phone_numbers", numbers, resources.Page(0, 50))
        )

    async def _number(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["sid"] != self.network.account.number_sid:
            raise _missing(request)
        if request.method == "POST":
            form = await request.post()
            self.network.inbound_url = str(form.get("SmsUrl", self.network.inbound_url))
        return _json(resources.number(self.network))

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        raise _missing(request)


def _body(form: dict[str, str]) -> str:
    body = form.get("Body", "")
    if not body.strip():
        raise TwilioRefusal(400, 21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise TwilioRefusal(
            400, 21617, "The concatenated message body exceeds the 1600 character limit"
        )
    return body


def _credentials(request: web.Request) -> tuple[str, str]:
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _missing(request: web.Request) -> TwilioRefusal:
    return TwilioRefusal(404, 20404, f"The requested resource {request.path} was not found")


def _dated(sms: Sms, key: str, value: str) -> bool:
    """Compare with a day, or with a moment in UTC: `DateSent`, `DateSent<`, `DateSent>`."""
    if sms.sent is None:
        return False
    try:
        wanted = datetime.fromisoformat(value)
    except ValueError:
        raise TwilioRefusal(400, 20001, f"{key} is not a valid date: {value}") from None
    whole_day = len(value) == len("2026-01-01")
    sent = sms.sent.replace(microsecond=0)
    moment = wanted.replace(tzinfo=wanted.tzinfo or sent.tzinfo)
    match key:
        case "DateSent<":
            return sent.date() <= wanted.date() if whole_day else sent <= moment
        case "DateSent>":
            return sent.date() >= wanted.date() if whole_day else sent >= moment
        case _:
            return sent.date() == wanted.date()


def _json(body: dict[str, Any], status: int = 200) -> web.StreamResponse:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")
