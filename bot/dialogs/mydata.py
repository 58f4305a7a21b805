"""All that is held about a person: to see, to put right, to have erased, and the consent to it."""

from datetime import date
from typing import Final

from bot.dialogs.commands import Erase, WithdrawConsent
from bot.dialogs.consent import citizen
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.held import DataOf, HeldRequest, MyData
from bot.dialogs.question import Facts, Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.naming import lines
from bot.dialogs.talk import Talk
from bot.reception.identity import initials
from bot.reception.lifecycle import LIVE
from bot.reception.retention import kept_until

NUMBERS_SHOWN: Final = 50
"""More requests than these are counted, not named."""


def mydata(talk: Talk) -> Ending:
    """Show what is held; offer each request, corrections, erasing, and taking the consent back."""
    data = talk.fetch(DataOf(citizen(talk).person))
    match talk.choose("show", _options(data), args=_told(data, talk.facts), can_cancel=False):
        case "requests":
            return _shown(talk, data)
        case "correct":
            return Goto("amending")
        case "erase":
            return _erasing(talk, data)
        case "withdraw":
            return WithdrawConsent() if talk.confirm("sure") else Goto("mydata")
        case _:
            return None


def _options(data: MyData) -> list[Option[str]]:
    options: list[Option[str]] = []
    if data.requests:
        options.append(Option("requests", say("mydata-show-requests"), "requests"))
        options.append(Option("correct", say("mydata-show-correct"), "correct"))
    options.append(Option("erase", say("mydata-show-erase"), "erase", Style.DANGER))
    if data.consent is not None:
        options.append(Option("withdraw", say("mydata-show-withdraw"), "withdraw", Style.DANGER))
    return [*options, Option("close", say("close"), "close")]


def _shown(talk: Talk, data: MyData) -> Ending:
    """Show what is held of a request: of the one picked, where there are several."""
    if not data.requests:
        return Goto("mydata")
    one = data.requests[0]
    if len(data.requests) > 1:
        one = talk.choose("which", [Option(it.number, it.number, it) for it in data.requests])
    back = (
        Option("back", say("mydata-request-back"), True),
        Option("close", say("close"), False),
    )
    shown = _request(one, talk.facts)
    return Goto("mydata") if talk.choose("request", back, args=shown, can_cancel=False) else None


def _erasing(talk: Talk, data: MyData) -> Ending:
    """Explain what goes and what stays, with the live requests that go first, and make sure."""
    if any(one.undoable for one in data.requests):
        return Farewell((say("mydata-erase-wait"),))
    live = tuple(one.number for one in data.requests if one.state in LIVE)
    if live:
        options = (
            Option("withdraw", say("mydata-live-withdraw"), "withdraw", Style.DANGER),
            Option("my", say("mydata-live-my"), "my"),
            Option("close", say("mydata-live-close"), "close"),
        )
        count: dict[str, Value] = {"requests": ", ".join(live), "count": len(live)}
        match talk.choose("live", options, args=count, can_cancel=False):
            case "my":
                return Goto("requests")
            case "close":
                return Goto("mydata")
    sure = talk.confirm("erase", say("mydata-erase-yes"), say("mydata-erase-no"))
    return Erase(live) if sure else Goto("mydata")


def _told(data: MyData, facts: Facts) -> dict[str, Value]:
    """Return what the overview says; where screens are read by others too, only its outlines."""
    no = say("mydata-no")
    consented: Say | str = say("mydata-not-given")
    if data.consent is not None and data.consented_at is not None:
        consented = say("mydata-consent", version=data.consent, at=data.consented_at)
    last = data.requests[0] if data.requests else None
    numbers = [one.number for one in data.requests]
    more = len(numbers) - NUMBERS_SHOWN
    answered = sum(one.rating is not None for one in data.requests)
    return {
        "consent": consented,
        "since": data.since or no,
        "where": lines(
            say("mydata-where", channel=channel, where=where) for channel, where in data.where
        ),
        "name": last.name if last else no,
        "initials": initials(last.name) if last and last.name else no,
        "phone": (last.phone if last else "") or no,
        "ending": f"…{last.phone[-2:]}" if last and last.phone else no,
        "iin": say("iin-tail", tail=last.iin_tail) if last and last.iin_tail else no,
        "requests": ", ".join(numbers[:NUMBERS_SHOWN]) or no,
        "more": say("mydata-more", count=more) if more > 0 else "",
        "count": len(numbers),
        "answers": answered or no,
        "until": _until(last, facts) if last else say("mydata-until-idle"),
    }


def _request(one: HeldRequest, facts: Facts) -> dict[str, Value]:
    directory = facts.directory
    category = directory.category(one.category).name if one.category else ""
    return {
        "number": one.number,
        "state": say(f"requests-state-{one.state.replace('_', '-')}"),
        "office": directory.office(one.office).short,
        "official": directory.official(one.official).short,
        "registered": one.registered_on,
        "name": one.name,
        "initials": initials(one.name) if one.name else "",
        "phone": one.phone,
        "iin": say("iin-tail", tail=one.iin_tail) if one.iin_tail else "",
        "postal_address": one.postal_address or "",
        "organisation": one.organisation or "",
        "bin": say("iin-tail", tail=one.bin_tail) if one.bin_tail else "",
        "essence": one.essence,
        "unfit_days": one.unfit_days or "",
        "category": category,
        "rating": one.rating or "",
        "comment": one.comment or "",
        "until": _until(one, facts),
    }


def _until(one: HeldRequest, facts: Facts) -> Say | date:
    """Return until when it is kept: by what was told, or by what the office does if that is less.

    While it is live nobody knows the day yet.
    """
    months = min(one.kept_months, facts.directory.office(one.office).retention_months)
    if one.ended_on is None:
        return say("mydata-until-live", months=months)
    return kept_until(one.ended_on, months)
