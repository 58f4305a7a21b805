"""What a dialog decides: at most one command a turn, carried out in the same transaction."""

from typing import TypeAlias

from bot.dialogs.commands.access import Invite, Join, OfAccess, Revoke, WithdrawInvitation
from bot.dialogs.commands.calendar import AddOverride, CalendarChange, RemoveOverride, SignYear
from bot.dialogs.commands.calls import CloseCall, TakeCall
from bot.dialogs.commands.citizens import (
    ApplicantKind,
    Choose,
    Format,
    GiveConsent,
    Promise,
    Rate,
    Register,
    Release,
    UseLanguage,
    Withdraw,
    WithdrawConsent,
)
from bot.dialogs.commands.deciding import (
    Confirm,
    Declare,
    EnterExternal,
    Extend,
    OpenCard,
    Redirect,
    Refuse,
    Return,
    ShowDetails,
    Tell,
    Undo,
)
from bot.dialogs.commands.entering import Correct, Enter, Source
from bot.dialogs.commands.keeping import Amend, Erase, OfKeeping
from bot.dialogs.commands.papers import SendPapers, SendReport, WantedPaper
from bot.dialogs.commands.tasks import CloseTask, TakeTask
from bot.dialogs.commands.times import Allocate, Away, EndAbsence, Hold, LetGo, OfTimes

Command: TypeAlias = (
    UseLanguage | GiveConsent | WithdrawConsent | Register | Withdraw | Release | Promise | Rate
    | Enter | Correct | Return | Redirect | Tell
    | Confirm | Refuse | Undo | Declare | ShowDetails | OpenCard | EnterExternal | Extend
    | OfTimes | Choose | OfAccess
    | CalendarChange | TakeCall | CloseCall | TakeTask | CloseTask | SendPapers | SendReport
    | OfKeeping
)  # fmt: skip

__all__ = [
    "AddOverride", "Allocate", "Amend", "ApplicantKind", "Away", "CalendarChange", "Choose",
    "CloseCall", "CloseTask", "Command", "Confirm", "Correct", "Declare", "EndAbsence", "Enter",
    "EnterExternal", "Erase", "Extend", "Format", "GiveConsent", "Hold", "Invite", "Join", "LetGo",
    "OfAccess", "OfKeeping", "OfTimes", "OpenCard", "Promise", "Rate", "Redirect", "Refuse",
    "Register", "Release", "RemoveOverride", "Return", "Revoke", "SendPapers", "SendReport",
    "ShowDetails", "SignYear", "Source", "TakeCall", "TakeTask", "Tell", "Undo", "UseLanguage",
    "WantedPaper", "Withdraw", "WithdrawConsent", "WithdrawInvitation",
]  # fmt: skip
