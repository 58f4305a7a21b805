"""What offices were owed on a day, and got."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, select

from storage.reference_tables import duty
from storage.transaction import Transaction, insert_new

_BEGIN: Final = (
    insert_new(duty)
    .on_conflict_do_nothing(index_elements=[duty.c.office, duty.c.kind, duty.c.day])
    .returning(duty.c.office)
)
_DONE: Final = (
    select(duty.c.day)
    .where(
        duty.c.office == bindparam("office"),
        duty.c.kind == bindparam("kind"),
        duty.c.day > bindparam("after"),
        duty.c.day < bindparam("before"),
    )
    .limit(1)
)


class Duties(Transaction):
    """Duties of a day."""

    async def begin_duty(self, office: str, kind: str, day: date, at: datetime) -> bool:
        """Note that a duty is being done in this transaction; False if it was done already."""
        row = {"office": office, "kind": kind, "day": day, "at": at}
        return await self._first(_BEGIN, row) is not None

    async def duty_done_since(self, office: str, kind: str, after: date, before: date) -> bool:
        """Tell whether a duty was done on a day between these two."""
        asked = {"office": office, "kind": kind, "after": after, "before": before}
        return await self._first(_DONE, asked) is not None
