"""Calls of the HTTP side: what providers post, what becomes of it on the way, what strangers do."""

import json
from typing import Any, Final
from urllib.parse import quote_plus

from hypothesis import strategies as st

from tests.fuzz import hostile, updates
from tests.fuzz.station import SECRET, Post, prove

HOOK, SMS, STATUS = "/telegram/webhook", "/twilio/sms", "/twilio/status"
FORM: Final = ("Content-Type", "application/x-www-form-urlencoded")
PROOF: Final = ("X-Telegram-Bot-Api-Secret-Token", SECRET)
TYPES: Final = (
    "application/json", "application/json; charset=utf-16", "text/plain; charset=nonsense",
    "multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=cp1251", "application/x-www-form-urlencoded;;;=",
    "x", "", "*/*", "text/xml", "image/png; q=%00",
)  # fmt: skip
BODIES: Final = (
    b"", b"null", b"[]", b"{", b"{}", b"[" * 100_000, b'{"a":' * 50_000, b"9" * 5000, b"1e99999",
    b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b'{"update_id": 1, "update_id": "x"}', b"\x00" * 1000,
    b'{"update_id": ' + b"9" * 4000 + b"}", b'"\\ud800"', b"NaN", b"-Infinity", b"&" * 50_000,
    b"a=1&" * 50_000, b"=" * 50_000, b"%" * 5000, b"%00=%ff", b"From=%2B77011234567&From=x",
    b"x" * (600 * 1024), b"&".join(b"%d=" % one for one in range(60_000)), b"\x1f\x8b\x08\x00",
)  # fmt: skip

headers = st.lists(
    st.one_of(
        st.tuples(st.just("Content-Type"), st.sampled_from(TYPES)),
        st.tuples(
            st.sampled_from(("Content-Encoding", "X-Twilio-Signature",
            "X-Twilio-Signature-Settings",
                             "X-Telegram-Bot-Api-Secret-Token", "Expect", "X-Forwarded-For")),
            st.sampled_from(("gzip", "deflate, br", "identity", "қ", "AAAA", "", "sha256",
            "100-continue",
                             "algorithm=sha1", "x" * 5000, "' OR 1=1", "\x7f")),
        ),
    ),
    max_size=2,
).map(tuple)  # fmt: skip


def _encoded(update: Any, escaped: bool) -> bytes:
    return json.dumps(update, ensure_ascii=escaped).encode("utf-8", "surrogatepass")


def _spoil(body: bytes, where: int, how: str, new: bytes) -> bytes:
    at = where % (len(body) + 1)
    match how:
        case "cut":
            return body[:at]
        case "put in":
            return body[:at] + new + body[at:]
        case "twice":
            return body + body
    return body[:at] + new + body[at + len(new) :]


spoiled = st.builds(
    _spoil,
    st.builds(_encoded, updates.kept, st.booleans()),
    st.integers(0, 400),
    st.sampled_from(("cut", "put in", "twice", "over")),
    st.binary(max_size=6) | st.sampled_from((b"\xff", b"\x00", b"\\ud800", b"9" * 30, b"{", b"]")),
)


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _signed(path: str, fields: list[tuple[str, str]], query: str, wrong: bool) -> Post:
    told = [(_whole(name), _whole(said)) for name, said in fields]
    body = "&".join(f"{quote_plus(name)}={quote_plus(said)}" for name, said in told)
    proof = "AAAA" if wrong else prove(path + query, told)
    return Post(path + query, body.encode(), (FORM, ("X-Twilio-Signature", proof)))


senders = st.sampled_from(("+77011234567", "+77771234567", "+14155550123", "OTP", "", "+7٧٠١"))
names = st.sampled_from(
    (
        "From",
        "Body",
        "MessageSid",
        "NumMedia",
        "OptOutType",
        "MediaContentType0",
        "x",
        "MessageStatus",
    )
)
said = st.one_of(
    st.sampled_from(("STOP", "START", "HELP", "1", "2", "3", "иә", "ЖАЗЫЛУ", "Бек Асқар Серікұлы")),
    hostile.citizens_words.filter(lambda one: len(one) < 10_000),
)
texting = st.builds(
    lambda who, sid, what, more: [("From", who), ("MessageSid", f"SM{sid}"), ("Body", what), *more],
    senders,
    st.integers(0, 10**6),
    said,
    st.lists(st.tuples(names | hostile.pieces, said), max_size=2),
)
statuses = st.builds(
    lambda sid, status, code: [("MessageSid", sid), ("MessageStatus", status), ("ErrorCode", code)],
    st.integers(0, 60).map("SM{}".format) | hostile.pieces,
    st.sampled_from(("delivered", "undelivered", "failed", "sent", "queued", "?")) | hostile.pieces,
    st.sampled_from(("", "30003", "21610", "30006")) | hostile.pieces,
)
queries = st.sampled_from(("", "", "", "?", "?a=1&a=2", "?%00", "?%ff=%D0", "?x=" + "y" * 3000))
telegrams = st.one_of(
    st.builds(
        lambda body, more: Post(HOOK, body, (PROOF, *more)),
        st.builds(_encoded, updates.kept, st.booleans()),
        st.just(()),
    ),
    st.builds(
        lambda body, more, chunked, cut: Post(HOOK, body, (PROOF, *more), chunked, cut),
        spoiled | st.sampled_from(BODIES) | st.binary(max_size=60),
        headers,
        st.booleans(),
        st.sampled_from((0, 0, 0, 1, 9)),
    ),
    st.builds(lambda body, more: Post(HOOK, body, more), spoiled, headers),
)
twilios = st.one_of(
    st.builds(_signed, st.just(SMS), texting, queries, st.just(False)),
    st.builds(_signed, st.just(STATUS), statuses, queries, st.just(False)),
    st.builds(_signed, st.sampled_from((SMS, STATUS)), texting, queries, st.just(True)),
    st.builds(
        lambda path, body, more, chunked, cut: Post(path, body, (FORM, *more), chunked, cut),
        st.sampled_from((SMS, STATUS)),
        st.sampled_from(BODIES) | st.binary(max_size=60),
        headers,
        st.booleans(),
        st.sampled_from((0, 0, 0, 1, 9)),
    ),
)
strangers = st.builds(
    lambda method, path, body, more: Post(path, body, more, method=method),
    st.sampled_from(("GET", "POST", "HEAD", "OPTIONS", "PUT", "TRACE", "FOO")),
    st.sampled_from(
        ("/healthz", "/readyz", "/metrics", HOOK, SMS, "/", "/..%2f", "/%ff", "//", "*")
    ),
    st.sampled_from(BODIES) | st.binary(max_size=20),
    headers,
)
