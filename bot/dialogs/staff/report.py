"""The quarterly report in the staff chat [D40]: which quarter, and its main figures in words."""

from collections.abc import Mapping
from datetime import date

from bot.dialogs.commands import SendReport
from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.queries import Tally
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.naming import lines
from bot.dialogs.talk import Talk
from bot.reception.directory import Directory, StaffMember
from bot.reception.hiding import LEAST
from bot.reception.identity import Invalid
from bot.reception.quarter import Quarter, read_quarter


def report(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Send the report of a quarter: its figures at once, its table and charts after them."""
    try:
        quarter = read_quarter(rest, talk.facts.today)
    except Invalid as problem:
        return Farewell((Say(f"invalid-{problem.reason}", problem.args_),))
    return SendReport(quarter, member.offices)


def told(tally: Tally, quarter: Quarter, *, files: bool = False) -> Say:
    """Return the main figures of a report; `files`: the table and the charts follow."""
    states = lines(
        say("report-told-state", state=say("card-state", state=state.value), count=count)
        for state, count in tally.by_state
        if count
    )
    figures: Mapping[str, Value] = {
        "year": quarter.year,
        "quarter": quarter.number,
        "standing": standing(tally),
        "registered": tally.registered,
        "in_time": tally.in_time,
        "late": tally.late,
        "breached": tally.breached,
        "open": tally.open,
        "states": states,
        "surveyed": tally.surveyed,
        "mean": mean(tally),
        "files": say("report-files") if files else "",
    }
    return Say("report-told", figures)


def empty(quarter: Quarter, today: date) -> Say:
    """Say that there is nothing to report."""
    now = Quarter.of(today)
    other = now if quarter != now else quarter.before
    return say("report-empty", quarter=str(quarter), other=str(other))


def caption(key: str, quarter: Quarter, offices: tuple[str, ...], directory: Directory) -> Say:
    """Return the words under a file of a report."""
    every = {office.key for office in directory.offices} <= set(offices)
    names: Value = say("report-every-office")
    if not every:
        shorts = (say("report-office", office=directory.office(key).short) for key in offices)
        names = lines(shorts, "staff-joined")
    return Say(key, {"quarter": str(quarter), "offices": names})


def standing(tally: Tally) -> Say:
    """Say whether the figures stay as they are."""
    if tally.frozen_at is None:
        return say("report-standing-live")
    return say("report-standing-frozen", at=tally.frozen_at)


def mean(tally: Tally) -> Value:
    """Return the mean mark; of fewer than five answers it is not told."""
    if tally.mean_rating is None:
        return ""
    if tally.surveyed < LEAST:
        return say("report-mean-hidden")
    return f"{tally.mean_rating:.1f}".replace(".", ",")
