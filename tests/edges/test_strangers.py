"""The webhooks called by strangers, and by Twilio as it really calls: never an error of ours."""

import base64
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import quote_plus, urlencode

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import MultiDict
from prometheus_client import CollectorRegistry
from twilio.request_validator import RequestValidator

from bot.handlers.sms import Signature, decode
from bot.handlers.web import LARGEST_BODY, SERVED, Readiness, SmsHook, TelegramHook, application
from bot.ports import Store
from bot.records import Incoming, Reply

PUBLIC, TOKEN, SECRET = "https://bot.example.kz", "token", "s3cret"
PROOF = "X-Telegram-Bot-Api-Secret-Token"
FORM = "application/x-www-form-urlencoded"
# As a Messaging Service posts it: with fields nobody has heard of, and some of them twice.
SERVICE = [
    ("MessagingServiceSid", "MG" + "0" * 32),
    ("ToCountry", "KZ"),
    ("SmsMessageSid", "SM1"),
    ("NumMedia", "0"),
    ("ToZip", ""),
    ("FromCity", "Алматы & Co + 100%"),
    ("SmsSid", "SM1"),
    ("Body", "ЖАЗЫЛУ"),
    ("MessageSid", "SM1"),
    ("From", "+77012223344"),
    ("ChannelMetadata", '{"type":"sms"}'),
    ("Tag", "b"),
    ("Tag", "a"),
    ("Tag", "b"),
]

Say = Callable[..., Awaitable[int]]


class Taken:
    """The core, a store and a clock, as far as the webhooks need them."""

    def __init__(self) -> None:
        self.updates: list[object] = []
        self.statuses: list[tuple[str, str, str]] = []

    async def take(self, updates: Sequence[object]) -> None:
        self.updates += updates

    async def accept(self, updates: Sequence[Incoming], /) -> list[Reply]:
        self.updates += updates
        return [Reply() for _ in updates]

    async def status(self, provider_id: str, status: str, code: str) -> bool:
        self.statuses.append((provider_id, status, code))
        return True

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@asynccontextmanager
async def listening(taken: Taken) -> AsyncIterator[Say]:
    """Let the webhooks listen; give what calls them."""
    store: Store = taken  # type: ignore[assignment]
    app = application(
        Readiness(store, taken, lambda: None),
        CollectorRegistry(),
        TelegramHook(taken, SECRET),
        SmsHook(Signature(TOKEN, PUBLIC), decode, taken.accept, taken.status),
    )
    runner = web.AppRunner(app, **SERVED)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as client:

        async def say(method: str, path: str, **more: object) -> int:
            async with client.request(method, url + path, **more) as answer:  # type: ignore[arg-type]
                return answer.status

        yield say
    await runner.cleanup()


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def call(taken: Taken) -> AsyncIterator[Say]:
    async with listening(taken) as say:
        yield say


def signed(path: str, fields: list[tuple[str, str]], public: str = PUBLIC) -> dict[str, str]:
    """Return the headers of a call that Twilio signed."""
    form = MultiDict(fields)
    proof = RequestValidator(TOKEN).compute_signature(f"{public}{path}", form)
    return {"X-Twilio-Signature": proof, "Content-Type": FORM}


async def test_a_messaging_services_call_is_taken_with_every_field_it_has(
    call: Say, taken: Taken
) -> None:
    for path in ("/twilio/sms", "/twilio/status", "/twilio/sms?of=x&of=y"):
        headers = signed(path, SERVICE)
        status = await call("POST", path, data=urlencode(SERVICE), headers=headers)
        assert status == (204 if "status" in path else 200)
    assert (2, 1) == (len(taken.updates), len(taken.statuses))


@pytest.mark.parametrize("path", ["/twilio/sms", "/twilio/status"])
async def test_a_call_with_anything_changed_is_not_twilios(
    call: Say, taken: Taken, path: str
) -> None:
    good = urlencode(SERVICE)
    for changed in (
        urlencode([*SERVICE, ("Tag", "c")]),
        urlencode(SERVICE[1:]),
        urlencode([*SERVICE[:-2], ("Tag", "B"), ("Tag", "b")]),
        good.replace("SM1", "SM2"),
        good + "&x",
        "",
    ):
        assert 403 == await call("POST", path, data=changed, headers=signed(path, SERVICE))
    elsewhere = signed(path, SERVICE, "https://another.example.kz")
    assert 403 == await call("POST", path, data=good, headers=elsewhere)
    other = "/twilio/status" if path == "/twilio/sms" else "/twilio/sms"
    assert 403 == await call("POST", path, data=good, headers=signed(other, SERVICE))
    assert 403 == await call("POST", path, data=good, headers={"Content-Type": FORM})
    assert 403 == await call("POST", f"{path}?x=1", data=good, headers=signed(path, SERVICE))
    assert ([], []) == (taken.updates, taken.statuses)


@pytest.mark.parametrize("path", ["/twilio/sms", "/twilio/status", "/telegram/webhook"])
async def test_other_ways_to_call_are_refused_without_an_error(
    call: Say, taken: Taken, path: str
) -> None:
    for method in ("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"):
        assert 405 == await call(method, path)
    for kind in (
        "application/json",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain; charset=nonsense",
        f"{FORM}; charset=nonsense",
        f"{FORM}; charset=utf-7",
        f"{FORM}; charset=punycode",
        "",
        "/",
        "қ",
    ):
        headers = {"Content-Type": kind, "X-Twilio-Signature": "x", PROOF: "x"}
        for body in (b"", b"{}", b"--x\r\n\r\n--x--", b"\xff\xfe", b"a=%ff&b=%ED%A0%80"):
            assert await call("POST", path, data=body, headers=headers) in {400, 403}
    assert ([], []) == (taken.updates, taken.statuses)


async def test_bodies_that_are_too_large_or_packed_wrongly_are_refused(
    call: Say, taken: Taken
) -> None:
    huge = b"a=" + b"x" * (LARGEST_BODY + 1)
    for path in ("/twilio/sms", "/twilio/status"):
        headers = {"Content-Type": FORM, "X-Twilio-Signature": "x"}
        assert 413 == await call("POST", path, data=huge, headers=headers)
        packed = {**headers, "Content-Encoding": "gzip"}
        bomb = gzip.compress(b"a=" + b"\0" * 5_000_000)
        assert 400 == await call("POST", path, data=bomb, headers=packed)
        assert 400 == await call("POST", path, data=b"not gzip", headers=packed)
    secret = {PROOF: SECRET}
    assert 413 == await call("POST", "/telegram/webhook", data=huge, headers=secret)
    assert 403 == await call("POST", "/telegram/webhook", data=huge, headers={PROOF: "x"})
    deep = b"[" * 200_000
    assert 400 == await call("POST", "/telegram/webhook", data=deep, headers=secret)
    packed = {**secret, "Content-Encoding": "deflate"}
    assert 400 == await call("POST", "/telegram/webhook", data=b"not deflate", headers=packed)
    assert [] == taken.updates


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
forms = st.lists(st.tuples(st.text(max_size=12), st.text(max_size=40)), max_size=8)
headers_ = st.sampled_from(["", "AAAA", base64.b64encode(b"x" * 20).decode(), "=", "x" * 5000, "қ"])


async def test_any_body_of_anybody_is_answered_without_an_error(call: Say, taken: Taken) -> None:
    found: list[tuple[str, int]] = []
    cases: list[tuple[str, bytes, dict[str, str]]] = []

    @settings(max_examples=150, deadline=None, database=None)
    @given(
        st.sampled_from(["/twilio/sms", "/twilio/status", "/telegram/webhook"]),
        st.binary(max_size=60) | forms.map(lambda form: urlencode(form).encode(errors="replace")),
        st.sampled_from([FORM, "application/json", "multipart/form-data; boundary=a"]),
        headers_,
    )
    def gather(path: str, body: bytes, kind: str, proof: str) -> None:
        headers = {"Content-Type": kind, "X-Twilio-Signature": proof, PROOF: proof}
        cases.append((path, body, headers))

    gather()
    for path, body, headers in cases:
        status = await call("POST", path, data=body, headers=headers)
        if status not in {400, 403}:
            found.append((path, status))
    assert [] == found
    assert ([], []) == (taken.updates, taken.statuses)


async def test_any_update_of_telegrams_own_is_taken(call: Say, taken: Taken) -> None:
    cases: list[object] = []

    @settings(max_examples=80, deadline=None, database=None)
    @given(anything)
    def gather(update: object) -> None:
        cases.append(update)

    gather()
    for update in cases:
        body = json.dumps(update).encode()
        headers = {PROOF: SECRET, "Content-Type": "application/json"}
        assert 200 == await call("POST", "/telegram/webhook", data=body, headers=headers)
    assert len(cases) == len(taken.updates)


async def test_any_form_that_twilio_signed_is_taken(call: Say, taken: Taken) -> None:
    cases: list[list[tuple[str, str]]] = []
    words = st.text(st.characters(codec="utf-8"), max_size=12)

    @settings(max_examples=150, deadline=None, database=None)
    @given(st.lists(st.tuples(words, words), min_size=1, max_size=6))
    def gather(form: list[tuple[str, str]]) -> None:
        cases.append(form)

    gather()
    for form in cases:
        body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in form)
        headers = signed("/twilio/status", form)
        assert 204 == await call("POST", "/twilio/status", data=body, headers=headers), form
    assert len(cases) == len(taken.statuses)
