"""The command that lists whose personal data a breach concerns."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from msgspec import Struct

from bot.cli.plainly import fail, plainly
from bot.reception.access import OPERATOR, accesses
from bot.reception.breach import Reach, Reading, Seen, report_due
from bot.reception.calendar import ZONE, local
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.reception.calendar import WorkingCalendar
    from storage.store import SqlStore

PIECE: Final = 500
SHOW: Final = (
    "Names, telephones and addresses will be shown, and this reading is recorded in the audit. "
    "Go on?"
)


class Affected(Struct, frozen=True):
    """Whose data it is about, how they can be reached if that was asked, and who the readers are.

    `due`: the last day to report on; `certain`: whether the holidays until then are settled.
    """

    readings: list[Reading]
    reach: dict[int, Reach]
    names: dict[str, str]
    due: date
    certain: bool


def breach(
    since: Annotated[str, typer.Option(metavar="MOMENT", help="2026-03-02 or 2026-03-02T14:30.")],
    until: Annotated[
        str | None, typer.Option(metavar="MOMENT", help="Before this moment; a day is whole; now.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who read: a name, its part, or a number.")
    ] = None,
    everyone: Annotated[
        bool,
        typer.Option(
            "--everyone", help="All whose data were stored: the database itself came into hands."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print an object instead.")] = False,
    contacts: Annotated[
        bool, typer.Option("--contacts", help="Also how they can be reached: personal data.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before --contacts.")] = False,
) -> None:
    """List whose personal data were read, by whom and when, and by when it must be reported.

    Numbers and initials only, unless --contacts. Times are local.
    """
    from bot.clock import SystemClock

    now = SystemClock().now()
    first = _moment(since, "--since", end=False)
    last = _moment(until, "--until", end=True) if until else now + timedelta(seconds=1)
    if first >= last:
        raise typer.BadParameter("--until must be later than --since")
    if everyone and by is not None:
        raise typer.BadParameter("--everyone: nobody is known to have read, so leave out --by")
    if contacts and not yes:
        typer.confirm(SHOW, abort=True, err=True)
    with plainly():
        settings = read_settings()
        if not settings.database_exists:
            fail("DATABASE_URL: there is no database yet, so nobody's data are in it.")
        wanted = _Wanted(first, last, by, everyone, contacts)
        found = asyncio.run(_look(settings, wanted, now))
    print(json.dumps(_object(found), ensure_ascii=False) if as_json else _words(found, now))


class _Wanted(Struct, frozen=True):
    since: datetime
    until: datetime
    by: str | None
    everyone: bool
    contacts: bool


async def _look(settings: Settings, wanted: _Wanted, now: datetime) -> Affected:
    from bot.opening import open_database

    store = await open_database(settings, as_it_is=True)
    try:
        names, calendar = await _known(store)
        readers = None if wanted.by is None else _readers(wanted.by, names)
        async with store.reading() as tx:
            if wanted.everyone:
                readings = await tx.everybody(wanted.until)
            else:
                readings = await tx.readings(wanted.since, wanted.until)
        readings = [one for one in readings if readers is None or one.by in readers]
        reach = await _reach(store, readings, now) if wanted.contacts else {}
        today = local(now).date()
        due = report_due(today, calendar)
        return Affected(readings, reach, names, due, calendar.certain(today, due))
    finally:
        await store.close()


async def _known(store: "SqlStore") -> "tuple[dict[str, str], WorkingCalendar]":
    """Return the names of everybody who ever had access, and the calendar in force."""
    from bot.inforce import calendar_in_force

    async with store.reading() as tx:
        directory = await tx.directory()
        offices = {one.key for one in directory.offices} if directory else set()
        listed = [(one.at, one.staff) for one in await tx.staff_listed()]
        rows = accesses(listed, await tx.roster(), offices)
        calendar = await calendar_in_force(tx, directory)
    return {one.who: one.name for one in rows} | {OPERATOR: OPERATOR}, calendar


def _readers(by: str, names: dict[str, str]) -> set[str]:
    """Return whom somebody means by a name, its part, or a number."""
    number = f"staff:{by.removeprefix('staff:')}"
    if number in names or by.removeprefix("staff:").isdecimal():
        return {number}
    found = {who for who, name in names.items() if by.casefold() in name.casefold()}
    if not found:
        known = ", ".join(sorted(set(names.values()))) or "nobody"
        fail(f"--by: nobody with access is called {by}; there are: {known}.")
    return found


async def _reach(store: "SqlStore", readings: Sequence[Reading], now: datetime) -> dict[int, Reach]:
    """Return how they can be reached; that it was read is recorded with it, or it is not."""
    from bot.records import Event

    ids = sorted({one.request for one in readings})
    found: dict[int, Reach] = {}
    for begin in range(0, len(ids), PIECE):
        piece = ids[begin : begin + PIECE]
        async with store.writing() as tx:
            reached = await tx.reach(piece)
            await tx.record(
                [Event(one, now, Seen.REACH, OPERATOR, None, None) for one in sorted(reached)]
            )
        found |= reached
    return found


def _moment(text: str, option: str, *, end: bool) -> datetime:
    """Read a day or a moment of local time; a day as an end is whole."""
    try:
        if len(text) == len("2026-03-02"):
            day = date.fromisoformat(text) + timedelta(days=int(end))
            return datetime.combine(day, time(), ZONE)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"{option}: expected a day or a moment such as 2026-03-02T14:30"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _people(found: Affected) -> dict[int, Reading]:
    return {one.request: one for one in found.readings}


def _words(found: Affected, now: datetime) -> str:
    lines = [_line(one, found) for one in found.readings]
    if found.reach:
        lines.append("")
    for request, one in sorted(_people(found).items()):
        reach = found.reach.get(request)
        if reach is not None:
            lines.append(
                f"{one.number}  {reach.name}, {reach.phone}, "
                f"{one.channel} {reach.address}, language {reach.language}"
            )
    readers = len({one.by for one in found.readings if one.by})
    people, times = len(_people(found)), sum(one.at is not None for one in found.readings)
    lines += [
        "",
        f"Requests concerned: {people}. Readings: {times}. Readers: {readers}.",
        f"A breach found today, {local(now):%A, %d %B %Y}, must be reported by the end of "
        f"{found.due:%A, %d %B %Y}: within one working day by the calendar in force."
        + ("" if found.certain else " The holidays of that year are not settled yet."),
    ]
    return "\n".join(lines).strip()


def _line(one: Reading, found: Affected) -> str:
    line = f"{one.number}  {one.initials:<12} {one.channel:<9} {one.office}"
    if one.at is None or one.by is None:
        return line
    how = "  (how to reach them)" if one.kind == Seen.REACH else ""
    return f"{line}  {local(one.at):%Y-%m-%d %H:%M}  {found.names.get(one.by, one.by)}{how}"


def _object(found: Affected) -> dict[str, Any]:
    readings: dict[int, list[Reading]] = {}
    for one in found.readings:
        readings.setdefault(one.request, []).append(one)
    return {
        "requests": [
            {
                "number": one.number,
                "initials": one.initials,
                "channel": one.channel,
                "office": one.office,
                "readings": [
                    {
                        "at": local(read.at).isoformat(),
                        "kind": read.kind,
                        "who": read.by,
                        "name": found.names.get(read.by or ""),
                    }
                    for read in readings[request]
                    if read.at is not None
                ],
            }
            | _reached(found.reach.get(request))
            for request, one in sorted(_people(found).items())
        ],
        "total": len(_people(found)),
        "readings": sum(one.at is not None for one in found.readings),
        "report_due": found.due.isoformat(),
        "certain": found.certain,
    }


def _reached(reach: Reach | None) -> dict[str, Any]:
    if reach is None:
        return {}
    return {
        "contact": {
            "name": reach.name,
            "phone": reach.phone,
            "address": reach.address,
            "language": reach.language,
        }
    }
