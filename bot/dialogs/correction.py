"""Correcting a request that was returned: which answer, and how it is to be read now [A64].

The applicant does it for their own request; a member of staff for one who calls.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.dialogs.booking import (
    ask_address,
    ask_bin,
    ask_essence,
    ask_iin,
    ask_organisation,
    ask_phone,
)
from bot.dialogs.commands import ApplicantKind, Correct
from bot.dialogs.consent import citizen, consent, without_consent
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.queries import MyRequests, RequestByNumber, RequestView
from bot.dialogs.question import Facts, Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.naming import lines, request_named
from bot.dialogs.talk import CHOSEN, Talk
from bot.reception import identity
from bot.reception.correction import Answer
from bot.reception.directory import Office
from bot.reception.lifecycle import State


def correction(talk: Talk) -> Ending:
    """Correct the own request. Args: `number`; without one the returned request is found."""
    person = citizen(talk).person
    number = talk.args.get("number", "")
    view = talk.fetch(RequestByNumber(number, person)) if number else _returned(talk, person)
    if view is None or not _is_open(view, talk.facts):
        talk.remarks.append(say("correction-over"))
        return Goto("requests", talk.args if view is not None else {})
    office = talk.facts.directory.office(view.office)
    if not consent(talk, office):
        return Farewell((without_consent(office),))
    return _corrected(talk, view, office)


def fixing(talk: Talk) -> Ending:
    """Correct a request for an applicant who told staff. Args: `rest`, its number."""
    member = citizen(talk).member
    if member is None or not member.role.may_decide:
        return Farewell((say("staff-only" if member is None else "role-may-not"),))
    view, _ = request_named(talk, member, "fix", talk.args.get("rest", ""))
    if not _is_open(view, talk.facts):
        return Farewell((say("correction-over"),))
    return _corrected(talk, view, talk.facts.directory.office(view.office))


def _returned(talk: Talk, person: int) -> RequestView | None:
    """Return the request that waits to be corrected; the newest, if there are several."""
    views = talk.fetch(MyRequests(person))
    return next((one for one in views if _is_open(one, talk.facts)), None)


def _is_open(view: RequestView, facts: Facts) -> bool:
    undoable = view.undo_until is not None and view.undo_until > facts.now
    return view.state is State.RETURNED and not undoable


def _corrected(talk: Talk, view: RequestView, office: Office) -> Ending:
    """Ask which answer to change and for the answer, as often as it takes, and send them."""
    possible = _possible(view, office)
    if not talk.answers and talk.said is None:
        talk.remarks.append(say("correction-wanted", correct=view.correct or ""))
    chosen = _chosen(talk, view, possible)
    before = [one for one in possible if one in talk.answers and one is not chosen]
    new: dict[Answer, Any] = {one: _ASKED[one](talk) for one in (*before, chosen)}
    decision = talk.choose(
        "review",
        (
            Option("send", say("correction-review-send"), "send", Style.SUCCESS),
            Option("more", say("correction-review-more"), "more"),
            Option("cancel", say("correction-review-cancel"), "cancel", Style.DANGER),
        ),
        prompt="correction-review",
        args={"number": view.number, "rows": lines(shown_anew(one, new[one]) for one in new)},
        can_cancel=False,
    )
    if decision == "more":
        talk.change("what", "review")
    if decision == "cancel":
        talk.remark("correction-kept")
        return None
    return Correct(
        view.number,
        essence=new.get(Answer.ESSENCE),
        name=new.get(Answer.NAME),
        phone=new.get(Answer.PHONE),
        iin=new.get(Answer.IIN),
        postal_address=new.get(Answer.ADDRESS),
        organisation=new.get(Answer.ORGANISATION),
        bin=new.get(Answer.BIN),
    )


def _possible(view: RequestView, office: Office) -> tuple[Answer, ...]:
    """Return what can be corrected: what was asked when the request was made."""
    speaks_for_others = view.applicant is ApplicantKind.REPRESENTATIVE
    there: Mapping[Answer, bool] = {
        Answer.IIN: office.asks_iin,
        Answer.ADDRESS: office.asks_address,
        Answer.ORGANISATION: speaks_for_others,
        Answer.BIN: speaks_for_others,
    }
    return tuple(one for one in Answer if there.get(one, True))


def _chosen(talk: Talk, view: RequestView, possible: tuple[Answer, ...]) -> Answer:
    """Return which answer is to change; a text that is written at once is the new essence."""
    options: list[Option[Answer | str]] = [
        Option(one.value, say(f"booking-label-{one}"), one) for one in possible
    ]
    shown: Mapping[str, Value] = {"number": view.number, "day": view.correct_by or ""}
    chosen = talk.text("what", identity.essence, options, prompt="correction-what", args=shown)
    if isinstance(chosen, Answer):
        return chosen
    talk.answers[Answer.ESSENCE.value] = talk.answers["what"]
    talk.answers["what"] = CHOSEN + Answer.ESSENCE.value
    return Answer.ESSENCE


def ask_name(talk: Talk) -> str:
    """Ask for the full name."""
    return talk.text("name", identity.full_name, prompt="booking-name")


_ASKED: Final[Mapping[Answer, Callable[[Talk], Any]]] = {
    Answer.ESSENCE: ask_essence,
    Answer.NAME: ask_name,
    Answer.PHONE: ask_phone,
    Answer.IIN: ask_iin,
    Answer.ADDRESS: ask_address,
    Answer.ORGANISATION: ask_organisation,
    Answer.BIN: ask_bin,
}


def shown_anew(answer: Answer, value: Any) -> Say:
    """Return the line of a review that says how an answer is to be read now."""
    match value:
        case identity.Phone(e164=number):
            shown: Value = number
        case identity.Iin(tail=tail) | identity.Bin(tail=tail):
            shown = say("iin-tail", tail=tail)
        case None:
            shown = say("mydata-no")
        case _:
            shown = str(value)
    return say("correction-row", label=say(f"booking-label-{answer}"), value=shown)
