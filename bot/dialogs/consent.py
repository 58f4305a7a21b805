"""Consent to the processing of personal data, asked before the first personal question."""

from typing import Final

from bot.dialogs.commands import GiveConsent
from bot.dialogs.question import Citizen, Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.talk import Talk
from bot.reception.directory import Office

CONSENT_VERSION: Final = "2026-1"
"""Of the words in `consent.ftl`: a new version is asked of everyone again."""

_AGREES: Final[Option[bool | None]] = Option("yes", say("consent-ask-yes"), True, Style.SUCCESS)
_REFUSES: Final[Option[bool | None]] = Option("no", say("consent-ask-no"), False)
_READS: Final[Option[bool | None]] = Option("text", say("consent-ask-text"), None)


def citizen(talk: Talk) -> Citizen:
    """Return who speaks; whoever is no citizen gets a polite no."""
    who = talk.facts.who
    return who if isinstance(who, Citizen) else talk.deny("citizens-only")


def consent(talk: Talk, office: Office) -> bool:
    """Ask for consent unless it was given in its present words; have it logged, return whether."""
    if _in_present_words(citizen(talk).consent):
        return True
    if "consented" in talk.answers:  # and taken back since, or the words are new
        del talk.answers["consent"], talk.answers["consented"]
    told: dict[str, Value] = {
        "operator": talk.facts.directory.operator,
        "office": office.short,
        "months": office.retention_months,
    }
    agreed: bool | None = None
    while agreed is None:
        agreed = talk.choose(
            "consent", (_AGREES, _REFUSES, _READS), prompt="consent-ask", args=told, at=None
        )
        if agreed is None:
            del talk.answers["consent"]
            talk.remark("consent-text", version=CONSENT_VERSION, **told)
    if agreed:
        talk.do("consented", GiveConsent(CONSENT_VERSION))
    return agreed


def consent_given(how: str) -> str:
    """Name the consent that an applicant gave to staff, by how: it is logged as that."""
    return f"{CONSENT_VERSION} {how}"


def _in_present_words(consent: str | None) -> bool:
    return consent is not None and consent.split(" ", 1)[0] == CONSENT_VERSION


def without_consent(office: Office) -> Say:
    """Return where to turn for whoever doesn't agree."""
    return say("consent-refused", phone=office.phone, address=office.address, portal=office.portal)
