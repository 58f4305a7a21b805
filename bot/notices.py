"""Which event tells whom what: a request and an event in, texts and timers out. No I/O."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from bot.dialogs.incoming import Prompt
from bot.dialogs.say import Say, Value, say
from bot.dialogs.uncertain import uncertain
from bot.messages import Notice
from bot.reception import terms
from bot.reception.calendar import local
from bot.reception.lifecycle import State
from bot.reception.survey import SURVEYED
from bot.records import (
    Address,
    ChannelName,
    Outgoing,
    Priority,
    Reference,
    Request,
    Timer,
    TimerKind,
)

STAFF_CHANNEL = ChannelName.TELEGRAM
"""Where the staff chats are."""
NO_REPLY = frozenset({"notice-ticket", "notice-breach", "notice-extended"})
"""Statutory notices that are not the reply to a request [D29], and so don't end its term."""


class Invitation(Struct, frozen=True):
    """A dialog to be opened at an address.

    What it asks is not sent after `not_after`, nor when `request` has moved on from `version`.
    """

    address: Address
    prompt: Prompt
    request: int | None = None
    version: int | None = None
    not_after: datetime | None = None


def particulars(request: Request, reference: Reference) -> Mapping[str, Value]:
    """Return every argument a notice about `request` may use: nothing personal among them."""
    directory = reference.directory
    office = directory.office(request.given.office)
    official = directory.official(request.given.official)
    room = official.room or office.room
    args: dict[str, Value] = {
        "number": request.number,
        "official": official.name,
        "official_short": official.short,
        "position": official.position,
        "office": office.name,
        "office_short": office.short,
        "address": office.address,
        "room": room or "",
        "phone": office.phone,
        "portal": office.portal,
        "complaint": directory.complaint,
        "received": request.given.received_at,
        "registered": request.given.registered_on,
        "after_hours": _after_hours(request),
        "due": request.given.reply_due,
        "uncertain": uncertain(
            reference.calendar, request.given.registered_on, request.given.reply_due
        ),
        "format": request.given.format.value,
        "where": request.where or "",
        "comment": request.comment or "",
        "correct": request.correct or "",
    }
    if request.ground is not None:
        args["ground"] = directory.ground(request.ground).text
    if request.correct_by is not None:
        args["correct_by"] = request.correct_by
    if request.starts_at is not None:
        args["when"] = request.starts_at
    return args


def _after_hours(request: Request) -> Say | str:
    """Say why a request is registered on another day than the one it came on [A64]."""
    registered = request.given.registered_on
    if local(request.given.received_at).date() == registered:
        return ""
    return say("ticket-after-hours", registered=registered)


def about(key: str, request: Request, reference: Reference) -> Say:
    """Return the text `key` with the particulars of `request`."""
    return Say(key, particulars(request, reference))


def to_applicant(
    key: str,
    request: Request,
    reference: Reference,
    *,
    not_before: datetime | None = None,
    statutory: bool = False,
) -> Outgoing:
    """Return the notice `key` to the applicant, void once the request moves on.

    A statutory one (receipt, date and time, refusal, move …) ends only with proof of delivery.
    """
    return Outgoing(
        contact=request.given.contact,
        message=Notice(about(key, request, reference)),
        priority=Priority.NOTICE if not_before else Priority.ANSWER,
        not_before=not_before,
        request=request.id,
        version=request.version if not_before else None,
        statutory=statutory,
    )


def elsewhere(key: str, reference: Reference) -> Say:
    """Return the text `key` that says where to turn instead: by telephone, or to the bot."""
    directory = reference.directory
    return say(key, phone=directory.offices[0].phone, link=directory.bot_link or "")


def card_address(office: str, number: str, reference: Reference) -> Address | None:
    """Return where the card of a request of `office` lies; None where there is no staff chat."""
    chat = reference.directory.office(office).staff_chat
    return None if chat is None else Address(STAFF_CHANNEL, str(chat), number)


def lay_card(
    request: Request, reference: Reference, *, fresh: bool, **opened: str
) -> list[Invitation]:
    """Return what shows the present state of `request` in the staff chat.

    `fresh`: as a new message at the bottom, not in place of the old one. `opened`: what the card
    opens at (`act`, `day`, `clock`).
    """
    address = card_address(request.given.office, request.number, reference)
    if address is None:
        return []
    return [Invitation(address, Prompt("card", {"number": request.number, **opened}, fresh))]


def timers_of(request: Request, reference: Reference, now: datetime) -> list[Timer]:
    """Return what time brings to `request` in its present version.

    A returned one: the question what to correct, once its notice may leave. A scheduled one:
    reminders one working day before and two hours before, and the question to staff what became
    of it; a moved one also whether the new time suits, once its notice may leave. One that came
    to its end: the survey on the next working day.
    """
    kinds: list[tuple[TimerKind, datetime]] = []
    calendar = reference.calendar
    if request.undo_until is not None:
        kinds.append((TimerKind.CARD, request.undo_until))
    if request.state is State.RETURNED and request.undo_until is not None:
        kinds.append((TimerKind.CORRECTION, request.undo_until))
    if request.state is State.SCHEDULED and request.starts_at is not None:
        starts, minutes = request.starts_at, request.minutes or 0
        kinds += [
            (TimerKind.REMINDER_DAY, terms.day_reminder_at(starts, calendar)),
            (TimerKind.REMINDER_HOURS, terms.hours_reminder_at(starts)),
            (TimerKind.ASK_OUTCOME, starts + timedelta(minutes=minutes)),
        ]
        if request.before in {State.SCHEDULED, State.NOT_HELD}:
            kinds.append((TimerKind.CHOICE, request.undo_until or now))
    if request.state in SURVEYED:
        kinds.append((TimerKind.SURVEY, terms.survey_at(_held_on(request, now), calendar)))
    return [
        Timer(kind, due, request.id, request.version)
        for kind, due in kinds
        if due > now or kind in {TimerKind.ASK_OUTCOME, TimerKind.CHOICE}
    ]


def _held_on(request: Request, now: datetime) -> date:
    """Return the day it came to its end: that of the reception, or today without one."""
    moment = request.starts_at if request.state in {State.ATTENDED, State.NO_SHOW} else None
    return local(moment or now).date()
