"""Booking a personal reception, question by question [A63]; it ends in a complete `Register`."""

from collections.abc import Iterable
from typing import Final, TypeVar

from bot.dialogs.commands import ApplicantKind, Format, Register
from bot.dialogs.consent import citizen, consent, without_consent
from bot.dialogs.help import one_office
from bot.dialogs.queries import LiveRequest
from bot.dialogs.question import Option, Style
from bot.dialogs.review import Given, review
from bot.dialogs.say import say
from bot.dialogs.talk import Talk
from bot.dialogs.turn import Ending, Farewell, Goto
from bot.reception import identity
from bot.reception.directory import Category, Office, Official, Topic
from bot.reception.identity import Bin, Iin, Invalid, Phone

K = TypeVar("K", Office, Official)

MAIN_STEPS: Final = 8
"""Official, applicant, name, phone, essence, days that don't suit, help, review: always asked."""

UNFIT_MAX: Final = 200

_APPLICANTS: Final = tuple(
    Option(str(kind), say(f"booking-applicant-{kind}"), kind) for kind in ApplicantKind
)
_FORMATS: Final = (
    Option("in-person", say("booking-format-in-person"), Format.IN_PERSON),
    Option("video", say("booking-format-video"), Format.VIDEO),
)
_NO_BIN: Final[Option[Bin | None]] = Option("skip", say("skip"), None)
_NO_IIN: Final[Option[Iin | None]] = Option(
    "skip", say("booking-iin-skip"), None
)  # foreigners [D11]
_ANY_DAY: Final[Option[str | None]] = Option("skip", say("booking-unfit-skip"), None)
_NOT_SURE: Final[Option[Official | None]] = Option(
    "not-sure", say("booking-official-not-sure"), None
)
_NO_CATEGORY: Final[Option[Category | None]] = Option("no", say("booking-category-no"), None)


def booking(talk: Talk) -> Ending:
    """Ask everything a request needs; personal matters only after consent."""
    talk.total = MAIN_STEPS
    office = _office(talk)
    official, topic = _official(talk, office)
    if talk.accepted or "applicant" not in talk.answers:  # asked where it may have changed
        live = talk.fetch(LiveRequest(citizen(talk).person, official.key))
        if live is not None:
            talk.remarks.append(say("live-exists"))
            return Goto("requests", {"number": live.number})
    kind, organisation, bin_ = _applicant(talk, official)
    if not consent(talk, office):
        return Farewell((without_consent(office),))
    name = talk.text("name", identity.full_name)
    phone = talk.contact("phone", _own_phone(talk))
    iin = talk.text("iin", identity.iin, (_NO_IIN,)) if office.asks_iin else None
    address = talk.text("address", identity.postal_address) if office.asks_address else None
    sizes = {"least": identity.ESSENCE_MIN, "most": identity.ESSENCE_MAX}
    essence = talk.text("essence", identity.essence, args=sizes)
    format_ = talk.choose("format", _FORMATS) if office.video else Format.IN_PERSON
    unfit = talk.text("unfit", unfit_days, (_ANY_DAY,))
    category = _category(talk)
    needs_help = talk.confirm("help")
    request = Register(
        office=office.key,
        official=official.key,
        topic=topic.key if topic else None,
        applicant=kind,
        organisation=organisation,
        bin=bin_,
        name=name,
        phone=phone,
        iin=iin,
        postal_address=address,
        essence=essence,
        format=format_,
        unfit_days=unfit,
        category=category.key if category else None,
        needs_help=needs_help,
    )
    return review(talk, Given(request, office, official, topic, category))


def unfit_days(text: str) -> str:
    """Read in the person's own words which days don't suit: `unfit-short`, `unfit-long`."""
    found = identity.clean(text)
    if not any(map(str.isalnum, found)):
        raise Invalid("unfit-short")
    if len(found) > UNFIT_MAX:
        raise Invalid("unfit-long", most=UNFIT_MAX, length=len(found))
    return found


def _office(talk: Talk) -> Office:
    """Return the office of the link that opened the dialog, the only one, or the one picked."""
    directory = talk.facts.directory
    official = _with_key(directory.officials, talk.args.get("official"))
    if official is not None:
        office: Office | None = directory.office(official.office)
    else:
        office = _with_key(directory.offices, talk.args.get("office"))
    if office is None:
        extra = max(map(_extra_steps, directory.offices))
        talk.total += extra + (len(directory.offices) > 1) + bool(directory.categories)
        office = one_office(talk)
        talk.total -= extra
    else:
        talk.total += bool(directory.categories)
    talk.total += _extra_steps(office)
    return office


def _extra_steps(office: Office) -> int:
    return office.asks_iin + office.asks_address + office.video


def _official(talk: Talk, office: Office) -> tuple[Official, Topic | None]:
    """Return who is to receive; a person who isn't sure finds the official by a topic."""
    directory = talk.facts.directory
    officials = directory.officials_of(office.key)
    known = _with_key(officials, talk.args.get("official"))
    if known is not None or len(officials) == 1:
        talk.total -= 1
        return known or officials[0], None
    options: list[Option[Official | None]] = [
        Option(
            one.key,
            say("official-option", name=one.name, short=one.short, position=one.position),
            one,
        )
        for one in officials
    ]
    topics = directory.topics_of(office.key)
    if topics:
        options.append(_NOT_SURE)
    official = talk.choose("official", options, args={"office": office.short})
    if official is not None:
        return official, None
    talk.total += 1
    topic = talk.choose(
        "topic",
        [
            Option(one.key, say("booking-topic-option", name=one.name, short=one.short), one)
            for one in topics
        ],
    )
    return directory.official(topic.official), topic


def _applicant(talk: Talk, official: Official) -> tuple[ApplicantKind, str | None, Bin | None]:
    """Return for whom the person asks: for themselves, or for an organisation and which."""
    about = {"official": official.name, "short": official.short}
    kind = talk.choose("applicant", _APPLICANTS, args=about)
    if kind is ApplicantKind.INDIVIDUAL:
        return kind, None, None
    talk.total += 2
    organisation = talk.text("organisation", identity.organisation)
    return kind, organisation, talk.text("bin", identity.bin_, (_NO_BIN,))


def _own_phone(talk: Talk) -> tuple[Option[Phone], ...]:
    """Offer the number the person writes from, where that is proved."""
    known = citizen(talk).phone
    if known is None:
        return ()
    label = say("booking-phone-this", phone=known)
    return (Option("this", label, identity.phone(known), Style.SUCCESS),)


def _category(talk: Talk) -> Category | None:
    """Return the category of people received out of turn that the person belongs to, if any."""
    categories = talk.facts.directory.categories
    if not categories:
        return None
    options: list[Option[Category | None]] = [_NO_CATEGORY]
    options += [Option(one.key, one.name, one) for one in categories]
    return talk.choose("category", options)


def _with_key(values: Iterable[K], key: str | None) -> K | None:
    return next((value for value in values if value.key == key), None)
