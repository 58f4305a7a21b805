"""A backlog drains at the set rate, without a refusal, and holds nobody's dialog up."""

from bisect import bisect_left, bisect_right

from bot.pacing import LATE, ROUNDING, Pace
from bot.records import Envelope, Outcome, Priority, RetryAt
from sandbox.limits import Flood, Limits
from tests.delivery.fakes import Line, Outbox, Post, Time, opened

LIMITS = Limits(overall=31)
"""An answer is lent a slot, so that a second may hold one more than 30."""
BACKLOG = 1500
"""So many take 51 seconds at 29.5 a second; in memory, by a clock that is moved."""


class StrictLine(Line):
    """A channel with Telegram's limits: what is too fast is refused, and counted."""

    def __init__(self, outbox: Outbox, time: Time) -> None:
        """Begin with nothing sent."""
        super().__init__(outbox, time)
        self.flood, self.refused = Flood(LIMITS, time.seconds), 0

    async def send(self, envelope: Envelope) -> Outcome:
        """Take it, or ask to wait."""
        wait = self.flood.wait(int(envelope.address.where))
        if wait:
            self.refused += 1
            return RetryAt(float(wait), "429")
        return await super().send(envelope)


async def drained(post: Post) -> list[float]:
    """Let a minute pass with answers every 3 seconds; return how long each waited."""
    waits = []
    for n in range(20):
        await post.passes(2.0)
        at, text = post.time.passed, f"answer-{n}"
        post.outbox.put(text, 10_000 + n, due=post.time.now(), priority=Priority.ANSWER)
        await post.passes(1.0)
        waits.append(next(when for when, said in post.line.sent if said == text) - at)
    return waits


async def test_a_backlog_leaves_at_the_set_rate_without_one_refusal_and_answers_overtake_it() -> (
    None
):
    post = Post(line=StrictLine)
    for contact in range(BACKLOG):
        post.outbox.put("bulk", contact, priority=Priority.BULK)
    async with opened(post):
        waits = await drained(post)
    line = post.line
    assert isinstance(line, StrictLine)
    moments = sorted(when for when, _ in line.sent)
    busiest = max(bisect_right(moments, at + 1) - bisect_left(moments, at) for at in moments)
    assert (0, BACKLOG + 20) == (line.refused, len(moments))
    assert busiest <= LIMITS.overall
    assert moments[BACKLOG - 1] <= (BACKLOG + 20) / Pace().per_second + 1
    assert max(waits) <= LATE + ROUNDING
