"""The calls of the survey by telephone [D38], for one member of staff in private.

Whom to call and what to read out, what came of it, and the answers. In the staff chat there is
only the number of calls that wait: who is to be called is personal data.
"""

from collections.abc import Mapping
from typing import Final

from bot.dialogs.commands import CloseCall, TakeCall
from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.queries import CallsWaiting, CallView, HeldCall
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.one_by_one import one_by_one
from bot.dialogs.survey import NO_COMMENT, RATINGS, SETTLED
from bot.dialogs.talk import Talk
from bot.reception.calling import Result
from bot.reception.directory import StaffMember
from bot.reception.sampling import Reason
from bot.reception.survey import GaveUp, comment

_RESULTS: Final = (
    Option("answered", say("calls-result-answered"), Result.ANSWERED, Style.SUCCESS),
    Option("not-reached", say("calls-result-not-reached"), Result.NOT_REACHED),
    Option("declined", say("calls-result-declined"), Result.DECLINED),
    Option("wrong-number", say("calls-result-wrong-number"), Result.WRONG_NUMBER),
)
_GAVE_UP: Final = (
    Option("too-long", say("calls-gave-up-too-long"), GaveUp.TOO_LONG),
    Option("solved", say("calls-gave-up-solved"), GaveUp.SOLVED),
    Option("other", say("calls-gave-up-other"), GaveUp.OTHER),
)


def calls(talk: Talk) -> Ending:
    """Show the next call, take what came of it, and go on to the one after it."""
    return one_by_one(talk, "calls", TakeCall(), _in_hand, _waiting, _made)


def waiting(talk: Talk, member: StaffMember, _rest: str) -> Ending:
    """Tell the staff chat how many calls wait; whom to call is told in private."""
    count = talk.fetch(_waiting(member))
    return Farewell((say("calls-waiting", waiting=count),))


def _in_hand(member: StaffMember) -> HeldCall:
    return HeldCall(member.user_id)


def _waiting(member: StaffMember) -> CallsWaiting:
    return CallsWaiting(member.offices, member.user_id)


def _made(talk: Talk, call: CallView) -> CloseCall:
    """Show whom to call and what to read out; return what came of it."""
    shown = _shown(talk, call)
    result = talk.choose("result", _RESULTS, prompt=f"calls-{call.reason}", args=shown)
    if result is not Result.ANSWERED:
        return CloseCall(call.id, result)
    about: Mapping[str, Value] = {"number": call.number}
    if call.reason is Reason.WITHDREW:
        why = talk.choose("gave-up", _GAVE_UP, args=about)
        return CloseCall(call.id, result, gave_up=why, comment=_comment(talk, about))
    mark = talk.choose("rating", RATINGS, args=about)
    settled = talk.choose("settled", SETTLED, args=about)
    return CloseCall(call.id, result, mark, settled, comment=_comment(talk, about))


def _comment(talk: Talk, about: Mapping[str, Value]) -> str | None:
    return talk.text("comment", comment, (NO_COMMENT,), args=about)


def _shown(talk: Talk, call: CallView) -> Mapping[str, Value]:
    """Return what a member needs to call: with personal data, so only for their own eyes."""
    official = talk.facts.directory.official(call.official)
    return {
        "number": call.number,
        "name": call.name,
        "applicant_phone": call.phone,
        "official": official.name,
        "position": official.position,
        "when": (call.starts_at if call.reason is Reason.RECEIVED else None) or call.ended_at,
        "again": say("calls-again", tries=call.tries) if call.tries else "",
        "read": Say(f"calls-read-{call.reason}", {"spoken": call.lang.value}),
    }
