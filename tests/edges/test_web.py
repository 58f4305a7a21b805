"""Our HTTP side, called over HTTP by the sandbox and by strangers."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import aiohttp
import pytest
from aiogram import Bot
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter

from bot.dialogs.incoming import Asked, Stopped, Typed
from bot.handlers.intake import Intake
from bot.handlers.sms import Signature, decode
from bot.handlers.web import Readiness, SmsHook, TelegramHook, application
from bot.ports import Store, Tx
from bot.records import Address, Backlog, ChannelName
from sandbox.server import Sandbox
from tests.edges.conftest import Core
from tests.sandbox.conftest import START, StandingClock

PUBLIC = "https://bot.example.kz"
SECRET = "s3cret"


@dataclass
class Health:
    """A store and a ticking clock, well or not."""

    backlog_seconds: float = 0.0
    broken: bool = False
    ticked: datetime | None = START
    statuses: list[tuple[str, str, str]] = field(default_factory=list)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        if self.broken:
            raise OSError("away")
        yield cast(Tx, self)

    async def backlog(self, _now: datetime) -> Backlog:
        return Backlog(3, self.backlog_seconds, 1, 2)

    async def status(self, provider_id: str, status: str, code: str) -> bool:
        self.statuses.append((provider_id, status, code))
        return True


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
async def url(
    sandbox: Sandbox, intake: Intake, core: Core, clock: StandingClock, health: Health
) -> AsyncIterator[str]:
    """The bot's web side, listening; the sandbox reaches it by its public address."""
    registry = CollectorRegistry()
    Counter("turns", "Turns taken", registry=registry).inc()
    app = application(
        Readiness(cast(Store, health), clock, lambda: health.ticked),
        registry,
        TelegramHook(intake, SECRET),
        SmsHook(Signature(sandbox.account.token, PUBLIC), decode, core.accept, health.status),
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    local = f"http://127.0.0.1:{runner.addresses[0][1]}"
    sandbox.route(PUBLIC, local)
    yield local
    await runner.cleanup()


Call = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
async def call(url: str) -> AsyncIterator[Call]:
    """Call the bot's web side as a stranger."""
    async with aiohttp.ClientSession() as client:

        async def once(method: str, path: str, **more: object) -> tuple[int, str]:
            async with client.request(method, url + path, **more) as response:  # type: ignore[arg-type]
                return response.status, await response.text()

        yield once


async def test_updates_come_by_webhook(sandbox: Sandbox, bot: Bot, url: str, core: Core) -> None:
    await bot.set_webhook(f"{PUBLIC}/telegram/webhook", secret_token=SECRET)
    await sandbox.person("Айгүл").types("сәлем")
    assert [Typed("сәлем")] == [one.what for one in await core.has(1)]


async def test_an_update_that_could_not_be_taken_in_comes_again(
    sandbox: Sandbox, bot: Bot, url: str, core: Core
) -> None:
    core.failures = 2
    await bot.set_webhook(f"{PUBLIC}/telegram/webhook", secret_token=SECRET)
    await sandbox.person("Айгүл").types("сәлем")
    await core.has(1)
    done = sandbox.updates.deliveries
    await sandbox.world.bell.wait_for(lambda: len(done) >= 3 or None, 10)
    assert [503, 503, 200] == [one.status for one in done]


@pytest.mark.parametrize("secret", ["", "wrong", "s3cre", "қ"])
async def test_a_webhook_without_the_secret_is_refused(call: Call, core: Core, secret: str) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    status, _ = await call("POST", "/telegram/webhook", json={"update_id": 1}, headers=headers)
    assert (403, []) == (status, core.taken)


async def test_what_is_no_update_does_no_harm(call: Call, core: Core) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    nonsense = [("POST", "not json", 400), ("POST", "[]", 200), ("POST", '{"update_id": 1}', 200)]
    for method, body, expected in nonsense:
        status, _ = await call(method, "/telegram/webhook", data=body, headers=headers)
        assert expected == status
    assert [] == core.taken


async def test_texts_come_in_signed_and_are_answered_with_nothing(
    sandbox: Sandbox, url: str, core: Core
) -> None:
    sandbox.network.inbound_url = f"{PUBLIC}/twilio/sms"
    person = sandbox.sms_person("+77012223344")
    await person.texts("ЖАЗЫЛУ")
    await person.texts("stop")
    await person.texts("START")
    taken = await core.has(3)
    address = Address(ChannelName.SMS, "+77012223344")
    assert [Typed("ЖАЗЫЛУ"), Stopped(), Asked("start")] == [one.what for one in taken]
    assert {address} == {one.address for one in taken}
    assert 3 == len({one.external_id for one in taken})


async def test_a_call_that_twilio_did_not_sign_is_refused(
    call: Call, core: Core, health: Health
) -> None:
    form = {"From": "+77012223344", "MessageSid": "SM1", "Body": "x", "MessageStatus": "delivered"}
    for headers in ({}, {"X-Twilio-Signature": "AAAA"}, {"X-Twilio-Signature": "қ"}):
        for path in ("/twilio/sms", "/twilio/status"):
            assert 403 == (await call("POST", path, data=form, headers=headers))[0]
    assert ([], []) == (core.taken, health.statuses)


async def test_a_text_that_could_not_be_taken_in_is_not_acknowledged(
    sandbox: Sandbox, url: str, core: Core
) -> None:
    core.failures = 1
    sandbox.network.inbound_url = f"{PUBLIC}/twilio/sms"
    await sandbox.sms_person("+77012223344").texts("ЖАЗЫЛУ")
    posted = sandbox.network.posted
    await sandbox.network.bell.wait_for(lambda: posted or None, 10)
    assert [503] == [one.status for one in posted]


async def test_later_statuses_are_kept(sandbox: Sandbox, url: str, health: Health) -> None:
    sandbox.world.faults.sms_undelivered = True
    account = sandbox.account
    callback = f"{PUBLIC}/twilio/status"
    async with aiohttp.ClientSession(auth=None) as client:
        proof = aiohttp.encode_basic_auth(account.sid, account.token)
        form = {"To": "+77012223344", "From": account.number, "Body": "x"}
        await client.post(
            f"{sandbox.url}/2010-04-01/Accounts/{account.sid}/Messages.json",
            data=form | {"StatusCallback": callback},
            headers={"Authorization": proof},
        )
    bell = sandbox.network.bell
    await bell.wait_for(lambda: len(sandbox.network.posted) >= 4 or None, 10)
    assert {204} == {one.status for one in sandbox.network.posted}
    assert ("undelivered", "30003") == health.statuses[-1][1:]


async def test_the_process_says_it_is_alive(call: Call) -> None:
    assert (200, "ok") == await call("GET", "/healthz")


async def test_the_metrics_are_there(call: Call) -> None:
    status, text = await call("GET", "/metrics")
    assert (200, True) == (status, "turns_total 1.0" in text)


async def test_all_is_well(call: Call) -> None:
    status, text = await call("GET", "/readyz")
    assert 200 == status
    assert {
        "ready": True,
        "clock": True,
        "database": True,
        "backlog": True,
        "messages": 3,
        "oldest_seconds": 0,
        "failed": 1,
        "timers": 2,
    } == json.loads(text)


@pytest.mark.parametrize(
    ("health", "part"),
    [
        (Health(broken=True), "database"),
        (Health(ticked=None), "clock"),
        (Health(ticked=START - timedelta(minutes=10)), "clock"),
        (Health(backlog_seconds=3600), "backlog"),
    ],
    ids=["no database", "no tick yet", "no tick lately", "old messages"],
)
async def test_what_is_wrong_is_said(call: Call, part: str) -> None:
    status, text = await call("GET", "/readyz")
    seen = json.loads(text)
    assert (503, False, False) == (status, seen["ready"], seen[part])
