"""The approved schedule as rows of words in the annex's six columns [D8, D annex]."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from bot.dialogs.say import Say, say
from bot.dialogs.schedule import day_of
from bot.ports import Texts
from bot.reception.annex import Column, Problem
from bot.reception.directory import Directory, Office, Official
from bot.reception.language import Lang
from bot.reception.schedule import Pattern, ReceptionDay

OFFICE_LINK, OFFICIAL_LINK = "f-", "o-"
OFF_A_LINE: Final = 8
"""Dates without reception that stand in one line."""
LINE_ENDS: Final = ";\n"


class Order(Struct, frozen=True):
    """Which schedules are wanted: of `offices`, or of one `official`.

    Single days and days off are those from `first` on, up to `last`; `whole`: the period is named.
    """

    offices: tuple[str, ...]
    first: date
    last: date = date.max
    official: str | None = None

    def covers(self, day: date) -> bool:
        """Tell whether `day` belongs to what is wanted."""
        return self.first <= day <= self.last


class Table(Struct, frozen=True):
    """The schedule of one office in words. `link` opens the bot there, where it has an address."""

    office: str
    period: str
    rows: tuple[tuple[str, ...], ...]
    link: str | None


class Words(Struct, frozen=True):
    """What else stands in print."""

    lang: Lang
    columns: tuple[str, ...]
    title: str
    whom: str
    approve: str
    approve_position: str
    approve_sign: str
    approve_date: str
    code: str
    printed: str
    filename: str


class Printed(Struct, frozen=True):
    """The schedules of some offices in one language."""

    tables: tuple[Table, ...]
    words: Words


def words_of(texts: Texts, lang: Lang, today: date) -> Words:
    """Return the words around a schedule printed on `today`."""

    def write(told: Say) -> str:
        return texts.write(told, lang)

    day = f"{today:%d.%m.%Y}"
    return Words(
        lang=lang,
        columns=tuple(write(say("annex-column", column=one)) for one in Column),
        title=write(say("annex-title")),
        whom=write(say("annex-whom")),
        approve=write(say("annex-approve")),
        approve_position=write(say("annex-approve-position")),
        approve_sign=write(say("annex-approve-sign")),
        approve_date=write(say("annex-approve-date")),
        code=write(say("annex-code")),
        printed=write(say("annex-printed", day=day)),
        filename=write(say("annex-filename", day=day)),
    )


def in_words(problem: Problem) -> Say:
    """Return what is wrong with a table, and where."""
    why = Say(f"invalid-{problem.why.reason}", problem.why.args_)
    if problem.column is None:
        return why
    return say(
        "annex-problem",
        row=problem.row,
        column=say("annex-column", column=problem.column.value),
        value=" ".join(problem.value.split()),
        why=why,
    )


def tables_of(directory: Directory, texts: Texts, lang: Lang, order: Order) -> tuple[Table, ...]:
    """Return a table for each office wanted, in the order of the directory."""
    return tuple(
        Table(
            office=office.name.get(lang),
            period=_period(texts, lang, order),
            rows=tuple(_rows(directory, office, texts, lang, order)),
            link=_link(directory, office, order),
        )
        for office in directory.offices
        if office.key in order.offices
    )


def lines_of(official: Official, texts: Texts, lang: Lang, order: Order) -> Sequence[str]:
    """Return the days and hours of an official, as `read_timing` reads them back."""

    def line(day: Say | date, one: Pattern | ReceptionDay) -> str:
        starts, ends = f"{one.starts:%H:%M}", f"{one.ends:%H:%M}"
        told = say("annex-line", day=day, starts=starts, ends=ends, minutes=one.minutes)
        return texts.write(told, lang)

    lines = [line(day_of(one), one) for one in official.patterns]
    lines += [line(one.day, one) for one in official.days if order.covers(one.day)]
    off = [f"{day:%d.%m.%Y}" for day in official.days_off if order.covers(day)]
    for nth in range(0, len(off) if lines else 0, OFF_A_LINE):
        days = ", ".join(off[nth : nth + OFF_A_LINE])
        lines.append(texts.write(say("annex-off", days=days), lang))
    return lines


def _rows(
    directory: Directory, office: Office, texts: Texts, lang: Lang, order: Order
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each official who receives."""
    body = directory.body(office.body).name.get(lang)
    for official in directory.officials_of(office.key):
        lines = lines_of(official, texts, lang, order)
        if not lines or order.official not in {None, official.key}:
            continue
        room = official.room or office.room
        where = [office.address.get(lang), *([room.get(lang)] if room else [])]
        yield (
            body,
            official.name.get(lang),
            official.position.get(lang),
            LINE_ENDS.join(lines),
            ", ".join(where),
            f"{office.phone}\n{office.email}",
        )


def _period(texts: Texts, lang: Lang, order: Order) -> str:
    if order.last == date.max:
        return ""
    first, last = f"{order.first:%d.%m.%Y}", f"{order.last:%d.%m.%Y}"
    return texts.write(say("annex-period", first=first, last=last), lang)


def _link(directory: Directory, office: Office, order: Order) -> str | None:
    if directory.bot_link is None:
        return None
    where = OFFICIAL_LINK + order.official if order.official else OFFICE_LINK + office.key
    return f"{directory.bot_link}?start={where}"
