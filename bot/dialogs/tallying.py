"""The main figures of a report, added up from those of its offices."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.dialogs.queries import Tally
from bot.reception.lifecycle import LIVE, State
from bot.reception.report import Mark, Reply
from bot.reception.snapshot import Summary


def tally_of(
    summary: Mapping[str, Summary],
    frozen_at: datetime | None,
    offices: Collection[str] | None = None,
) -> Tally:
    """Add the main figures of these offices up; of all of them where none are named."""
    some = [one for office, one in summary.items() if offices is None or office in offices]
    counts = {state: sum(one.figures[state] for one in some) for state in State}
    surveyed = sum(one.surveyed for one in some)
    marks = sum(one.marks for one in some)
    return Tally(
        registered=sum(one.figures.registered for one in some),
        in_time=sum(one.figures[Reply.IN_TIME] for one in some),
        late=sum(one.figures[Reply.LATE] + one.figures[Reply.OVERDUE] for one in some),
        open=sum(count for state, count in counts.items() if state in LIVE),
        breached=sum(one.figures[Mark.BREACHED] for one in some),
        by_state=tuple((state, count) for state, count in counts.items() if count),
        surveyed=surveyed,
        mean_rating=marks / surveyed if surveyed else None,
        frozen_at=frozen_at,
    )
