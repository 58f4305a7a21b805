"""My requests: what became of them; withdrawing one, or giving back a time that doesn't suit."""

from typing import Final

from bot.dialogs.commands import Release, Withdraw
from bot.dialogs.consent import citizen
from bot.dialogs.conversation import Ending, Goto
from bot.dialogs.queries import MyRequests, RequestByNumber, RequestView
from bot.dialogs.question import Facts, Option, Style
from bot.dialogs.reminder import whereabouts
from bot.dialogs.say import Say, Value, say
from bot.dialogs.talk import Talk
from bot.dialogs.uncertain import uncertain
from bot.reception.lifecycle import LIVE, Act, State, Who, acts_open_to

_PROMPTS: Final = {
    State.REGISTERED: "requests-waiting",
    State.UNDER_REVIEW: "requests-waiting",
    State.RETURNED: "requests-returned",
    State.SCHEDULED: "requests-scheduled",
    State.REFUSED: "requests-refused",
    State.REDIRECTED: "requests-redirected",
}


def requests(talk: Talk) -> Ending:
    """List the requests of the person, or show the only one."""
    person = citizen(talk).person
    number = talk.args.get("number")
    request = talk.fetch(RequestByNumber(number, person)) if number else None
    if request is not None:
        return _one(talk, request)
    views = talk.fetch(MyRequests(person))
    if not views:
        options: tuple[Option[Goto | None], ...] = (
            Option("book", say("menu-book"), Goto("booking"), Style.SUCCESS),
            Option("close", say("close"), None),
        )
        return talk.choose("none", options, can_cancel=False)
    if len(views) == 1:
        return _one(talk, views[0])
    return _one(
        talk,
        talk.choose("list", [Option(one.number, _label(one, talk.facts), one) for one in views]),
    )


def _one(talk: Talk, request: RequestView) -> Ending:
    state = _state(request, talk.facts)
    acts = acts_open_to(state, Who.CITIZEN) & acts_open_to(request.state, Who.CITIZEN)
    options: list[Option[str]] = []
    if Act.CORRECT in acts:
        options.append(Option("correct", say("requests-one-correct"), "correct", Style.SUCCESS))
    if Act.RELEASE in acts:
        options.append(Option("release", say("requests-one-release"), "release"))
    if Act.WITHDRAW in acts:
        options.append(Option("withdraw", say("requests-one-withdraw"), "withdraw", Style.DANGER))
    if "list" in talk.asked:
        options.append(Option("list", say("requests-one-list"), "list"))
    options.append(Option("close", say("close"), "close"))
    told = _told(request, talk.facts)
    prompt = _PROMPTS.get(state, "requests-closed")
    match talk.choose("one", options, prompt=prompt, args=told, can_cancel=False):
        case "list":
            return Goto("requests")
        case "correct":
            return Goto("correction", {"number": request.number})
        case "release":
            sure = talk.confirm("sure-release")
            return Release(request.number) if sure else Goto("requests", talk.args)
        case "withdraw":
            sure = talk.confirm("sure-withdraw")
            return Withdraw(request.number) if sure else Goto("requests", talk.args)
        case _:
            return None


def _state(request: RequestView, facts: Facts) -> State:
    """Return the state as the applicant may know it: a decision that may be undone is none yet."""
    undoable = request.undo_until is not None and request.undo_until > facts.now
    return State.UNDER_REVIEW if undoable else request.state


def _label(request: RequestView, facts: Facts) -> Say:
    return say(
        "requests-list-option",
        number=request.number,
        short=facts.directory.official(request.official).short,
        state=_state_words(_state(request, facts)),
    )


def _state_words(state: State) -> Say:
    return say(f"requests-state-{state.replace('_', '-')}")


def _told(request: RequestView, facts: Facts) -> dict[str, Value]:
    """Return all that the texts about a request may use; what is empty has its line left out."""
    office = facts.directory.office(request.office)
    official = facts.directory.official(request.official)
    state = _state(request, facts)
    decided = state is request.state
    ground = facts.directory.ground(request.ground).text if request.ground and decided else ""
    return {
        "number": request.number,
        "state": _state_words(state),
        "official": official.name,
        "short": official.short,
        "position": official.position,
        "registered": request.registered_on,
        "due": request.reply_due,
        "uncertain": uncertain(facts.calendar, request.registered_on, request.reply_due),
        "left": _days_left(request, facts) if state in LIVE else "",
        "place": request.place or "",
        "when": (request.starts_at if decided else None) or "",
        **whereabouts(request, office, official),
        "phone": office.phone,
        "ground": ground,
        "where": (request.where if decided else None) or "",
        "comment": (request.comment if decided else None) or "",
        "correct": (request.correct if decided else None) or "",
        "day": (request.correct_by if decided else None) or "",
        "complaint": facts.directory.complaint,
    }


def _days_left(request: RequestView, facts: Facts) -> Say:
    """Return how many working days are left until the reply is due [D29]."""
    if facts.today > request.reply_due:
        return say("requests-days-over", phone=facts.directory.office(request.office).phone)
    left = facts.calendar.between(facts.today, request.reply_due)
    return say("requests-days-left", days=left) if left else say("requests-days-last")
