"""Our HTTP side: the providers' webhooks, and whether we are alive, ready and how busy."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from msgspec import Struct
from multidict import MultiDict
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.handlers.intake import Accepts
from bot.handlers.polling import Takes
from bot.ports import Clock, Store
from bot.records import Incoming
from bot.troubles import Trouble, Troubles

log = logging.getLogger(__name__)

PROOF_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
TWIML: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_calls: Final = logging.getLogger(f"{__name__}.calls")
SERVED: Final[Mapping[str, Any]] = {
    "access_log": None,
    "auto_decompress": False,
    "logger": _calls,
}
"""How the application is served: what a stranger packed is never unpacked, and what is no HTTP is
answered with 400 and is no error of ours."""
FORM: Final = "application/x-www-form-urlencoded"
LARGEST_BODY: Final = 512 * 1024
"""Bytes: several times what a provider ever posts."""
STALE: Final = timedelta(minutes=2)
OLDEST_SECONDS: Final = 900.0
UNWRITABLE: Final = frozenset({Trouble.DATABASE, Trouble.DISK_FULL})


def _lowered(record: logging.LogRecord) -> bool:
    """Let a call that is no HTTP, or has nobody left to answer, be one line: anybody calls."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError | ConnectionError):
        gone = isinstance(error, ConnectionError)
        record.msg = "a caller hung up" if gone else "a call that is no HTTP was refused"
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.args, record.exc_info = (), None
    return True


_calls.addFilter(_lowered)


class Readiness:
    """Whether work gets done: the database answers, time is kept, nothing piles up."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        last_tick: Callable[[], datetime | None],
        troubles: Troubles | None = None,
    ) -> None:
        self._store, self._clock, self._last_tick = store, clock, last_tick
        self._troubles = troubles

    async def look(self) -> tuple[bool, dict[str, object]]:
        """Return whether all is well, and the particulars."""
        now, tick = self._clock.now(), self._last_tick()
        seen: dict[str, object] = {"clock": tick is not None and abs(now - tick) < STALE}
        if self._troubles is not None:
            seen["troubles"] = sorted(self._troubles.current())
        try:
            async with self._store.reading() as tx:
                backlog = await tx.backlog(now)
        except Exception as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            return False, seen | {"database": False}
        seen |= {
            "database": not self._unwritable(),
            "backlog": backlog.oldest_seconds < OLDEST_SECONDS,
            "messages": backlog.messages,
            "oldest_seconds": round(backlog.oldest_seconds),
            "failed": backlog.failed,
            "timers": backlog.timers,
        }
        return all(seen[part] for part in ("clock", "database", "backlog")), seen

    def _unwritable(self) -> bool:
        """Tell whether we found that nothing can be stored, though it can be read."""
        return self._troubles is not None and bool(UNWRITABLE & self._troubles.own())


class TelegramHook(Struct, frozen=True):
    """Telegram's webhook and its secret."""

    intake: Takes
    secret: str

    async def serve(self, request: web.Request) -> web.Response:
        """Take an update in; anything but 200 makes Telegram send it again."""
        given = request.headers.get(PROOF_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, self.secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await _body(request))
        except (ValueError, RecursionError):
            return web.Response(status=400)
        try:
            await self.intake.take([update])
        except Exception:
            log.exception("an update could not be taken in")
            return web.Response(status=503)
        return web.Response()


class SmsHook(Struct, frozen=True):
    """Twilio's webhooks. `status` keeps a message's later status, also one that came too early."""

    signed: Callable[[str, Mapping[str, str], Mapping[str, str]], bool]
    decode: Callable[[Mapping[str, str]], Incoming | None]
    accept: Accepts
    status: Callable[[str, str, str], Awaitable[bool]]

    async def serve_message(self, request: web.Request) -> web.Response:
        """Take an inbound message in; the reply goes by the API, so the answer is empty."""
        form = await self._form(request)
        if isinstance(form, web.Response):
            return form
        incoming = self.decode(form)
        if incoming is not None:
            try:
                await self.accept([incoming])
            except Exception:
                log.exception("a message could not be taken in")
                return web.Response(status=503)
        return web.Response(text=TWIML, content_type="text/xml")

    async def serve_status(self, request: web.Request) -> web.Response:
        """Keep what became of a message we sent."""
        form = await self._form(request)
        if isinstance(form, web.Response):
            return form
        sid, status, code = (
            form.get(name, "").replace("\0", "")  # which not every database keeps
            for name in ("MessageSid", "MessageStatus", "ErrorCode")
        )
        try:
            await self.status(sid, status, code)
        except Exception:
            log.exception("a status could not be kept")
            return web.Response(status=503)
        return web.Response(status=204)

    async def _form(self, request: web.Request) -> Mapping[str, str] | web.Response:
        """Return the form of a call by Twilio, or the answer to anyone else's.

        Every parameter counts, unknown and repeated ones too: Twilio signs them all.
        """
        if request.content_type != FORM:
            return web.Response(status=400)
        try:
            text = (await _body(request)).decode()
            fields = MultiDict(parse_qsl(text, keep_blank_values=True, errors="strict"))
            if self.signed(request.path_qs, fields, request.headers):
                return fields
        except ValueError:
            return web.Response(status=400)
        log.warning("a call to %s was not signed by Twilio", request.path)
        return web.Response(status=403)


async def _body(request: web.Request) -> bytes:
    """Return the body; `ValueError` where it is packed, which no provider does, or never ended."""
    if "Content-Encoding" in request.headers:
        raise ValueError("a packed body")
    try:
        return await request.read()
    except (ConnectionError, web.RequestPayloadError, HttpProcessingError):
        raise ValueError("a body without its end") from None


def application(
    readiness: Readiness,
    registry: CollectorRegistry,
    telegram: TelegramHook | None = None,
    sms: SmsHook | None = None,
    sms_inbound: bool = True,
) -> web.Application:
    """Return the web application; a webhook that is not set up is not there."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_request: web.Request) -> web.Response:
        ready, seen = await readiness.look()
        text = json.dumps({"ready": ready} | seen)
        return web.Response(
            text=text, status=200 if ready else 503, content_type="application/json"
        )

    async def metrics(_request: web.Request) -> web.Response:
        body = generate_latest(registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=LARGEST_BODY)
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    app.add_routes([web.get("/metrics", metrics)])
    if telegram is not None:
        app.add_routes([web.post("/telegram/webhook", telegram.serve)])
    if sms is not None:
        app.add_routes([web.post("/twilio/status", sms.serve_status)])
        if sms_inbound:
            app.add_routes([web.post("/twilio/sms", sms.serve_message)])
    return app
