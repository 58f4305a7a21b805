"""The survey in the chat [D38]: of a reception or a consultation; of the procedure, where the
applicant was not received.
"""

from datetime import timedelta
from typing import Final

from bot.dialogs.commands import Rate
from bot.dialogs.consent import citizen
from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.dialogs.question import Facts, Option
from bot.dialogs.say import Value, say
from bot.dialogs.talk import Talk
from bot.reception.calendar import local
from bot.reception.survey import NOT_RECEIVED, SURVEYED, Rating, Settled, comment
from bot.reception.terms import SURVEY_OPEN_DAYS, survey_at

# Ordered by the mark, so that the number of an option is the mark it stands for.
RATINGS: Final = tuple(
    Option(str(mark.value), say(f"survey-rating-{mark.value}"), mark) for mark in Rating
)
SETTLED: Final = tuple(Option(str(one), say(f"survey-settled-{one}"), one) for one in Settled)
NO_COMMENT: Final[Option[str | None]] = Option("skip", say("skip"), None)


def survey(talk: Talk) -> Ending:
    """Ask for a mark, whether the question was settled or the procedure clear, and a comment.

    What was answered from the mark on is kept at once: many go on to something else after it.
    """
    number = talk.args.get("number", "")
    request = talk.fetch(RequestByNumber(number, citizen(talk).person))
    if request is None or not _is_open(request, talk.facts):
        return Farewell((say("survey-closed"),))
    talk.total = 3
    official = talk.facts.directory.official(request.official)
    about: dict[str, Value] = {
        "official": official.name,
        "short": official.short,
        "number": number,
        "state": request.state.value,
    }
    if request.state in NOT_RECEIVED:
        clear = talk.choose("clear", SETTLED, args=about)
        return _to_the_end(talk, number, talk.choose("procedure", RATINGS), clear)
    mark = talk.choose("rating", RATINGS, args=about)
    if "settled" not in talk.answers:  # else it is kept with the mark
        _keep(talk, number, mark)
    return _to_the_end(talk, number, mark, talk.choose("settled", SETTLED))


def _to_the_end(talk: Talk, number: str, mark: Rating, settled: Settled) -> Rate:
    _keep(talk, number, mark, settled)
    return Rate(number, mark, settled, talk.text("comment", comment, (NO_COMMENT,)))


def _keep(talk: Talk, number: str, mark: Rating, settled: Settled | None = None) -> None:
    so_far = Rate(number, mark, settled, None, complete=False)
    talk.do("kept", so_far, of=f"{mark.value}{settled or ''}")


def _is_open(request: RequestView, facts: Facts) -> bool:
    """Tell whether the matter ended not long ago, and the person hasn't answered to the end."""
    if request.answered or request.state not in SURVEYED:
        return False
    held_at = request.starts_at or request.decided_at
    if held_at is None:
        return True
    asked_at = survey_at(local(held_at).date(), facts.calendar)
    return facts.now < asked_at + timedelta(days=SURVEY_OPEN_DAYS)
