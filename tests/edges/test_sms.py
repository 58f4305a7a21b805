"""What Twilio sends, translated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.dialogs.incoming import Asked, Stopped, Thing, Typed, Unsupported, What
from bot.handlers.sms import Signature, decode
from bot.records import Address, ChannelName, Incoming

FORM = {"From": "+77012223344", "To": "+15017122661", "MessageSid": "SM1", "NumMedia": "0"}
TOKEN, PUBLIC = "token", "https://bot.example.kz/in"


def what(**more: str) -> What | None:
    incoming = decode(FORM | more)
    return incoming.what if incoming else None


def test_a_text_comes_from_the_senders_number() -> None:
    address = Address(ChannelName.SMS, "+77012223344")
    assert Incoming(address, "SM1", Typed("Сәлем")) == decode(FORM | {"Body": "Сәлем"})


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"Body": " stop "}, Stopped()),
        ({"Body": "Cancel"}, Stopped()),
        ({"Body": "START"}, Asked("start")),
        ({"Body": "YES"}, Typed("YES")),
        ({"Body": "YES", "OptOutType": "START"}, Asked("start")),
        ({"Body": "HELP", "OptOutType": "HELP"}, Asked("help")),
        ({"Body": "болдырмау"}, Typed("болдырмау")),
        ({"Body": ""}, Typed("")),
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, Unsupported(Thing.PHOTO)),
        ({"NumMedia": "1", "MediaContentType0": "text/vcard"}, Unsupported(Thing.FILE)),
        ({"NumMedia": "1", "Body": "міне"}, Typed("міне")),
    ],
)
def test_words_that_networks_know_are_told_from_others(
    form: dict[str, str], expected: What
) -> None:
    assert expected == what(**form)


@pytest.mark.parametrize("sender", ["", "Beeline", "7111", "+7", "whatsapp:+77012223344"])
def test_whoever_cannot_be_answered_is_passed_over(sender: str) -> None:
    assert decode(FORM | {"From": sender, "Body": "x"}) is None


@given(st.dictionaries(st.sampled_from([*FORM, "Body", "OptOutType"]), st.text(max_size=30)))
def test_any_form_is_translated(form: dict[str, str]) -> None:
    assert isinstance(decode(form), Incoming | None)


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), max_size=6))
def test_a_signature_holds_over_every_field_and_the_public_address(form: dict[str, str]) -> None:
    signed = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/twilio/sms", form)
    headers = {"X-Twilio-Signature": signed}
    signature = Signature(TOKEN, PUBLIC + "/")
    assert signature("/twilio/sms", form, headers)
    assert not signature("/twilio/sms", form | {"one": "more"}, headers)
    assert not signature("/twilio/status", form, headers)
