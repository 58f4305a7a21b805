"""A booking walked from end to end, and what comes of it, for the tests of the dialog."""

from collections.abc import Callable

from bot.dialogs.commands import ApplicantKind, Format, Register
from bot.reception.identity import bin_, iin, phone
from bot.reception.language import Lang
from tests.people import Person, World

NAME, PHONE, OWN_PHONE = "Ахметов Серік Болатұлы", "+77011234567", "+77077654321"
ESSENCE = "Көшемізде екі айдан бері жарық жоқ, жөндеуді сұраймын."
ADDRESS = "Сарыөзен облысы, Үлгі ауылы, Бірлік көшесі, 5"
DAYS = "сәрсенбіде түске дейін"
ORGANISATION = "«Бірлік» шаруа қожалығы"
IIN, BIN = "900101300017", "990140000384"

# The longest path: the office asks for everything, and a topic leads to the official.
ANSWERS: tuple[tuple[str, str, str], ...] = (
    ("menu", "press", "book"),
    ("office", "press", "akim"),
    ("official", "press", "not-sure"),
    ("topic", "press", "land"),
    ("applicant", "press", "representative"),
    ("organisation", "type", ORGANISATION),
    ("bin", "type", BIN),
    ("consent", "press", "yes"),
    ("name", "type", NAME),
    ("phone", "type", PHONE),
    ("iin", "type", IIN),
    ("address", "type", ADDRESS),
    ("essence", "type", ESSENCE),
    ("format", "press", "video"),
    ("unfit", "type", DAYS),
    ("category", "press", "veteran"),
    ("help", "press", "yes"),
    ("review", "press", "yes"),
)
EXPECTED = Register(
    office="akim",
    official="prilutsky",
    topic="land",
    applicant=ApplicantKind.REPRESENTATIVE,
    organisation=ORGANISATION,
    bin=bin_(BIN),
    name=NAME,
    phone=phone(PHONE),
    iin=iin(IIN),
    postal_address=ADDRESS,
    essence=ESSENCE,
    format=Format.VIDEO,
    unfit_days=DAYS,
    category="veteran",
    needs_help=True,
)
STEPS = [step for step, _, _ in ANSWERS]


def by_button(person: Person, key: str) -> None:
    person.presses(key)


def by_number(person: Person, key: str) -> None:
    person.types(str(person.keys.index(key) + 1))


def by_label(person: Person, key: str) -> None:
    person.types(person.label(key).upper())


def walk(
    person: Person, until: str = "", choose: Callable[[Person, str], None] = by_button
) -> Person:
    """Answer everything up to the question `until`, or to the end."""
    for step, way, answer in ANSWERS:
        assert person.step == step
        if step == until:
            break
        if way == "press":
            choose(person, answer)
        else:
            person.types(answer)
    return person


def citizen(lang: Lang = Lang.KK, *, short: bool = False, world: World | None = None) -> Person:
    """Return someone who has chosen a language and looks at the menu."""
    return Person(world or World(), lang, short=short).asks("start")
