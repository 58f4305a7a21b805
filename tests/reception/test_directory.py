"""The directory: its look-ups, its file, and what is said of a broken file."""

import json
from datetime import date, time
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.reception.calendar import Override
from bot.reception.directory import SHORT_LENGTH, Directory, OfficeHours, Role
from bot.reception.directory_toml import (
    DirectoryError,
    directory_from_dict,
    dump_directory,
    parse_directory,
)
from bot.reception.identity import phone
from bot.reception.language import Bilingual, Lang
from bot.reception.schedule import Pattern, ReceptionDay

SAMPLE = (Path(__file__).parents[2] / "sandbox" / "directory.toml").read_text("utf-8")
GROUNDS = [
    "anonymous",
    "no-essence",
    "not-competent",
    "other-procedure",
    "court",
    "repeat",
    "no-authority",
]
SMALL = """\
complaint = { kk = "Шағым", ru = "Жалоба" }
operator = { kk = "Орган", ru = "Орган" }

[[body]]
key = "body"
name = { kk = "Орган", ru = "Орган" }

[[office]]
key = "office"
body = "body"
kind = "public_reception_office"
name = { kk = "Қабылдау", ru = "Приемная" }
short = { kk = "Қабылдау", ru = "Приемная" }
address.kk = "Астана"
address.ru = "Астана"
phone = "1414"
email = "office@example.org"
portal = "https://example.org"
staff_language = "kk"

[office.hours]
opens = 08:30:00
closes = "17:30"
lunch_from = "12:30"
lunch_to = "14:00"

[[official]]
key = "official"
office = "office"
name = { kk = "Ли Анна", ru = "Ли Анна" }
short = { kk = "Ли А.", ru = "Ли А." }
position = { kk = "Әкім", ru = "Аким" }
pattern = [{ weekday = "friday", weeks = [-1], starts = "10:00", ends = "11:00", minutes = 15 }]
off = [2026-12-25]

[[official.day]]
day = 2026-12-15
starts = "10:00"
ends = "11:00"
minutes = 20

[[ground]]
key = "court"
name = { kk = "Сот", ru = "Суд" }
text = { kk = "Мәселе сотта.", ru = "Вопрос в суде." }

[[override]]
day = 2026-12-19
working = true
name = { kk = "Жұмыс күні", ru = "Рабочий день" }
source = "№ 1"
"""


def sample() -> Directory:
    return parse_directory(SAMPLE, "directory.toml")


def problems(text: str) -> list[tuple[int, str]]:
    """Return the lines and the messages of what is wrong in a file."""
    with pytest.raises(DirectoryError) as caught:
        parse_directory(text, "my.toml")
    assert {problem.file for problem in caught.value.problems} == {"my.toml"}
    return [(problem.line, problem.message) for problem in caught.value.problems]


def line(text: str, wanted: str) -> int:
    """Return the number of the first line that contains `wanted`."""
    return next(n for n, one in enumerate(text.splitlines(), start=1) if wanted in one)


def test_the_sample_directory_is_complete() -> None:
    found = sample()
    assert [office.key for office in found.offices] == ["centre", "ministry", "akim"]
    assert [ground.key for ground in found.grounds] == GROUNDS
    assert [ground.key for ground in found.grounds if ground.asks_where] == ["not-competent"]
    assert all(official.patterns for official in found.officials)
    assert {office.staff_language for office in found.offices} == {Lang.KK}
    assert all(found.topics_of(office.key) for office in found.offices)


def test_the_sample_directory_fits_a_short_message() -> None:
    found = sample()
    named = [one.short for one in found.offices] + [one.short for one in found.officials]
    named += [one.short for one in found.topics]
    shorts = [short.get(lang) for short in named for lang in Lang]
    assert max(map(len, shorts)) <= SHORT_LENGTH


def test_the_sample_directory_asks_more_only_where_an_office_wants_it() -> None:
    asks = {one.key: (one.asks_iin, one.asks_address, one.video) for one in sample().offices}
    assert asks["akim"] == (True, True, True)
    assert asks["centre"] == asks["ministry"] == (False, False, False)


def test_the_sample_phones_ring_nowhere_on_a_mobile() -> None:
    assert {phone(office.phone).mobile for office in sample().offices} == {False}


def test_staff_are_known_by_their_id_and_their_role() -> None:
    found = sample()
    decides = {member.user_id: member.role.may_decide for member in found.staff}
    assert decides == {9001: True, 9002: True, 9003: True, 9004: False}
    asel = found.member(9001)
    assert asel is not None
    assert (asel.name, asel.role) == ("Әсел", Role.OPERATOR)
    assert found.member(1) is None


def test_a_directory_is_looked_up_by_key() -> None:
    found = sample()
    assert found.office("akim").hours == OfficeHours(closes=time(18), lunch_to=time(14))
    assert found.official("samuratov").office == "akim"
    assert [one.key for one in found.officials_of("centre")] == ["togyzbaev", "zhibekova"]
    assert found.topic("roads").official == "prilutsky"
    assert found.ground("court").name.ru == "Вопрос рассматривается или решен судом"
    assert found.category("veteran").name == Bilingual("Ардагер", "Ветеран")
    assert found.body("akim").name.kk == "Сарыөзен облысы әкімінің аппараты"


def test_offices_may_share_a_staff_chat() -> None:
    found = sample()
    first = found.office_of_chat(-1001000000001)
    assert first is not None
    assert first.key == "centre"
    assert len(found.offices_of_chat(-1001000000001)) == 3
    assert found.office_of_chat(-1) is None


@pytest.mark.parametrize(
    "look_up",
    ["body", "office", "official", "topic", "ground", "category", "officials_of", "topics_of"],
)
def test_an_unknown_key_is_a_key_error(look_up: str) -> None:
    with pytest.raises(KeyError):
        getattr(sample(), look_up)("nobody")


def test_a_small_file_is_read_whatever_way_its_tables_are_written() -> None:
    found = parse_directory(SMALL, "my.toml")
    assert found.office("office").hours == OfficeHours(
        time(8, 30), time(17, 30), time(12, 30), time(14)
    )
    assert found.office("office").address == Bilingual("Астана", "Астана")
    official = found.official("official")
    assert official.patterns == (Pattern(4, (-1,), time(10), time(11), 15),)
    assert official.days == (ReceptionDay(date(2026, 12, 15), time(10), time(11), 20),)
    assert official.days_off == (date(2026, 12, 25),)
    name = Bilingual("Жұмыс күні", "Рабочий день")
    assert found.overrides == (Override(date(2026, 12, 19), True, name, "№ 1"),)


@pytest.mark.parametrize("text", [SAMPLE, SMALL])
def test_a_directory_written_as_json_is_read_back(text: str) -> None:
    found = parse_directory(text, "my.toml")
    written = json.dumps(dump_directory(found), ensure_ascii=False)
    assert directory_from_dict(json.loads(written)) == found


def test_a_directory_read_from_a_dict_is_checked_too() -> None:
    broken = dump_directory(replace(parse_directory(SMALL, "my.toml"), grounds=()))
    with pytest.raises(DirectoryError, match="at least one"):
        directory_from_dict(broken)


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('phone = "1414"', 'phone = "12"', "office.phone: expected a phone number"),
        ('phone = "1414"', "phone = 1414", "office.phone: expected a text in quotes"),
        ('phone = "1414"', "", "office.phone: missing; expected a text in quotes"),
        ('email = "office@example.org"', 'email = "x"', "office.email: expected an e-mail"),
        ('portal = "https://example.org"', 'portal = "x"', "office.portal: expected a web address"),
        ('portal = "https', 'portel = "https', "office.portel: unknown key"),
        (
            'staff_language = "kk"',
            'staff_language = "en"',
            "office.staff_language: expected one of",
        ),
        (
            'staff_language = "kk"',
            'staff_language = "kk"\nvideo = 1',
            "office.video: expected true",
        ),
        ('staff_language = "kk"', 'staff_language = "kk"\nstaff_chat = true', "a whole number"),
        (
            'staff_language = "kk"',
            'staff_language = "kk"\nsurvey_share = 101',
            "office.survey_share: expected from 0 to 100, not 101",
        ),
        (
            'staff_language = "kk"',
            'staff_language = "kk"\nretention_months = 0',
            "office.retention_months: expected from 1 to 120, not 0",
        ),
        ('address.kk = "Астана"', "", "office.address.kk: missing"),
        ('address.kk = "Астана"', 'address.kk = " "', "office.address.kk: must not be empty"),
        ('body = "body"', 'body = "nobody"', "office.body: no body has the key 'nobody'"),
        ('body = "body"', 'body = "No Body"', "office.body: expected small Latin letters"),
        ('short = { kk = "Ли А."', f'short = {{ kk = "{"Ы" * 25}"', "must be at most 24"),
        ('short = { kk = "Ли А.", ', "short = { ", "official.short.kk: missing"),
        ('office = "office"', 'office = "x"', "official.office: no office has the key 'x'"),
        ('weekday = "friday"', 'weekday = "feiertag"', "official.pattern.weekday: expected one of"),
        ("weeks = [-1]", "weeks = [9]", "official.pattern.weeks: weeks must be"),
        ("weeks = [-1]", 'weeks = ["1"]', "official.pattern.weeks: expected a list of whole"),
        ("minutes = 15", "minutes = 0", "official.pattern.minutes: minutes must be more than 0"),
        ("minutes = 15", "minutes = 90", "official.pattern: no reception fits"),
        ('starts = "10:00"', 'starts = "25:00"', "official.pattern.starts: expected a time of day"),
        ("opens = 08:30:00", 'opens = "19:00"', "office.hours: expected opens before"),
        ("day = 2026-12-19", 'day = "x"', "override.day: expected a date"),
        ("off = [2026-12-25]", 'off = ["x"]', "official.off: expected a list of dates"),
        ("off = [2026-12-25]", "off = 2026-12-25", "official.off: expected a list of dates"),
        (
            "off = [2026-12-25]",
            "off = [2026-12-25, 2026-12-25]",
            "official.off: a date is there twice",
        ),
        ("day = 2026-12-15", 'day = "15.12"', "official.day.day: expected a date"),
        ("day = 2026-12-15", "", "official.day.day: missing; expected a date"),
        ("minutes = 20", "minutes = 90", "official.day: no reception fits"),
        ("minutes = 20", "minutes = 0", "official.day.minutes: minutes must be more than 0"),
        ("day = 2026-12-19", "day = 2026-12-19T10:00:00", "override.day: expected a date"),
        ("working = true", "", "override.working: missing; expected true or false"),
        ('key = "court"', 'key = "court"\nasks_where = "no"', "ground.asks_where: expected true"),
        ('complaint = { kk = "Шағым", ru = "Жалоба" }', "", "complaint: missing; expected both"),
    ],
)
def test_a_broken_file_says_what_is_expected(was: str, becomes: str, told: str) -> None:
    assert was in SMALL
    assert [message for _, message in problems(SMALL.replace(was, becomes, 1)) if told in message]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("minutes = 25", "minutes = 0"),
        ('phone = "+7 7172 00 00 02"', 'phone = "12"'),
        ('name = { kk = "Жүкті әйел", ru', 'name = { k = "Жүкті әйел", ru'),
        ("lunch_from = ", "lunch = "),
        ("user_id = 9003", 'user_id = "9003"'),
        ('weekday = "friday"', 'weekday = "fri"'),
        ('official = "bulakbaeva"', 'official = "zhibekova"'),
        ('[complaint]\nkk = """', '[complaint]\nuk = """'),
    ],
)
def test_a_broken_file_names_the_line(was: str, becomes: str) -> None:
    broken = SAMPLE.replace(was, becomes, 1)
    wanted = SAMPLE[: SAMPLE.index(was)].count("\n") + 1 + was.count("\n")
    assert wanted in [where for where, _ in problems(broken)]


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    broken = SMALL.replace('"1414"', '"12"').replace("weeks = [-1]", "weeks = [9]")
    broken = broken.replace('source = "№ 1"', "").replace("Шағым", "")
    found = problems(broken)
    assert [where for where, _ in found] == [
        line(broken, "complaint"),
        line(broken, "phone"),
        line(broken, "pattern ="),
        line(broken, "[[override]]"),
    ]


def test_a_key_used_twice_is_told_where_it_is_used_again() -> None:
    twice = SMALL + '\n[[body]]\nkey = "body"\nname = { kk = "А", ru = "А" }\n'
    again = twice.splitlines().index("[[body]]", 10) + 2
    assert problems(twice) == [(again, "body.key: body is there twice")]


def test_an_office_nobody_receives_in_is_told() -> None:
    head, _, rest = SMALL.partition("[[official]]")
    broken = head + rest[rest.index("[[ground]]") :]
    told = "office.key: no [[official]] receives in 'office'"
    assert problems(broken) == [(line(broken, 'key = "office"'), told)]


def test_a_file_that_is_not_toml_names_its_line() -> None:
    found = problems("a = 1\n\n[[office]\n")
    assert [where for where, _ in found] == [3]
    assert found[0][1].startswith("expected valid TOML: ")


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000], ids=["digits", "nested"])
def test_a_value_no_toml_reader_can_take_is_no_toml_either(value: str) -> None:
    ((where, told),) = problems(f"a = 1\nb = {value}")
    assert (2, True) == (where, told.startswith("expected valid TOML: "))


def test_an_empty_file_says_what_a_directory_needs() -> None:
    assert [message.partition(";")[0] for _, message in problems("")] == [
        "complaint: missing",
        "operator: missing",
        "expected at least one [[office]] table",
        "expected at least one [[ground]] table",
    ]


def test_an_error_reads_like_a_compilers() -> None:
    with pytest.raises(DirectoryError) as caught:
        parse_directory(SMALL.replace("minutes = 15", "minutes = 0"), "my.toml")
    where = line(SMALL, "minutes = 15")
    told = f"my.toml:{where}: official.pattern.minutes: minutes must be more than 0"
    assert str(caught.value) == told


def test_offices_that_share_a_staff_chat_share_its_language() -> None:
    text = SAMPLE.replace('staff_language = "kk"', 'staff_language = "ru"', 1)
    with pytest.raises(DirectoryError) as caught:
        parse_directory(text, "directory.toml")
    messages = [problem.message for problem in caught.value.problems]
    assert 2 == len(messages)
    assert all("staff_chat it shares" in message for message in messages)
