"""A sandbox on a free port with a clock that stands, a bot made of aiogram, a Twilio client."""

import base64
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiohttp import web
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.bot_api import Session
from sandbox.bell import Bell
from sandbox.server import Sandbox

START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@dataclass
class StandingClock:
    """A clock that moves only when told."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class LocalSession(Session):
    """The product's session, without the library's pause for TLS at the end."""

    async def close(self) -> None:
        opened, self._session = self._session, None
        if opened is not None:
            await opened.close()
        await super().close()


class LocalTwilio(AsyncHttpClient):  # type: ignore[misc]  # the library is untyped
    """Carries the requests of Twilio's library to the sandbox."""

    def __init__(self, base: str) -> None:
        super().__init__(logging.getLogger(__name__), True)
        self.base = base
        self.session = aiohttp.ClientSession()

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        allow_redirects: bool = False,
    ) -> Response:
        password = base64.b64encode(":".join(auth or ("", "")).encode()).decode()
        async with self.session.request(
            method,
            url.replace("https://api.twilio.com", self.base),
            params=params,
            data=data,
            headers=(headers or {}) | {"Authorization": f"Basic {password}"},
            allow_redirects=allow_redirects,
            timeout=aiohttp.ClientTimeout(total=timeout),
        ) as response:
            return Response(response.status, await response.text(), response.headers)

    async def __aenter__(self) -> "LocalTwilio":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()


@dataclass
class Receiver:
    """Stands where the bot listens: keeps what is posted, answers what it is told to."""

    url: str
    bell: Bell = field(default_factory=Bell)
    headers: list[dict[str, str]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    text: str = "<Response/>"

    async def serve(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        if request.content_type == "application/json":
            self.bodies.append(await request.json())
        else:
            self.forms.append({key: str(value) for key, value in (await request.post()).items()})
        self.bell.ring()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200, text=self.text)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def sandbox(clock: StandingClock) -> AsyncIterator[Sandbox]:
    async with await Sandbox.start(now=clock.now) as running:
        yield running


def bot_of(sandbox: Sandbox, token: str | None = None) -> Bot:
    session = LocalSession(sandbox.url)
    default = DefaultBotProperties(parse_mode="HTML")
    return Bot(token or sandbox.token, session=session, default=default)


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with bot_of(sandbox) as made:
        yield made


@pytest.fixture
async def twilio(sandbox: Sandbox) -> AsyncIterator[Client]:
    async with LocalTwilio(sandbox.url) as http:
        yield Client(sandbox.account.sid, sandbox.account.token, http_client=http)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    listening = Receiver("")
    app = web.Application()
    app.router.add_post("/{path:.*}", listening.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listening.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield listening
    await runner.cleanup()
