"""What Twilio sends, translated, and whether it is Twilio that sends it."""

import re
from collections.abc import Mapping
from typing import Final

from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from bot.dialogs.incoming import Asked, Stopped, Thing, Typed, Unsupported, What
from bot.records import Address, ChannelName, Incoming

LONGEST_TEXT: Final = 4096

STOP: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "CANCEL"}
)
START: Final = frozenset({"START", "UNSTOP"})
"""YES brings people back too, but to everyone else it is an answer: only `OptOutType` tells."""

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
    if not external_id or not _NUMBER.fullmatch(number):
        return None
    return Incoming(Address(ChannelName.SMS, number), external_id, _said(form))


def _said(form: Mapping[str, str]) -> What:
    text = form.get("Body", "")[:LONGEST_TEXT]
    word = text.strip().upper()
    match form.get("OptOutType", ""):
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
    if not word and form.get("NumMedia", "0") not in {"", "0"}:
        image = form.get("MediaContentType0", "").startswith("image/")
        return Unsupported(Thing.PHOTO if image else Thing.FILE)
    return Typed(text)
