"""Reference data: the directory as it was last edited, and the slots of the schedule."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select

from bot.reception.directory import Directory
from bot.reception.directory_toml import directory_from_dict, dump_directory
from bot.reception.schedule import SlotTime
from storage.tables import directory, slot
from storage.transaction import Transaction, insert_new

_LATEST: Final = select(directory.c.body).order_by(directory.c.id.desc()).limit(1)
_SAVE: Final = insert(directory)
_ADD_SLOTS: Final = (
    insert_new(slot)
    .on_conflict_do_nothing(index_elements=[slot.c.official, slot.c.starts_at])
    .returning(slot.c.id)
)


class Reference(Transaction):
    """The directory and the schedule."""

    async def directory(self) -> Directory | None:
        """Return the directory, if there is one yet."""
        body = (await self._run(_LATEST)).scalar()
        return None if body is None else directory_from_dict(json.loads(body))

    async def save_directory(self, directory: Directory, at: datetime) -> None:
        """Store a directory; the ones before stay."""
        body = json.dumps(dump_directory(directory), ensure_ascii=False, separators=(",", ":"))
        await self._run(_SAVE, {"at": at, "body": body})

    async def add_slots(self, official: str, times: Sequence[SlotTime]) -> int:
        """Add the slots not there yet; return how many were added."""
        if not times:
            return 0
        rows = [
            {"official": official, "starts_at": one.starts_at, "minutes": one.minutes}
            for one in times
        ]
        return len((await self._run(_ADD_SLOTS, rows)).all())
