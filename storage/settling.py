"""What came of sending: every try is kept, and final states never go back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from sqlalchemy import bindparam, case, exists, func, insert, select, update

from bot.messages import Notice, Remove
from bot.reception.lifecycle import AWAITING_REPLY, State
from bot.records import ChannelName, ChannelOff, Outgoing, Rejected, RetryAt, Sent, Settlement
from storage.columns import among
from storage.outbox import Outbox, queued_cards
from storage.people import People
from storage.requests import FIRST_VERSION
from storage.statements import one_of
from storage.tables import (
    IS_CONFIRMED_LATER,
    OutboxState,
    attempt,
    contact,
    conversation,
    early_status,
    outbox,
    request,
)  # fmt: skip

RANKS: Final = {
    "accepted": 1, "scheduled": 1, "queued": 2, "sending": 3, "sent": 4,
    "delivered": 5, "undelivered": 5, "failed": 5, "canceled": 5, "read": 6,
}  # fmt: skip
"""A later status has a higher rank; those of rank 5 are final but for being read."""

_ATTEMPT: Final = insert(attempt)
_SETTLE: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("of"))
    .values(
        state=bindparam("state"),
        due_at=func.coalesce(bindparam("due_at", type_=outbox.c.due_at.type), outbox.c.due_at),
        tries=outbox.c.tries + bindparam("more_tries", type_=outbox.c.tries.type),
        provider_id=bindparam("provider_id"),
        status=func.coalesce(
            select(early_status.c.status)
            .where(early_status.c.provider_id == bindparam("provider_id"))
            .order_by(early_status.c.rank.desc(), early_status.c.id)
            .limit(1)
            .scalar_subquery(),
            outbox.c.status,
        ),
    )
)
_SHOWN_AT: Final = (
    update(conversation)
    .where(conversation.c.id == bindparam("of"))
    .values(message_id=bindparam("message_id"))
)
_newer: Final = outbox.alias("newer")
_newest: Final = (
    select(func.max(_newer.c.id))
    .where(_newer.c.card == outbox.c.card, queued_cards(_newer))
    .correlate(outbox)
    .scalar_subquery()
)
_OUTDATED: Final = (
    update(outbox)
    .where(one_of(outbox.c.card, "cards"), queued_cards(outbox), outbox.c.id < _newest)
    .values(state=OutboxState.SUPERSEDED)
)
_of_staff: Final = select(contact.c.id).where(
    one_of(contact.c.id, "contacts"), contact.c.person_id.is_(None)
)
# The reply the law wants [D29] is the first notice of a decision, never the receipt.
_REPLIED: Final = (
    update(request)
    .where(
        request.c.id == bindparam("of"),
        request.c.replied_at.is_(None),
        ~among(request.c.state, AWAITING_REPLY | {State.WITHDRAWN}),
        exists().where(
            outbox.c.id == bindparam("message"),
            outbox.c.version > FIRST_VERSION,
            outbox.c.version <= request.c.version,
        ),
    )
    .values(replied_at=bindparam("at"))
)
_rank: Final = case(RANKS, value=outbox.c.status, else_=0)
_STATUS: Final = (
    update(outbox)
    .where(outbox.c.provider_id == bindparam("provider"), IS_CONFIRMED_LATER)
    .values(status=case((_rank < bindparam("rank"), bindparam("new")), else_=outbox.c.status))
    .returning(outbox.c.id)
)
_EARLY: Final = insert(early_status)
WORDS: Final = 7196519
"""A kind of advisory locks: a word on an SMS and its sending are stored one after the other.

Else the word would find no message yet, and the message no word.
"""
_of: Final = func.hashtext(bindparam("provider", type_=outbox.c.provider_id.type))
_ONE_BY_ONE: Final = select(func.pg_advisory_xact_lock(WORDS, _of))


class Settling(Outbox, People):
    """Outcomes of sending."""

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Store outcomes, each as an attempt: sent, queued again at `retry_at`, or failed.

        Whoever can't be reached is switched off; a group's messages wait until it is back.
        """
        if not settlements:
            return
        await self._one_by_one(
            one.outcome.provider_id
            for one in settlements
            if isinstance(one.outcome, Sent) and one.envelope.address.channel is ChannelName.SMS
        )
        off = [one for one in settlements if isinstance(one.outcome, ChannelOff)]
        groups = await self._switch_off(off) if off else set()
        rows = [_settled(one, one.envelope.contact in groups) for one in settlements]
        await self._many(_SETTLE, rows)
        await self._many(_ATTEMPT, [_attempt(one) for one in settlements])
        again = [one.envelope.card for one in settlements if not isinstance(one.outcome, Sent)]
        if cards := [card for card in again if card is not None]:
            await self._rows(_OUTDATED, {"cards": cards})
        await self._after_sending(
            [(one, one.outcome) for one in settlements if isinstance(one.outcome, Sent)]
        )

    async def provider_status(self, provider_id: str, status: str, code: str, at: datetime) -> bool:
        """Store a later status of a sent message; final ones never go back. False if unknown.

        One that comes before our own commit is kept for it.
        """
        await self._one_by_one([provider_id])
        rank = RANKS.get(status, 0)
        asked = {"provider": provider_id, "new": status, "rank": rank}
        known = [row.id for row in await self._rows(_STATUS, asked)]
        if known:
            tries = [
                {
                    "outbox_id": id_,
                    "at": at,
                    "outcome": status,
                    "code": code,
                    "provider_id": provider_id,
                }
                for id_ in known
            ]
            await self._many(_ATTEMPT, tries)
        else:
            word = {"provider_id": provider_id, "status": status, "rank": rank, "code": code}
            await self._rows(_EARLY, word | {"at": at})
        return bool(known)

    async def _one_by_one(self, provider_ids: Iterable[str]) -> None:
        """Wait for whoever stores something about these messages, and let the next one wait."""
        if self._connection.locks:
            await self._many(_ONE_BY_ONE, [{"provider": one} for one in sorted(provider_ids)])

    async def _switch_off(self, off: Sequence[Settlement]) -> set[int]:
        """Switch contacts off; return those that are groups."""
        await self._switch(
            [
                {"of": one.envelope.contact, "on": False, "why": _code(one), "at": one.at}
                for one in off
            ]
        )
        contacts = {"contacts": [one.envelope.contact for one in off]}
        return {row.id for row in await self._rows(_of_staff, contacts)}

    async def _after_sending(self, sent: Sequence[tuple[Settlement, Sent]]) -> None:
        """Remember where cards are, that requests were replied to, and what has to vanish."""
        replies = [
            {"of": one.envelope.request, "message": one.envelope.id, "at": one.at}
            for one, _ in sent
            if one.envelope.statutory and one.envelope.request is not None
        ]
        await self._many(_REPLIED, replies)  # requests before cards, as a turn does it
        shown = [
            {"of": one.envelope.card, "message_id": outcome.provider_id}
            for one, outcome in sent
            if one.envelope.card is not None and outcome.provider_id
        ]
        await self._many(_SHOWN_AT, shown)
        for one, outcome in sent:
            match one.envelope.message:
                case Notice(vanish_after=seconds) if seconds > 0:
                    gone_at = one.at + timedelta(seconds=seconds)
                    removal = Remove(outcome.provider_id)
                    await self.put(
                        [Outgoing(one.envelope.contact, removal, not_before=gone_at)], one.at
                    )
                case _:
                    pass


def _settled(one: Settlement, waits_for_group: bool) -> dict[str, Any]:
    """Return what a message becomes."""
    state, due_at, tries, provider_id = OutboxState.FAILED, None, 0, ""
    match one.outcome:
        case Sent(provider_id=provider_id):
            state = OutboxState.SENT
        case RetryAt() if one.retry_at is not None:
            state, due_at, tries = OutboxState.QUEUED, one.retry_at, 1
        case ChannelOff() if waits_for_group:
            state, due_at = OutboxState.QUEUED, one.at
        case RetryAt() | Rejected() | ChannelOff():
            pass
        case _:
            assert_never(one.outcome)
    return {
        "of": one.envelope.id,
        "state": state,
        "due_at": due_at,
        "more_tries": tries,
        "provider_id": provider_id or None,
    }


def _attempt(one: Settlement) -> dict[str, Any]:
    provider_id = one.outcome.provider_id if isinstance(one.outcome, Sent) else None
    return {
        "outbox_id": one.envelope.id,
        "at": one.at,
        "outcome": _OUTCOMES[type(one.outcome)],
        "code": _code(one),
        "provider_id": provider_id,
    }


def _code(one: Settlement) -> str | None:
    return None if isinstance(one.outcome, Sent) else one.outcome.code


_OUTCOMES: Final = {Sent: "sent", RetryAt: "retry", Rejected: "rejected", ChannelOff: "off"}
