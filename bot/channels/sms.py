"""Messages into SMS by Twilio's REST API, where a send whose answer got lost is looked up first."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, assert_never

from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth
from twilio.base import values
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels import codes, sms_writing
from bot.dialogs.say import Say
from bot.messages import Notice, Paper, Remove, Screen, Strip
from bot.ports import Clock, Texts
from bot.reception.identity import Invalid, phone
from bot.records import (
    ChannelName,
    Envelope,
    Outcome,
    Rejected,
    RetryAt,
    Sent,
    Traits,
)

log = logging.getLogger(__name__)

SECONDS: Final = 12.0
UNKNOWN_WAIT: Final = 20.0
LOOK_BACK: Final = timedelta(minutes=15)
DIFFERENT_CLOCKS: Final = timedelta(minutes=1)
REMEMBERED: Final = 2000
LISTED: Final = 50


class SmsChannel:
    """SMS as a channel.

    `sender`: `+E.164`, an alphanumeric name, or a Messaging Service `MG…`. `no_reply`: what is
    said where people can't answer: then no text asks for an answer.
    """

    name = ChannelName.SMS

    def __init__(
        self,
        client: Client,
        sender: str,
        texts: Texts,
        clock: Clock,
        *,
        public_url: str | None = None,
        no_reply: Callable[[], Say] | None = None,
    ) -> None:
        self._client, self._texts, self._clock = client, texts, clock
        self._from = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        self._callback = f"{public_url.rstrip('/')}/twilio/status" if public_url else values.unset
        self._no_reply = no_reply
        self._unsure: OrderedDict[int, datetime] = OrderedDict()
        self._ours: OrderedDict[str, int] = OrderedDict()
        self.traits = Traits(
            page_size=sms_writing.PAGE_SIZE,
            says_rest=False,
            address_is_phone=True,
            edits=False,
            replies=no_reply is None,
            writes_short=True,
            stops_by_word=True,
        )

    async def send(self, envelope: Envelope) -> Outcome:
        """Send it and say what came of it; only Kazakh mobile numbers get any."""
        if not _mobile(envelope.address.where):
            return Rejected("not-mobile")
        text = self._text(envelope)
        if not text:
            return Sent("")
        began = self._clock.now()
        try:
            sid = await self._sent_before(envelope, text) or await self._create(envelope, text)
        except (TwilioException, ClientError, TimeoutError, OSError) as error:
            return self._failed(envelope, error, began)
        self._unsure.pop(envelope.id, None)
        _remember(self._ours, sid, envelope.id)
        return Sent(sid)

    async def close(self) -> None:
        """Let connections go."""
        http: Any = self._client.http_client
        await http.close()

    def _text(self, envelope: Envelope) -> str:
        message, lang = envelope.message, envelope.lang
        match message:
            case Notice():
                return sms_writing.notice(message, self._texts, lang)
            case Screen() if self._no_reply is not None:
                return sms_writing.statement(message, self._no_reply(), self._texts, lang)
            case Screen():
                return sms_writing.prompt(message, self._texts, lang)
            case Strip() | Remove() | Paper():
                return ""
            case _:
                assert_never(message)

    async def _create(self, envelope: Envelope, text: str) -> str:
        message = await self._client.messages.create_async(
            to=envelope.address.where, body=text, status_callback=self._callback, **self._from
        )
        return str(message.sid)

    async def _sent_before(self, envelope: Envelope, text: str) -> str | None:
        """Find out whether an earlier try whose answer never came was taken after all.

        There is no key that would make sending twice harmless: the list of messages is asked.
        """
        since = self._unsure.get(envelope.id)
        if since is None:
            if envelope.tries == 0:
                return None
            since = self._clock.now() - LOOK_BACK  # tried before a restart: nobody knows when
        since -= DIFFERENT_CLOCKS
        listed = await self._client.messages.list_async(to=envelope.address.where, limit=LISTED)
        for message in listed:
            created = message.date_created
            if message.body != text or created is None or created.astimezone(UTC) < since:
                continue
            # A text may say the same as an earlier one; that one is known to be another message.
            if self._ours.get(str(message.sid), envelope.id) == envelope.id:
                return str(message.sid)
        return None

    def _failed(self, envelope: Envelope, error: Exception, began: datetime) -> Outcome:
        match error:
            case (
                TwilioRestException(status=status, code=code)
                | TwilioServiceException(status=status, code=code)
            ):
                outcome = codes.outcome(int(code or 0), int(status), envelope.tries)
                if codes.meaning(int(code or 0), int(status)) is codes.Meaning.DOWN:
                    self._doubt(envelope, began)
            case TimeoutError():
                self._doubt(envelope, began)
                outcome = RetryAt(UNKNOWN_WAIT, "timeout")
            case _:
                self._doubt(envelope, began)
                outcome = RetryAt(codes.DOWN_SECONDS, "network", everywhere=True)
        # Neither the error's text nor the number is logged: both are personal.
        log.warning("message %d: %s: %s", envelope.id, type(error).__name__, outcome)
        return outcome

    def _doubt(self, envelope: Envelope, began: datetime) -> None:
        _remember(self._unsure, envelope.id, self._unsure.get(envelope.id, began))


class TwilioHttp(AsyncHttpClient):  # type: ignore[misc]
    """HTTP for Twilio's client: its own async one has no timeout, and logs numbers and texts."""

    def __init__(self, seconds: float) -> None:
        super().__init__(log, is_async=True, timeout=seconds)
        self._session: ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, str] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        allow_redirects: bool = False,
    ) -> Response:
        """Make one request, once."""
        if self._session is None:
            self._session = ClientSession()
        proof = {"Authorization": encode_basic_auth(*auth)} if auth else {}
        async with self._session.request(
            method.upper(),
            url,
            params=params,
            data=data,
            headers=(headers or {}) | proof,
            timeout=ClientTimeout(total=timeout or self.timeout),
            allow_redirects=allow_redirects,
        ) as response:
            return Response(response.status, await response.text(), response.headers)

    async def close(self) -> None:
        """Let connections go."""
        if self._session is not None:
            await self._session.close()


def twilio_client(
    account_sid: str, auth_token: str, api: str | None = None, seconds: float = SECONDS
) -> Client:
    """Return a client of the account; `api` is the base URL of another server than Twilio's."""
    # An empty environment would be replaced by the process's own, whose variables may say else.
    environment = {"": ""}
    http = TwilioHttp(seconds)
    client = Client(account_sid, auth_token, http_client=http, environment=environment)
    if api:
        client.api.base_url = api.rstrip("/")
    return client


def _mobile(number: str) -> bool:
    try:
        known = phone(number)
    except Invalid:
        return False
    return known.kazakh and known.mobile


def _remember(memory: OrderedDict[Any, Any], key: object, value: object) -> None:
    memory[key] = value
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
