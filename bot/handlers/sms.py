"""What Twilio sends, translated, and whether it is Twilio that sends it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from bot.dialogs.incoming import Asked, Stopped, Thing, Typed, Unsupported, What
from bot.dialogs.understand import fold
from bot.records import Address, ChannelName, Incoming
from bot.texting import Received

LONGEST_TEXT: Final = 4096

STOP: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "CANCEL"}
)
START: Final = frozenset({"START", "UNSTOP"})
"""YES brings people back too, but to everyone else it is an answer: whom it brings back is known
only where the conversation is."""

OUR_STOP: Final = frozenset(
    map(fold, ("стоп", "отписаться", "отписка", "тоқтату", "тоқта", "тоқтат", "тоқтатыңыз"))
)
"""Words to stop that the network does not know. ОТМЕНА and БОЛДЫРМАУ only close a dialog, and
БАС ТАРТУ may mean that as well."""

_NUMBER: Final = re.compile(r"\+[1-9]\d{6,14}")


class Signature:
    """Checks that a call comes from Twilio: signed over our public address and all parameters."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._public_url = public_url.rstrip("/")

    def __call__(self, path: str, form: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        """Tell whether the signature holds for this path (with its query) and form."""
        algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER))
        signature = headers.get(SIGNATURE_HEADER, "")
        return bool(
            self._validator.validate(f"{self._public_url}{path}", form, signature, algorithm)
        )


def decode(form: Mapping[str, str]) -> Incoming | None:
    """Translate an inbound message; None for one without a sender who could be answered."""
    number, external_id = form.get("From", ""), form.get("MessageSid", "")
    if not external_id or "\0" in external_id or not _NUMBER.fullmatch(number):
        return None
    opt, thing = form.get("OptOutType", ""), None
    if form.get("NumMedia", "0") not in {"", "0"}:
        image = form.get("MediaContentType0", "").startswith("image/")
        thing = Thing.PHOTO if image else Thing.FILE
    what = _said(form.get("Body", ""), opt, thing)
    return Incoming(Address(ChannelName.SMS, number), external_id, what)


def found(received: Sequence[Received]) -> list[Incoming]:
    """Translate messages found by listing, in their order; those nobody could answer are left out.

    Of the words by which one person stopped and came back only the last one counts.
    """
    incoming = [
        Incoming(
            Address(ChannelName.SMS, one.sender),
            one.provider_id,
            _said(one.text, "", Thing.FILE if one.media else None),
            said_at=one.at,
        )
        for one in received
        if one.provider_id and _NUMBER.fullmatch(one.sender)
    ]
    last = {one.address: one for one in incoming if _opts(one.what)}
    return [one for one in incoming if not _opts(one.what) or last[one.address] is one]


def _opts(what: What) -> bool:
    return isinstance(what, Stopped) or what == Asked("start")


def _said(body: str, opt: str, thing: Thing | None) -> What:
    text = body[:LONGEST_TEXT]
    word = text.strip().upper()
    match opt:
        case "STOP":
            return Stopped()
        case "START":
            return Asked("start")
        case "HELP":
            return Asked("help")
    if word in STOP:
        return Stopped()
    if word in START:
        return Asked("start")
    if fold(word) in OUR_STOP:
        return Stopped(heard=False)
    if not word and thing is not None:
        return Unsupported(thing)
    return Typed(text)
