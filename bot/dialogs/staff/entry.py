"""A request that came some other way, entered by a member of staff in private with the bot [D4].

The questions are those of the booking; the member reads them out, or answers from the paper.
"""

from datetime import date
from typing import Final

from bot.dialogs.booking import MAIN_STEPS, answers_of, applicant_of, official_of
from bot.dialogs.commands import Enter, Register, Source
from bot.dialogs.consent import citizen, consent_given
from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.question import Option
from bot.dialogs.review import review
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Talk
from bot.reception import arrival, identity
from bot.reception.calendar import DAY
from bot.reception.directory import Office, StaffMember
from bot.reception.identity import Phone
from bot.reception.language import Lang

OWN_STEPS: Final = 4
"""Source, the day it came, language, consent."""

_SOURCES: Final = tuple(
    Option(one.value, say("card-source", source=one.value), one)
    for one in (Source.ORAL, Source.PHONE, Source.PAPER, Source.PORTAL)
)
_LANGUAGES: Final = (
    Option("kk", say("entry-language-kk"), Lang.KK),
    Option("ru", say("entry-language-ru"), Lang.RU),
)
_AGREED: Final[tuple[Option[str | None], ...]] = (
    Option("oral", say("entry-agreed-oral"), "oral"),
    Option("paper", say("entry-agreed-paper"), "paper"),
    Option("no", say("entry-agreed-no"), None),
)
_NO_PHONE: Final[Option[Phone | None]] = Option("none", say("entry-phone-none"), None)


def entry(talk: Talk) -> Ending:
    """Ask how and when the request came, then what the booking asks; it ends in `Enter`."""
    member = citizen(talk).member
    if member is None or not member.role.may_decide:
        return Farewell((say("staff-only" if member is None else "role-may-not"),))
    talk.total = OWN_STEPS + MAIN_STEPS
    office = _office(talk, member)
    source = talk.choose("source", _SOURCES)
    received = _received(talk)
    lang = talk.choose("language", _LANGUAGES)
    official, topic = official_of(talk, office)
    applicant = applicant_of(talk, official)
    agreed = talk.choose("agreed", _AGREED)
    if agreed is None:
        return Farewell((say("entry-no-consent"),))
    given = answers_of(talk, official, topic, applicant, _phone)
    ending = review(
        talk,
        given,
        "entry-review",
        source=say("card-source", source=source.value),
        received=received or talk.facts.today,
        language=say(f"entry-language-{lang}"),
        agreed=say(f"entry-agreed-{agreed}"),
    )
    if isinstance(ending, Register):
        return Enter(ending, source, lang, received, consent_given(agreed))
    return ending


def _office(talk: Talk, member: StaffMember) -> Office:
    """Return the member's office, asked where there are several."""
    offices = [talk.facts.directory.office(key) for key in member.offices]
    directory = talk.facts.directory
    if directory.categories:
        talk.total += 1
    office = offices[0]
    if len(offices) > 1:
        talk.total += 1
        options = [
            Option(one.key, say("office-option", name=one.name, short=one.short), one)
            for one in offices
        ]
        office = talk.choose("office", options)
    talk.total += office.asks_iin + office.asks_address + office.video
    return office


def _received(talk: Talk) -> date | None:
    """Return the day the request came; None is today."""
    today, calendar = talk.facts.today, talk.facts.calendar
    yesterday = today - DAY
    options: tuple[Option[date | None], ...] = (
        Option("today", Say("entry-received-today"), None),
        Option("yesterday", say("entry-received-yesterday", day=yesterday), yesterday),
    )

    def typed(text: str) -> date | None:
        return arrival.arrived_on(text, today, calendar)

    first = arrival.earliest(today, calendar)
    found = talk.text("received", typed, options, args={"day": first})
    return None if found == today else found


def _phone(talk: Talk) -> Phone | None:
    """Ask for the applicant's phone: any, or none."""
    return talk.text("phone", identity.phone, (_NO_PHONE,), prompt="entry-phone")
