"""All that is held about a person, and taking the consent back."""

from bot.dialogs.commands import WithdrawConsent
from bot.dialogs.consent import citizen
from bot.dialogs.queries import DataOf, MyData
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Talk
from bot.dialogs.turn import Ending, Goto


def mydata(talk: Talk) -> Ending:
    """Show what is held; offer to take the consent back, and make sure before it happens."""
    data = talk.fetch(DataOf(citizen(talk).person))
    options: list[Option[bool]] = [Option("close", say("close"), False)]
    if data.consent is not None:
        options.insert(0, Option("withdraw", say("mydata-show-withdraw"), True, Style.DANGER))
    withdraws = talk.choose("show", options, args=_told(data), can_cancel=False)
    if not withdraws:
        return None
    return WithdrawConsent() if talk.confirm("sure") else Goto("mydata")


def _told(data: MyData) -> dict[str, Say | str]:
    consented: Say | str = say("mydata-no")
    if data.consent is not None and data.consented_at is not None:
        consented = say("mydata-consent", version=data.consent, at=data.consented_at)
    no = say("mydata-no")
    return {
        "consent": consented,
        "name": data.name or no,
        "phone": data.phone or no,
        "iin": say("iin-tail", tail=data.iin_tail) if data.iin_tail else no,
        "requests": ", ".join(data.requests) or no,
    }
