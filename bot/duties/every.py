"""Every duty there is, in the order in which they are done when several are due."""

from bot.duties import calling, coverage, digest, sign_off, silence, unnumbered
from bot.duties.calling import Calling
from bot.duties.coverage import Coverage
from bot.duties.digest import Digest
from bot.duties.quarter import quarterly
from bot.duties.round import Duty
from bot.duties.sign_off import SignOff
from bot.duties.silence import LastDay
from bot.duties.unnumbered import Unnumbered
from bot.records import DutyKind, Reference


def every(reference: Reference) -> tuple[Duty, ...]:
    """Return every duty of an office, over the directory and the calendar in force."""
    last_day = LastDay(reference)
    return (
        Duty(DutyKind.MISSED, silence.MISSED_AT, last_day.missed),
        Duty(DutyKind.DIGEST, digest.AT, Digest(reference)),
        Duty(DutyKind.LAST_DAY_ALERT, silence.ALERT_AT, last_day.alert),
        Duty(DutyKind.LAST_DAY_NOTICE, silence.NOTICE_AT, last_day.notice),
        Duty(DutyKind.UNREGISTERED, unnumbered.clock, Unnumbered(reference)),
        Duty(DutyKind.SIGN_OFF, sign_off.AT, SignOff(reference)),
        Duty(DutyKind.COVERAGE, coverage.AT, Coverage(reference)),
        Duty(DutyKind.CALLS, calling.AT, Calling(reference)),
        quarterly(reference),
    )
