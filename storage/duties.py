"""What offices were owed on a day, and got."""

from datetime import date, datetime
from typing import Final

from storage.reference_tables import duty
from storage.transaction import Transaction, insert_new

_BEGIN: Final = (
    insert_new(duty)
    .on_conflict_do_nothing(index_elements=[duty.c.office, duty.c.kind, duty.c.day])
    .returning(duty.c.office)
)


class Duties(Transaction):
    """Duties of a day."""

    async def begin_duty(self, office: str, kind: str, day: date, at: datetime) -> bool:
        """Note that a duty is being done in this transaction; False if it was done already."""
        row = {"office": office, "kind": kind, "day": day, "at": at}
        return await self._first(_BEGIN, row) is not None
