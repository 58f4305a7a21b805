"""Short messages: how many a number had, what they cost, and which are still unproven."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Text, bindparam, delete, insert, or_, select, tuple_, update

from bot.texting import Charged, Counted, Spent, Unproven, month_of
from storage.columns import among
from storage.statements import each, one_of
from storage.tables import UNSENT, OutboxState, attempt, outbox
from storage.texting_tables import NO_LAST_WORD, sms_look, sms_month, texted
from storage.transaction import Transaction, insert_new

MICROS: Final = 1_000_000
LEASED_SECONDS: Final = 30
"""What `due_at` of a sent message is later than its sending: the lease it had."""
DROPPED: Final = "dropped"

_COUNTED: Final = select(texted.c.contact_id, texted.c.unasked, texted.c.answers).where(
    one_of(texted.c.contact_id, "contacts"), texted.c.day == bindparam("of_day")
)
_new: Final = insert_new(texted)
_COUNT: Final = _new.on_conflict_do_update(
    index_elements=[texted.c.contact_id, texted.c.day],
    set_={
        "unasked": texted.c.unasked + _new.excluded.unasked,
        "answers": texted.c.answers + _new.excluded.answers,
    },
)
_BEGIN_DRAFT: Final = (
    insert_new(texted)
    .values(contact_id=bindparam("of"), day=bindparam("of_day"), drafts=1)
    .on_conflict_do_update(
        index_elements=[texted.c.contact_id, texted.c.day],
        set_={"drafts": texted.c.drafts + 1},
        where=texted.c.drafts < bindparam("most", type_=texted.c.drafts.type),
    )
    .returning(texted.c.drafts)
)
_END_DRAFT: Final = (
    update(texted)
    .where(
        texted.c.contact_id == bindparam("of"),
        texted.c.day == bindparam("of_day"),
        texted.c.drafts > 0,
    )
    .values(drafts=texted.c.drafts - 1)
)
_FORGET: Final = delete(texted).where(texted.c.day < bindparam("before"))

_new_month: Final = insert_new(sms_month)
_CHARGE: Final = _new_month.on_conflict_do_update(
    index_elements=[sms_month.c.month],
    set_={
        name: sms_month.c[name] + _new_month.excluded[name]
        for name in ("messages", "segments", "micros")
    },
)
_SPENT: Final = select(sms_month.c.messages, sms_month.c.segments, sms_month.c.micros).where(
    sms_month.c.month == bindparam("of_month")
)

_claimed: Final = (one_of(outbox.c.id, "ids"), among(outbox.c.state, UNSENT))
_DROP: Final = update(outbox).where(*_claimed).values(state=OutboxState.DROPPED)
_DROPPED: Final = insert(attempt)
_PUT_OFF: Final = (
    update(outbox)
    .where(*_claimed)
    .values(state=OutboxState.QUEUED, due_at=bindparam("until", type_=outbox.c.due_at.type))
)
_UNPROVEN: Final = (
    select(outbox.c.id, outbox.c.provider_id, outbox.c.status, outbox.c.due_at)
    .where(
        NO_LAST_WORD,
        outbox.c.provider_id.is_not(None),
        tuple_(outbox.c.due_at, outbox.c.id)
        > tuple_(
            bindparam("since", type_=outbox.c.due_at.type),
            bindparam("after", type_=outbox.c.id.type),
        ),
        outbox.c.due_at < bindparam("until"),
    )
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("at_most"))
)
_ids: Final = each("ids", Text)
_KNOWN: Final = select(outbox.c.provider_id).where(outbox.c.provider_id.in_(select(_ids.c.value)))

_new_look: Final = insert_new(sms_look)
_BEGIN_LOOK: Final = _new_look.on_conflict_do_update(
    index_elements=[sms_look.c.name],
    set_={"begun_at": _new_look.excluded.begun_at},
    where=or_(
        sms_look.c.begun_at <= bindparam("free_since", type_=sms_look.c.begun_at.type),
        # A clock that was put back holds up nobody.
        sms_look.c.begun_at > _new_look.excluded.begun_at,
    ),
).returning(sms_look.c.name)
_LOOKED_AT: Final = select(sms_look.c.seen_until).where(sms_look.c.name == bindparam("of"))
_END_LOOK: Final = (
    update(sms_look)
    .where(sms_look.c.name == bindparam("of"))
    .values(seen_until=bindparam("until", type_=sms_look.c.seen_until.type))
)


class Texting(Transaction):
    """Counts, costs and looks of short messages."""

    async def sms_counted(self, contacts: Collection[int], day: date) -> dict[int, Counted]:
        """Return how many a day of theirs had; those without any are left out."""
        rows = await self._rows(_COUNTED, {"contacts": list(contacts), "of_day": day})
        return {row.contact_id: Counted(row.unasked, row.answers) for row in rows}

    async def sms_sent(self, charged: Sequence[Charged], day: date, price: Decimal) -> None:
        """Count what was sent on a local day, at the price of a segment."""
        counts = [
            {
                "contact_id": one.contact,
                "day": day,
                "unasked": int(not one.answer),
                "answers": int(one.answer),
            }
            for one in sorted(charged, key=lambda one: one.contact)
            if one.counts
        ]
        await self._many(_COUNT, counts)
        segments = sum(one.segments for one in charged)
        if charged:
            row = {
                "month": month_of(day),
                "messages": len(charged),
                "segments": segments,
                "micros": int(segments * price * MICROS),
            }
            await self._rows(_CHARGE, row)

    async def sms_spent(self, month: date) -> Spent:
        """Return what the SMS of the calendar month of that day came to."""
        row = await self._first(_SPENT, {"of_month": month_of(month)})
        if row is None:
            return Spent()
        return Spent(row.messages, row.segments, Decimal(row.micros) / MICROS)

    async def drop(self, messages: Sequence[int], code: str, at: datetime) -> None:
        """Drop messages that were claimed; `code` is kept with each."""
        if not messages:
            return
        await self._rows(_DROP, {"ids": list(messages)})
        rows: list[dict[str, Any]] = [
            {"outbox_id": one, "at": at, "outcome": DROPPED, "code": code} for one in messages
        ]
        await self._many(_DROPPED, rows)

    async def put_off(self, messages: Sequence[int], until: datetime) -> None:
        """Have messages that were claimed leave later; it is no try."""
        if messages:
            await self._rows(_PUT_OFF, {"ids": list(messages), "until": until})

    async def begin_draft(self, contact: int, day: date, most: int) -> bool:
        """Count a booking begun; False, and nothing counted, where `most` are unfinished."""
        asked = {"of": contact, "of_day": day, "most": most}
        return await self._first(_BEGIN_DRAFT, asked) is not None

    async def end_draft(self, contact: int, day: date) -> None:
        """Count one unfinished booking less."""
        await self._rows(_END_DRAFT, {"of": contact, "of_day": day})

    async def unproven(
        self, since: datetime, until: datetime, after: int, limit: int
    ) -> list[Unproven]:
        """Return the first SMS without a last word, by time and then number, sent before `until`.

        They come after the message `after`, sent at `since`; 0 is before the first of that moment.
        """
        leased = timedelta(seconds=LEASED_SECONDS)
        asked = {
            "since": since + leased, "until": until + leased, "after": after, "at_most": limit,
        }  # fmt: skip
        return [
            Unproven(row.id, row.provider_id, row.status or "", row.due_at - leased)
            for row in await self._rows(_UNPROVEN, asked)
        ]

    async def providers_known(self, provider_ids: Collection[str]) -> set[str]:
        """Return which of these are stored as the id of a message of ours."""
        if not provider_ids:
            return set()
        return {row.provider_id for row in await self._rows(_KNOWN, {"ids": list(provider_ids)})}

    async def begin_look(self, name: str, now: datetime, rest_seconds: float) -> bool:
        """Begin a look of this name; False where another process began one just now."""
        free_since = now - timedelta(seconds=rest_seconds)
        row = {"name": name, "begun_at": now, "free_since": free_since}
        return await self._first(_BEGIN_LOOK, row) is not None

    async def looked_at(self, name: str) -> datetime | None:
        """Return up to when a look of this name has seen everything; None before the first."""
        found: datetime | None = await self._value(_LOOKED_AT, {"of": name})
        return found

    async def end_look(self, name: str, seen_until: datetime) -> None:
        """Note up to when everything was seen."""
        await self._rows(_END_LOOK, {"of": name, "until": seen_until})

    async def forget_counts(self, before: date) -> None:
        """Forget the counts of the days before; the costs stay."""
        await self._rows(_FORGET, {"before": before})
