"""Booking a personal reception, question by question [A63]; it ends in a complete `Register`."""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias, TypeVar

from bot.dialogs.commands import ApplicantKind, Format, Register
from bot.dialogs.consent import citizen, consent, without_consent
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.help import one_office
from bot.dialogs.queries import LiveRequest
from bot.dialogs.question import Option, Style
from bot.dialogs.review import Given, review
from bot.dialogs.say import say
from bot.dialogs.talk import Talk
from bot.reception import identity
from bot.reception.directory import Category, Office, Official, Topic
from bot.reception.identity import Bin, Iin, Invalid, Phone

K = TypeVar("K", Office, Official)
Applicant: TypeAlias = tuple[ApplicantKind, str | None, Bin | None]
"""For whom the person asks; for an organisation also its name and BIN."""

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
    official, topic = official_of(talk, office)
    if talk.accepted or "applicant" not in talk.answers:  # asked where it may have changed
        live = talk.fetch(LiveRequest(citizen(talk).person, official.key))
        if live is not None:
            talk.remarks.append(say("live-exists"))
            return Goto("requests", {"number": live.number})
    applicant = applicant_of(talk, official)
    if not consent(talk, office):
        return Farewell((without_consent(office),))
    return review(talk, answers_of(talk, official, topic, applicant, ask_phone))


def answers_of(
    talk: Talk,
    official: Official,
    topic: Topic | None,
    applicant: Applicant,
    phone_of: Callable[[Talk], Phone | None],
) -> Given:
    """Ask all that is personal, and return the request with all that was answered."""
    office = talk.facts.directory.office(official.office)
    kind, organisation, bin_ = applicant
    name = talk.text("name", identity.full_name, prompt="booking-name")
    phone = phone_of(talk)
    iin = ask_iin(talk) if office.asks_iin else None
    address = ask_address(talk) if office.asks_address else None
    essence = ask_essence(talk)
    format_ = Format.IN_PERSON
    if office.video:
        format_ = talk.choose("format", _FORMATS, prompt="booking-format")
    unfit = talk.text("unfit", unfit_days, (_ANY_DAY,), prompt="booking-unfit")
    category = _category(talk)
    needs_help = talk.confirm("help", prompt="booking-help")
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
    return Given(request, office, official, topic, category)


def ask_iin(talk: Talk) -> Iin | None:
    """Ask for the IIN; foreigners have none [D11]."""
    return talk.text("iin", identity.iin, (_NO_IIN,), prompt="booking-iin")


def ask_address(talk: Talk) -> str:
    """Ask for the postal address."""
    return talk.text("address", identity.postal_address, prompt="booking-address")


def ask_essence(talk: Talk) -> str:
    """Ask for the essence of the question."""
    sizes = {"least": identity.ESSENCE_MIN, "most": identity.ESSENCE_MAX}
    return talk.text("essence", identity.essence, prompt="booking-essence", args=sizes)


def ask_organisation(talk: Talk) -> str:
    """Ask for the name of the organisation."""
    return talk.text("organisation", identity.organisation, prompt="booking-organisation")


def ask_bin(talk: Talk) -> Bin | None:
    """Ask for the BIN of the organisation, if it is known."""
    return talk.text("bin", identity.bin_, (_NO_BIN,), prompt="booking-bin")


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


def official_of(talk: Talk, office: Office) -> tuple[Official, Topic | None]:
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
    asked = {"office": office.short}
    official = talk.choose("official", options, prompt="booking-official", args=asked)
    if official is not None:
        return official, None
    talk.total += 1
    topic = talk.choose(
        "topic",
        [
            Option(one.key, say("booking-topic-option", name=one.name, short=one.short), one)
            for one in topics
        ],
        prompt="booking-topic",
    )
    return directory.official(topic.official), topic


def applicant_of(talk: Talk, official: Official) -> Applicant:
    """Return for whom the person asks: for themselves, or for an organisation and which."""
    about = {"official": official.name, "short": official.short}
    kind = talk.choose("applicant", _APPLICANTS, prompt="booking-applicant", args=about)
    if kind is ApplicantKind.INDIVIDUAL:
        return kind, None, None
    talk.total += 2
    organisation = ask_organisation(talk)
    return kind, organisation, ask_bin(talk)


def ask_phone(talk: Talk) -> Phone:
    """Ask for a phone; offer the number the person writes from, where that is proved."""
    known = citizen(talk).phone
    options: tuple[Option[Phone], ...] = ()
    if known is not None:
        label = say("booking-phone-this", phone=known)
        options = (Option("this", label, identity.phone(known), Style.SUCCESS),)
    return talk.contact("phone", options, prompt="booking-phone")


def _category(talk: Talk) -> Category | None:
    """Return the category of people received out of turn that the person belongs to, if any."""
    categories = talk.facts.directory.categories
    if not categories:
        return None
    options: list[Option[Category | None]] = [_NO_CATEGORY]
    options += [Option(one.key, one.name, one) for one in categories]
    return talk.choose("category", options, prompt="booking-category")


def _with_key(values: Iterable[K], key: str | None) -> K | None:
    return next((value for value in values if value.key == key), None)
