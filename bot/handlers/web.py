"""Our HTTP side: the providers' webhooks, and whether we are alive, ready and how busy."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web
from multidict import MultiDict
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.handlers.intake import Accepts
from bot.handlers.polling import Takes
from bot.ports import Clock, Store
from bot.records import Incoming

log = logging.getLogger(__name__)

PROOF_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
TWIML: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
STALE: Final = timedelta(minutes=2)
OLDEST_SECONDS: Final = 900.0


class Readiness:
    """Whether work gets done: the database answers, time is kept, nothing piles up."""

    def __init__(
        self, store: Store, clock: Clock, last_tick: Callable[[], datetime | None]
    ) -> None:
        self._store, self._clock, self._last_tick = store, clock, last_tick

    async def look(self) -> tuple[bool, dict[str, object]]:
        """Return whether all is well, and the particulars."""
        now, tick = self._clock.now(), self._last_tick()
        seen: dict[str, object] = {"clock": tick is not None and now - tick < STALE}
        try:
            async with self._store.reading() as tx:
                backlog = await tx.backlog(now)
        except Exception as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            return False, seen | {"database": False}
        seen |= {
            "database": True,
            "backlog": backlog.oldest_seconds < OLDEST_SECONDS,
            "messages": backlog.messages,
            "oldest_seconds": round(backlog.oldest_seconds),
            "failed": backlog.failed,
            "timers": backlog.timers,
        }
        return all(seen[part] for part in ("clock", "database", "backlog")), seen


@dataclass(frozen=True, slots=True)
class TelegramHook:
    """Telegram's webhook and its secret."""

    intake: Takes
    secret: str

    async def serve(self, request: web.Request) -> web.Response:
        """Take an update in; anything but 200 makes Telegram send it again."""
        given = request.headers.get(PROOF_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, self.secret.encode()):
            return web.Response(status=403)
        try:
            update = await request.json()
        except ValueError:
            return web.Response(status=400)
        try:
            await self.intake.take([update])
        except Exception:
            log.exception("an update could not be taken in")
            return web.Response(status=503)
        return web.Response()


@dataclass(frozen=True, slots=True)
class SmsHook:
    """Twilio's webhooks. `status` keeps a message's later status, also one that came too early."""

    signed: Callable[[str, Mapping[str, str], Mapping[str, str]], bool]
    decode: Callable[[Mapping[str, str]], Incoming | None]
    accept: Accepts
    status: Callable[[str, str, str], Awaitable[bool]]

    async def serve_message(self, request: web.Request) -> web.Response:
        """Take an inbound message in; the reply goes by the API, so the answer is empty."""
        form = await self._form(request)
        if form is None:
            return web.Response(status=403)
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
        if form is None:
            return web.Response(status=403)
        sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
        code = form.get("ErrorCode", "")
        try:
            await self.status(sid, status, code)
        except Exception:
            log.exception("a status could not be kept")
            return web.Response(status=503)
        return web.Response(status=204)

    async def _form(self, request: web.Request) -> Mapping[str, str] | None:
        """Return the form of a call by Twilio; None for anyone else's."""
        try:
            form = await request.post()
        except ValueError:
            return None
        fields = MultiDict((name, value) for name, value in form.items() if isinstance(value, str))
        if len(fields) == len(form) and self.signed(request.path_qs, fields, request.headers):
            return fields
        log.warning("a call to %s was not signed by Twilio", request.path)
        return None


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

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    app.add_routes([web.get("/metrics", metrics)])
    if telegram is not None:
        app.add_routes([web.post("/telegram/webhook", telegram.serve)])
    if sms is not None:
        app.add_routes([web.post("/twilio/status", sms.serve_status)])
        if sms_inbound:
            app.add_routes([web.post("/twilio/sms", sms.serve_message)])
    return app
