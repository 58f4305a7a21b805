"""Twilio as a provider of SMS, by its REST API."""

import json
import logging
import re
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth
from twilio.base import values
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.twilio_codes import meaning
from bot.texting import Meaning, Received, Refused, Texted, Unanswered

log = logging.getLogger(__name__)

SECONDS: Final = 12.0
PAGE: Final = 200
MOST_TO_ONE: Final = 1000
"""How many messages to one number are looked through; the newest come first."""
NOT_THERE: Final = 404
_SERVICE: Final = re.compile("MG[0-9a-fA-F]{32}")
_SID: Final = re.compile("[SM]M[0-9a-fA-F]{32}")

T = TypeVar("T")

_NO_ANSWER: Final = (
    ClientError, OSError, ValueError, TypeError, KeyError, AttributeError,
)  # fmt: skip
"""The library parses what comes without looking: nonsense breaks it in any of these ways."""


class TwilioSms:
    """An account at Twilio. `sender`: `+E.164`, a name, or a Messaging Service `MG…`."""

    def __init__(self, client: Client, sender: str, public_url: str | None = None) -> None:
        self._client = client
        self._from = {"messaging_service_sid" if _SERVICE.fullmatch(sender) else "from_": sender}
        self._own = sender if sender.startswith("+") else None
        self._callback = f"{public_url.rstrip('/')}/twilio/status" if public_url else values.unset

    async def send(self, to: str, text: str) -> str:
        """Send a text to a number; return its SID."""
        message = await _asked(
            self._client.messages.create_async(
                to=to, body=text, status_callback=self._callback, **self._from
            )
        )
        if not _SID.fullmatch(str(message.sid)):
            raise Unanswered("nonsense", slow=False)
        return str(message.sid)

    async def sent_to(self, to: str, since: datetime) -> Sequence[Texted]:
        """Return our messages to a number from `since` on, the oldest first.

        They are not asked for by time: what is not sent yet has no time of sending at Twilio.
        """
        found = []
        listed = await _asked(
            self._client.messages.list_async(to=to, limit=MOST_TO_ONE, page_size=PAGE)
        )
        for message in listed:
            text = _texted(message)
            if text is not None and text.at >= since.replace(microsecond=0):
                found.append(text)
        return found[::-1]

    async def sent_between(self, since: datetime, until: datetime) -> Sequence[Texted]:
        """Return our messages of that time that Twilio has passed on, the oldest first."""
        listed = await _asked(
            self._client.messages.list_async(
                date_sent_after=since, date_sent_before=until, page_size=PAGE
            )
        )
        return [one for one in map(_texted, reversed(listed)) if one is not None]

    async def sent_as(self, provider_id: str) -> Texted | None:
        """Return one message of ours; None if Twilio has it no more."""
        try:
            message = await _asked(
                self._client.messages(provider_id).fetch_async(), missing_is_settings=False
            )
        except Refused as refused:
            if refused.meaning is None:
                return None
            raise
        return _texted(message)

    async def received_since(self, since: datetime) -> Sequence[Received]:
        """Return what people sent us from `since` on, the oldest first."""
        listed = await _asked(
            self._client.messages.list_async(
                to=self._own or values.unset, date_sent_after=since, page_size=PAGE
            )
        )
        return [one for one in map(_received, reversed(listed)) if one is not None]

    async def close(self) -> None:
        """Let connections go."""
        http: Any = self._client.http_client
        await http.close()


async def _asked(answer: Awaitable[T], *, missing_is_settings: bool = True) -> T:
    """Wait for an answer; say in our words what went wrong."""
    try:
        return await answer
    except (TwilioRestException, TwilioServiceException) as error:
        code, status = int(error.code or 0), int(error.status)
        meant: Meaning | None = meaning(code, status)
        if status == NOT_THERE and not missing_is_settings:
            meant = None
        raise Refused(str(code or status), meant) from None
    except TimeoutError:
        raise Unanswered("timeout", slow=True) from None
    except TwilioException as error:
        raise _of_a_list(error) from None
    except _NO_ANSWER as error:
        # What is no answer of Twilio's (a page of a proxy, half a JSON) says nothing either.
        log.warning("no answer of Twilio's: %s", type(error).__name__)
        raise Unanswered("network", slow=False) from None


def _of_a_list(error: TwilioException) -> Refused | Unanswered:
    """Return what became of a list that was not given: the library keeps the answer as it came."""
    response = next((one for one in error.args if isinstance(one, Response)), None)
    if response is None:
        return Unanswered("nonsense", slow=False)
    status, code = int(response.status_code), 0
    with suppress(ValueError, TypeError, AttributeError):
        code = int(json.loads(response.text).get("code") or 0)
    return Refused(str(code or status), meaning(code, status))


def _texted(message: Any) -> Texted | None:
    """Translate a message of ours; None for one to us."""
    at = message.date_created
    if str(message.direction) == "inbound" or at is None:
        return None
    code = "" if message.error_code is None else str(message.error_code)
    when = at.astimezone(UTC)
    return Texted(str(message.sid), str(message.body or ""), when, str(message.status), code)


def _received(message: Any) -> Received | None:
    """Translate a message to us; None for one of ours."""
    at = message.date_sent or message.date_created
    if str(message.direction) != "inbound" or at is None:
        return None
    return Received(
        provider_id=str(message.sid),
        sender=str(message.from_),
        text=str(message.body or ""),
        at=at.astimezone(UTC),
        media=str(message.num_media or "0") != "0",
    )


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
