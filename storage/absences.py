"""When officials are away, and the free times that are in a clerk's hand for a while."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, exists, insert, null, select, update

from bot.reception.absence import Absence
from bot.reception.calendar import DAY, local
from bot.records import Held
from storage.reference_tables import absence, slot
from storage.transaction import Transaction

AWAY: Final = exists().where(
    absence.c.official == slot.c.official,
    absence.c.since <= slot.c.starts_at,
    absence.c.until > slot.c.starts_at,
    absence.c.back_at.is_(None),
)
"""Whether the official of a slot is away at that time."""

_ADD: Final = insert(absence).returning(absence.c.id)
_ALL: Final = (
    select(absence.c.id, absence.c.official, absence.c.since, absence.c.until, absence.c.who)
    .where(absence.c.until > bindparam("now"), absence.c.back_at.is_(None))
    .order_by(absence.c.since, absence.c.id)
)
_BACK: Final = (
    update(absence)
    .where(absence.c.id == bindparam("of"), absence.c.back_at.is_(None))
    .values(back_at=bindparam("now", type_=absence.c.at.type), back_by=bindparam("by"))
    .returning(absence.c.id)
)
_THEN: Final = select(slot.c.id).where(
    slot.c.official == bindparam("official"),
    slot.c.starts_at >= bindparam("since"),
    slot.c.starts_at < bindparam("until"),
)
_HELD: Final = select(slot.c.held_for, slot.c.held_until).where(
    slot.c.id == bindparam("slot"), slot.c.held_until > bindparam("now")
)
_LET_GO: Final = (
    update(slot)
    .where(slot.c.held_for == bindparam("number"))
    .values(held_for=null(), held_until=null())
)
_HOLD: Final = (
    update(slot)
    .where(slot.c.id == bindparam("slot"))
    .values(
        held_for=bindparam("number"),
        held_until=bindparam("until", type_=slot.c.held_until.type),
    )
)


class Absences(Transaction):
    """Absences of officials, and times in hand."""

    async def add_absence(self, away: Absence, at: datetime) -> int:
        """Store an absence; nobody gives a time in it until the transaction ends. Its number."""
        asked = {"official": away.official, "since": away.since, "until": away.until}
        await self._lock(slot, *(row.id for row in await self._rows(_THEN, asked)))
        return int(await self._value(_ADD, {**asked, "who": away.who, "at": at}))

    async def absences(self, now: datetime) -> list[Absence]:
        """Return the absences that are not over, the earliest first."""
        return [_absence(row._asdict()) for row in await self._rows(_ALL, {"now": now})]

    async def end_absence(self, absence: int, by: str, at: datetime) -> bool:
        """Note that the official is there after all; False where it was noted already."""
        return await self._first(_BACK, {"of": absence, "by": by, "now": at}) is not None

    async def hold(self, number: str, slot: int, until: datetime) -> None:
        """Keep a slot for a request until then, in place of any other kept for it."""
        await self.let_go(number)
        await self._rows(_HOLD, {"slot": slot, "number": number, "until": until})

    async def let_go(self, number: str) -> None:
        """Keep nothing for a request any longer."""
        await self._rows(_LET_GO, {"number": number})

    async def held(self, slot: int, now: datetime) -> Held | None:
        """Return for which request a slot is kept, if it is."""
        row = await self._first(_HELD, {"slot": slot, "now": now})
        return None if row is None else Held(row.held_for, row.held_until)


def _absence(row: Mapping[str, Any]) -> Absence:
    first: date = local(row["since"]).date()
    last: date = local(row["until"]).date() - DAY
    return Absence(row["official"], first, last, row["who"], row["id"])
