"""What heads decide on the working calendar: days off and days worked, years that are final.

A change and what follows from it, the terms counted anew, are one transaction.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never

from bot.desk.acts import By, Done, Outcome, Problem
from bot.desk.recounting import Followed, follow
from bot.dialogs import commands as do
from bot.dialogs.say import Label, Say, say
from bot.ports import Tx
from bot.reception.calendar import Override, local
from bot.reception.calendar_changes import (
    calendar_of,
    check_override,
    check_removal,
    check_year,
    shown,
)
from bot.reception.directory import Directory, StaffMember
from bot.reception.identity import Invalid
from bot.records import Reference


class Days:
    """Carries out what heads decide on the calendar, inside the transaction it is given."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def change(self, tx: Tx, change: do.CalendarChange, by: By, now: datetime) -> Outcome:
        """Change the calendar; every staff chat is told, the one it was done in too."""
        if not isinstance(by.who, StaffMember) or not by.who.role.leads:
            return Problem(say("calendar-heads-only"))
        directory = self._reference.directory
        try:
            changed = await change_calendar(tx, directory, change, by.name, by.who.name, now)
        except Invalid as problem:
            return Problem(Say(f"invalid-{problem.reason}", problem.args_))
        return Done(put=changed.put)


async def change_calendar(
    tx: Tx,
    directory: Directory | None,
    change: do.CalendarChange,
    who: str,
    name: Label,
    now: datetime,
) -> Followed:
    """Change the calendar by the hand of `who`, called `name`, and count open terms anew.

    Raises `Invalid` as the checks of the calendar's changes do; then nothing has changed.
    """
    ordained = directory.overrides if directory else ()
    what, days = await _keep(tx, change, ordained, who, name, now)
    calendar = calendar_of(ordained, await tx.overrides(), await tx.signed_years())
    return await follow(tx, directory, calendar, days, what, who, now)


async def _keep(
    tx: Tx,
    change: do.CalendarChange,
    ordained: Sequence[Override],
    who: str,
    name: Label,
    now: datetime,
) -> tuple[Say, tuple[date, ...]]:
    """Check a change and store it; return what to say of it, and the days it concerns."""
    staff, signed = await tx.overrides(), await tx.signed_years()
    today = local(now).date()
    match change:
        case do.AddOverride(override=wanted):
            new = check_override(wanted, staff, calendar_of(ordained, staff, signed), today)
            if not await tx.put_override(new, who, now):
                raise Invalid("override-stands", day=shown(new.day))
            return _told("calendar-added", new, name), (new.day,)
        case do.RemoveOverride(day=day):
            old = check_removal(day, staff, ordained)
            if not await tx.drop_override(day, who, now):
                raise Invalid("override-none", day=shown(day))
            return _told("calendar-removed", old, name), (day,)
        case do.SignYear(year=year):
            check_year(year, signed, today)
            if not await tx.sign_year(year, who, now):
                raise Invalid("year-signed", year=year)
            return say("calendar-signed", year=year, by=name), ()
        case _:
            assert_never(change)


def _told(key: str, override: Override, name: Label) -> Say:
    return say(
        key,
        day=override.day,
        kind=say("calendar-kind", kind="working" if override.working else "off"),
        name=override.name,
        source=override.source,
        by=name,
    )
