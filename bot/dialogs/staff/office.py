"""The commands of the staff chat: the queue, the free times, the report, and ways to a card.

Args: `command` and `rest`, the words after it. Members see only their own offices.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NoReturn

from bot.dialogs.commands import Confirm, Declare, OpenCard
from bot.dialogs.queries import (
    QueueOf,
    RequestByNumber,
    RequestByRunning,
    RequestView,
    Tally,
    TallyOf,
)
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.card import needs_reason, open_acts, row, slots_on, soonest_slots
from bot.dialogs.talk import Talk
from bot.dialogs.turn import Ending, Farewell
from bot.reception.calendar import DAY, local
from bot.reception.directory import StaffMember
from bot.reception.identity import Invalid
from bot.reception.lifecycle import Act, NotAllowed, rule
from bot.reception.number import parse_number, public_number, running_number
from bot.reception.schedule import parse_when

QUEUE_SHOWN: Final = 10
SLOTS_SHOWN: Final = 3
FIRST_YEAR: Final = 2020

_NUMBER: Final = re.compile(r"(?:№|#)?\s*(2\d{3} \d{6} \d\b|\S+)\s*(.*)", re.DOTALL)
_QUARTER: Final = re.compile(r"(?:(\d{4})[\s-]*)?[qкт]?[\s-]*([1-4])", re.IGNORECASE)
_OUTCOMES: Final = {
    "attended": Act.DECLARE_ATTENDED,
    "келді": Act.DECLARE_ATTENDED,
    "келди": Act.DECLARE_ATTENDED,
    "пришел": Act.DECLARE_ATTENDED,
    "пришла": Act.DECLARE_ATTENDED,
    "принят": Act.DECLARE_ATTENDED,
    "noshow": Act.DECLARE_NO_SHOW,
    "no-show": Act.DECLARE_NO_SHOW,
    "келмеді": Act.DECLARE_NO_SHOW,
    "келмеди": Act.DECLARE_NO_SHOW,
    "неявка": Act.DECLARE_NO_SHOW,
    "consulted": Act.CONSULT,
    "кеңес": Act.CONSULT,
    "кенес": Act.CONSULT,
    "консультация": Act.CONSULT,
}


def office(talk: Talk) -> Ending:
    """Answer a command of the staff chat."""
    member = talk.facts.who
    if not isinstance(member, StaffMember):
        talk.deny("staff-only")
    rest = talk.args.get("rest", "").strip()
    match talk.args["command"]:
        case "queue":
            return _queue(talk, member)
        case "slots":
            return _slots(talk, member)
        case "report":
            return _report(talk, member, rest)
        case "request":
            return OpenCard(_request(talk, member, "request", rest)[0].number)
        case "confirm":
            return _confirm(talk, member, rest)
        case "refuse":
            return _refuse(talk, member, rest)
        case "done":
            return _done(talk, member, rest)
    return Farewell((say("office-help"),))


def quarter(text: str, today: date) -> tuple[date, date] | None:
    """Read a quarter: `2026Q4`, `4`, `4 тоқсан`; nothing is the current one. First and last day."""
    year, number = today.year, (today.month + 2) // 3
    if text:
        found = _QUARTER.fullmatch(re.sub(r"\s*(?:тоқсан|квартал)\w*", "", text.lower()).strip())
        if found is None:
            return None
        year, number = int(found[1] or today.year), int(found[2])
        if not FIRST_YEAR <= year <= today.year:
            return None
    first = date(year, 3 * number - 2, 1)
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return first, after - DAY


def lines(says: Iterable[Say], joint: str = "staff-lines") -> Say | str:
    """Return several texts as one, each on a line of its own; "" for none."""
    whole: Say | str = ""
    for one in says:
        whole = say(joint, above=whole, below=one) if whole else one
    return whole


def _queue(talk: Talk, member: StaffMember) -> Ending:
    """List who waits, in the order in which they must be scheduled [D28]."""
    tally = talk.fetch(QueueOf(member.offices, QUEUE_SHOWN))
    if not tally.first:
        return Farewell((say("office-queue-empty"),))
    rows = lines(
        Say("office-queue-row", {**row(view, talk), "place": view.place or "–"})
        for view in tally.first
    )
    return Farewell(
        (
            say(
                "office-queue",
                waiting=tally.waiting,
                rows=rows,
                more=max(0, tally.waiting - len(tally.first)),
                number=tally.first[0].number,
            ),
        )
    )


def _slots(talk: Talk, member: StaffMember) -> Ending:
    """List the next free times of every official of the member's offices."""
    shown = []
    for key in member.offices:
        for official in talk.facts.directory.officials_of(key):
            free = soonest_slots(talk, official.key, SLOTS_SHOWN)
            times = lines(
                (say("office-slot", when=slot.starts_at) for slot in free), "staff-joined"
            )
            shown.append(
                say("office-slots-row", official=official.short, times=times)
                if free
                else say("office-slots-none", official=official.short)
            )
    return Farewell((say("office-slots", rows=lines(shown) or say("office-no-officials")),))


def _report(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Count the requests of a quarter [D40]."""
    period = quarter(rest, talk.facts.today)
    if period is None:
        example = f"{talk.facts.today.year}Q{(talk.facts.today.month + 2) // 3}"
        return Farewell((say("office-report-form", example=example),))
    first, last = period
    tally = talk.fetch(TallyOf(member.offices, first, last))
    return Farewell((Say("office-report", _counts(tally, first)),))


def _counts(tally: Tally, first: date) -> Mapping[str, Value]:
    states = lines(
        say("office-report-state", state=say("card-state", state=state.value), count=count)
        for state, count in tally.by_state
        if count
    )
    mean = "" if tally.mean_rating is None else f"{tally.mean_rating:.1f}".replace(".", ",")
    return {
        "year": first.year,
        "quarter": (first.month + 2) // 3,
        "registered": tally.registered,
        "in_time": tally.in_time,
        "late": tally.late,
        "open": tally.open,
        "states": states,
        "surveyed": tally.surveyed,
        "mean": mean,
    }


def _confirm(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Give the request the time that was typed, or lay its card at the choice of one."""
    _decides(talk, member)
    view, typed = _request(talk, member, "confirm", rest)
    acts = {Act.CONFIRM, Act.MOVE}.intersection(open_acts(view, talk.facts.now))
    if not acts:
        _not_now(talk, view)
    if not typed:
        return OpenCard(view.number, acts.pop())
    found = parse_when(typed, talk.facts.today)
    if isinstance(found, Invalid):
        talk.deny("office-when-form", number=view.number)
    day, clock = found
    slots = slots_on(talk, view.official, day)
    if not slots:
        talk.deny("office-no-slots-day", number=view.number, day=day)
    if clock is None:
        return OpenCard(view.number, acts.pop(), day)
    slot = next((one for one in slots if local(one.starts_at).time() == clock), None)
    if slot is None:
        times = lines((say("office-time", when=one.starts_at) for one in slots), "staff-joined")
        talk.deny("office-slot-not-free", number=view.number, day=day, times=times)
    if needs_reason(talk, slot):
        return OpenCard(view.number, acts.pop(), day)
    return Confirm(view.number, slot.starts_at)


def _refuse(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Lay the card of the request at the grounds of refusal."""
    _decides(talk, member)
    view, _ = _request(talk, member, "refuse", rest)
    if Act.REFUSE not in open_acts(view, talk.facts.now):
        _not_now(talk, view)
    return OpenCard(view.number, Act.REFUSE)


def _done(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Record what became of a reception, or that the applicant was consulted without one."""
    _decides(talk, member)
    view, typed = _request(talk, member, "done", rest)
    act = _OUTCOMES.get(typed.lower().replace("ё", "е"))
    if act is None:
        talk.deny("office-done-form", number=view.number)
    try:
        rule(view.state, act)
    except NotAllowed:
        _not_now(talk, view)
    if view.undo_until is not None and talk.facts.now < view.undo_until:
        _not_now(talk, view)
    if act is not Act.CONSULT and view.starts_at is not None and view.starts_at > talk.facts.now:
        talk.deny("office-too-early", number=view.number, when=view.starts_at)
    return Declare(view.number, act)


def _decides(talk: Talk, member: StaffMember) -> None:
    if not member.role.may_decide:
        talk.deny("role-may-not")


def _not_now(talk: Talk, view: RequestView) -> NoReturn:
    state = say("card-state", state=view.state.value)
    talk.deny("office-not-now", number=view.number, state=state)


def _request(talk: Talk, member: StaffMember, command: str, rest: str) -> tuple[RequestView, str]:
    """Return the request `rest` begins with, and what follows; say what is wrong otherwise."""
    match_ = _NUMBER.fullmatch(rest)
    text, after = (match_[1], match_[2].strip()) if match_ else ("", "")
    try:
        whole, running = parse_number(text), running_number(text)
    except Invalid:
        talk.deny("office-number-mistyped", text=text)
    if whole is not None:
        view = talk.fetch(RequestByNumber(str(whole)))
    elif running is not None:
        view = talk.fetch(RequestByRunning(running, member.offices))
    else:
        example = public_number(talk.facts.today.year, 123)
        talk.deny("office-number-form", command=command, example=example)
    if view is None:
        talk.deny("office-no-request", text=text)
    if view.office not in member.offices:
        talk.deny("not-your-office")
    return view, after
