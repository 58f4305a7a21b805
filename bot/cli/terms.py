"""The command that counts a legal term."""

import json
from datetime import date
from typing import Annotated

import typer

from bot.cli.plainly import read_day
from bot.reception.calendar import WorkingCalendar
from bot.reception.language import Lang
from bot.reception.terms import REPLY_DAYS


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
    """Print the last day of a term counted in working days, and how it was counted."""
    calendar = WorkingCalendar()
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
