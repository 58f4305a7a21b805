"""The reminder of a reception: will the applicant come?"""

from datetime import datetime

from bot.dialogs.commands import Format, Promise, Release
from bot.dialogs.consent import citizen
from bot.dialogs.conversation import Ending, Goto
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Talk
from bot.reception.directory import Office, Official
from bot.reception.language import Bilingual
from bot.reception.lifecycle import State


def reminder(talk: Talk) -> Ending:
    """Ask whether the person comes; of a reception moved, over or cancelled nothing is said."""
    number = talk.args.get("number", "")
    request = talk.fetch(RequestByNumber(number, citizen(talk).person))
    starts_at = _moment(talk.args.get("starts_at", ""))
    if request is None or request.state is not State.SCHEDULED:
        return None
    if request.starts_at != starts_at or starts_at is None or starts_at <= talk.facts.now:
        return None
    office = talk.facts.directory.office(request.office)
    official = talk.facts.directory.official(request.official)
    comes = talk.choose(
        "comes",
        (
            Option("yes", say("reminder-comes-yes"), True, Style.SUCCESS),
            Option("no", say("reminder-comes-no"), False),
        ),
        args={
            "number": request.number,
            "when": starts_at,
            "official": official.name,
            "short": official.short,
            "phone": office.phone,
            **whereabouts(request, office, official),
        },
        can_cancel=False,
    )
    if comes:
        return Promise(number)
    return Release(number) if talk.confirm("sure") else Goto("reminder", talk.args)


def whereabouts(
    request: RequestView, office: Office, official: Official
) -> dict[str, Bilingual | Say | str]:
    """Return where to go, or that it is by video: what doesn't apply is empty."""
    if request.format is Format.VIDEO:
        return {"format": say("booking-format-video"), "address": "", "room": ""}
    room = official.room or office.room or ""
    return {"format": "", "address": office.address, "room": room}


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
