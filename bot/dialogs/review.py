"""The last step of a booking: all that was given, to be sent, changed or thrown away."""

from typing import Final

from msgspec import Struct

from bot.dialogs.commands import Register
from bot.dialogs.conversation import Ending
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Value, say
from bot.dialogs.talk import Talk
from bot.reception.directory import Category, Office, Official, Topic

NOT_CHANGED_HERE: Final = frozenset({"consent", "agreed", "review", "what-to-change"})


class Given(Struct, frozen=True):
    """A request ready to be sent, with what its keys stand for."""

    request: Register
    office: Office
    official: Official
    topic: Topic | None
    category: Category | None


def review(talk: Talk, given: Given, prompt: str = "booking-review", **more: Value) -> Ending:
    """Show every answer; send the request, give it up, or ask one question again and come back.

    `more` are arguments of `prompt` besides the answers.
    """
    decision = talk.choose(
        "review",
        (
            Option("yes", say("booking-review-yes"), "send", Style.SUCCESS),
            Option("change", say("booking-review-change"), "change"),
            Option("no", say("booking-review-no"), "cancel", Style.DANGER),
        ),
        prompt=prompt,
        args={**_answers(given), **more},
        can_cancel=False,
    )
    if decision == "send":
        return given.request
    if decision == "cancel":
        talk.remark("draft-cancelled")
        return None
    steps = [step for step in talk.asked if step not in NOT_CHANGED_HERE]
    options = [Option(step, say(f"booking-label-{step}"), step) for step in steps]
    step = talk.choose("what-to-change", options, prompt="booking-what-to-change", at=None)
    return talk.change(step, "review", "what-to-change")


def _answers(given: Given) -> dict[str, Value]:
    """Return every answer in words; what is empty has its line left out."""
    request, phone = given.request, given.request.phone
    texts = phone is None or (phone.kazakh and phone.mobile)
    return {
        "office": given.office.name,
        "official": given.official.name,
        "short": given.official.short,
        "position": given.official.position,
        "topic": given.topic.name if given.topic else "",
        "applicant": say(f"booking-applicant-{request.applicant}"),
        "organisation": request.organisation or "",
        "bin": request.bin.digits if request.bin else "",
        "name": request.name,
        "phone": phone.e164 if phone else "",
        "note": "" if texts else say("booking-review-no-texts"),
        "iin": say("iin-tail", tail=request.iin.tail) if request.iin else "",
        "address": request.postal_address or "",
        "essence": request.essence,
        "format": say(f"booking-format-{request.format.replace('_', '-')}"),
        "unfit": request.unfit_days or say("booking-unfit-skip"),
        "category": given.category.name if given.category else say("booking-category-no"),
        "help": say("yes") if request.needs_help else say("no"),
    }
