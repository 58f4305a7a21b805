"""Every dialog by its name, and what each command opens."""

import re

from bot.dialogs.amending import amending
from bot.dialogs.booking import booking
from bot.dialogs.conversation import Dialog, Dialogs, Frame, Opening
from bot.dialogs.correction import correction, fixing
from bot.dialogs.help import help_
from bot.dialogs.joining import joining
from bot.dialogs.language import CHANGE, language
from bot.dialogs.menu import menu
from bot.dialogs.moved import moved
from bot.dialogs.mydata import mydata
from bot.dialogs.nudge import nudge
from bot.dialogs.reminder import reminder
from bot.dialogs.requests import requests
from bot.dialogs.schedule import schedule
from bot.dialogs.staff.allocate import allocate
from bot.dialogs.staff.away import away
from bot.dialogs.staff.calls import calls
from bot.dialogs.staff.card import card
from bot.dialogs.staff.entry import entry
from bot.dialogs.staff.giving import no_time_in_hand
from bot.dialogs.staff.members import COMMANDS as ACCESS
from bot.dialogs.staff.members import access
from bot.dialogs.staff.more import more
from bot.dialogs.staff.office import COMMANDS, HELP, office
from bot.dialogs.staff.tasks import tasks
from bot.dialogs.survey import survey
from bot.reception.access import digest

INVITATION = "i-"
_LINK = re.compile(r"([fo])-([a-z0-9]+(?:-[a-z0-9]+)*)")


def start(payload: str) -> Frame:
    """Open the menu, or what a link names: an office (`f-…`), an official (`o-…`).

    An invitation (`i-…`) is remembered by its digest alone.
    """
    if payload.strip().startswith(INVITATION):
        return Frame("joining", {"link": digest(payload.strip().removeprefix(INVITATION))})
    link = _LINK.fullmatch(payload.strip())
    if link is None:
        return Frame("menu")
    return Frame("booking", {"office" if link[1] == "f" else "official": link[2]})


def _opens(dialog: str, **args: str) -> Opening:
    return lambda _rest: Frame(dialog, args)


def _access(command: str) -> Opening:
    return lambda rest: Frame("access", {"command": command, "rest": rest})


def _office(command: str) -> Opening:
    return lambda rest: Frame("office", {"command": command, "rest": rest})


DIALOGS = Dialogs(
    by_name={
        "menu": Dialog(menu),
        "language": Dialog(language),
        "booking": Dialog(booking, draft=True),
        "requests": Dialog(requests),
        "correction": Dialog(correction),
        "schedule": Dialog(schedule),
        "help": Dialog(help_),
        "mydata": Dialog(mydata),
        "amending": Dialog(amending),
        "reminder": Dialog(reminder),
        "survey": Dialog(survey),
        "nudge": Dialog(nudge),
        "card": Dialog(card, staff=True, undo=no_time_in_hand),
        "more": Dialog(more, staff=True),
        "office": Dialog(office, staff=True),
        "allocate": Dialog(allocate, staff=True),
        "away": Dialog(away, staff=True),
        "moved": Dialog(moved),
        "entry": Dialog(entry, draft=True, member=True),
        "fixing": Dialog(fixing, member=True),
        "calls": Dialog(calls, member=True),
        "tasks": Dialog(tasks, member=True),
        "access": Dialog(access, member=True),
        "joining": Dialog(joining),
    },
    openings={
        "start": start,
        "book": _opens("booking"),
        "my": _opens("requests"),
        "correct": _opens("correction"),
        "schedule": _opens("schedule"),
        "lang": _opens("language", **CHANGE),
        "mydata": _opens("mydata"),
        "help": _opens("help"),
        **{name: _office(name) for name in COMMANDS},
        "staffhelp": _office(HELP),
        "new": _opens("entry"),
        "fix": lambda rest: Frame("fixing", {"rest": rest.strip()}),
    },
    in_private={
        "calls": _opens("calls"),
        "tasks": _opens("tasks"),
        **{name: _access(name) for name in ACCESS},
    },
)
