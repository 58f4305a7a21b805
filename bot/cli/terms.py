"""The command that counts a legal term."""

import asyncio
import json
import sys
from datetime import date
from typing import Annotated

import typer

from bot.cli.plainly import read_day
from bot.reception.calendar import WorkingCalendar
from bot.reception.language import Lang
from bot.reception.terms import REPLY_DAYS
from bot.settings import BadSettings, Settings, read_settings


def due(
    registered: Annotated[
        date,
        typer.Argument(metavar="DATE", parser=read_day, help="Day of registration, 2026-03-02."),
    ],
    days: Annotated[int, typer.Option(min=1, max=366, help="Working days.")] = REPLY_DAYS,
    as_json: Annotated[
        bool, typer.Option("--json", help="An object with `due` and `days`.")
    ] = False,
) -> None:
    """Print the last day of a term counted in working days, and how it was counted.

    By the calendar in force in the database of the settings; by the public one without a database.
    """
    calendar = _calendar()
    counted = calendar.count(registered, days)
    last = calendar.add(registered, days)
    certain = calendar.certain(registered, last)
    if as_json:
        listed = [
            {
                "day": day.day.isoformat(),
                "working": day.working,
                "number": day.number,
                "reason": {lang.value: day.reason.get(lang) for lang in Lang}
                if day.reason
                else None,
            }
            for day in counted
        ]
        print(
            json.dumps(
                {"due": last.isoformat(), "certain": certain, "days": listed}, ensure_ascii=False
            )
        )
        return
    for day in counted:
        why = f"– {day.reason.ru} / {day.reason.kk}" if day.reason else day.number
        print(f"{day.day:%Y-%m-%d %a}  {why}")
    print(f"due: {last}" + ("" if certain else " (the holidays of that year are not settled yet)"))


def _calendar() -> WorkingCalendar:
    """Return the calendar in force; the public one where there is no database, or none to read."""
    try:
        settings = read_settings()
        if not settings.database_exists:
            return WorkingCalendar()
        return asyncio.run(_in_force(settings))
    except BadSettings as problem:
        print(f"Counted by the public calendar alone: {problem}", file=sys.stderr)
        return WorkingCalendar()


async def _in_force(settings: Settings) -> WorkingCalendar:
    from bot.inforce import calendar_in_force
    from bot.opening import open_database

    store = await open_database(settings, as_it_is=True)
    try:
        async with store.reading() as tx:
            return await calendar_in_force(tx, await tx.directory())
    finally:
        await store.close()
