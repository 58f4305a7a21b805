"""Reference data: the directory as it was last edited, and the slots of the schedule."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, exists, func, insert, literal, select, union

from bot.reception.directory import Directory
from bot.reception.directory_toml import directory_from_dict, dump_directory
from bot.reception.schedule import SlotTime
from storage.reference_tables import directory, slot
from storage.statements import one_of
from storage.tables import request
from storage.transaction import Transaction, insert_new

_LATEST: Final = select(directory.c.body).order_by(directory.c.id.desc()).limit(1)
_SAVE: Final = insert(directory)
_ADD_SLOTS: Final = insert_new(slot).on_conflict_do_nothing(
    index_elements=[slot.c.official, slot.c.starts_at]
)
_KNOWN_SLOTS: Final = select(slot.c.starts_at).where(
    slot.c.official == bindparam("official"),
    slot.c.starts_at.between(bindparam("first"), bindparam("last")),
)
_VERSION: Final = select(func.max(directory.c.id))
_pointers: Final = (
    request.c.office,
    request.c.official,
    request.c.topic,
    request.c.category,
    request.c.ground,
)
_KEYS_IN_USE: Final = union(
    *(
        select(literal(column.name).label("kind"), column.label("key")).where(column.is_not(None))
        for column in _pointers
    )
)
# A slot that an undo may lead back to is not free either.
_unused: Final = (
    ~exists().where(request.c.slot_id == slot.c.id),
    ~exists().where(request.c.slot_before == slot.c.id),
)
_FREE_SINCE: Final = select(slot.c.id, slot.c.starts_at, slot.c.minutes).where(
    slot.c.official == bindparam("official"), slot.c.starts_at >= bindparam("since"), *_unused
)
_DROP_SLOTS: Final = delete(slot).where(one_of(slot.c.id, "ids"), *_unused).returning(slot.c.id)


class Reference(Transaction):
    """The directory and the schedule."""

    async def directory(self) -> Directory | None:
        """Return the directory, if there is one yet."""
        body = await self._value(_LATEST)
        return None if body is None else directory_from_dict(json.loads(body))

    async def save_directory(self, directory: Directory, at: datetime) -> None:
        """Store a directory; the ones before stay."""
        body = json.dumps(dump_directory(directory), ensure_ascii=False, separators=(",", ":"))
        await self._rows(_SAVE, {"at": at, "body": body})

    async def directory_version(self) -> int | None:
        """Return a number that grows with every directory stored."""
        found: int | None = await self._value(_VERSION)
        return found

    async def keys_in_use(self) -> set[tuple[str, str]]:
        """Return what stored requests point to: `office`, `official` and so on, with its key."""
        return {(row.kind, row.key) for row in await self._rows(_KEYS_IN_USE, long=True)}

    async def drop_slots(self, official: str, since: datetime, keep: Collection[SlotTime]) -> int:
        """Drop the free slots from `since` on that are not among `keep`; return how many."""
        kept = set(keep)
        gone = [
            row.id
            for row in await self._rows(_FREE_SINCE, {"official": official, "since": since})
            if SlotTime(row.starts_at, row.minutes) not in kept
        ]
        if not gone:
            return 0
        await self._lock(slot, *gone)
        return len(await self._rows(_DROP_SLOTS, {"ids": gone}))

    async def add_slots(self, official: str, times: Sequence[SlotTime]) -> int:
        """Add the slots not there yet; return how many were added."""
        if not times:
            return 0
        starts = [one.starts_at for one in times]
        asked = {"official": official, "first": min(starts), "last": max(starts)}
        known = {row.starts_at for row in await self._rows(_KNOWN_SLOTS, asked)}
        rows = [
            {"official": official, "starts_at": one.starts_at, "minutes": one.minutes}
            for one in times
            if one.starts_at not in known
        ]
        await self._many(_ADD_SLOTS, rows)
        return len(rows)
