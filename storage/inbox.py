"""Updates seen: duplicates fall out here, and the ones that failed are kept until they are done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, assert_never

from sqlalchemy import Text, bindparam, delete, func, select, true

from bot.dialogs.incoming import (
    Asked,
    Departed,
    Expired,
    Pressed,
    Prompt,
    SharedContact,
    Stopped,
    Thing,
    Typed,
    Unsupported,
    What,
)  # fmt: skip
from bot.records import Address, ChannelName, Failed, Incoming
from storage.columns import among
from storage.statements import each, one_of
from storage.tables import InboxState, inbox
from storage.transaction import Transaction, insert_new

_new: Final = each("keys", Text)
_ENTER: Final = (
    insert_new(inbox)
    .from_select(
        ["key", "received_at"],
        select(_new.c.value, bindparam("at", type_=inbox.c.received_at.type)).where(true()),
    )
    .on_conflict_do_nothing()
    .returning(inbox.c.key)
)
_insert: Final = insert_new(inbox)
_KEPT: Final = ("state", "body", "error", "tries", "retry_at")
_KEEP: Final = _insert.on_conflict_do_update(
    index_elements=[inbox.c.key], set_={name: _insert.excluded[name] for name in _KEPT}
)
_FAILED: Final = among(inbox.c.state, {InboxState.FAILED})
_DUE: Final = (
    select(inbox.c.key, inbox.c.body, inbox.c.error, inbox.c.tries)
    .where(_FAILED, inbox.c.retry_at <= bindparam("now"))
    .order_by(inbox.c.retry_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_TAKE_OUT: Final = delete(inbox).where(one_of(inbox.c.key, "keys"))
_COUNT_FAILED: Final = select(func.count()).select_from(inbox).where(_FAILED)


class Inbox(Transaction):
    """Updates that came in."""

    async def new_of(self, batch: Sequence[Incoming], at: datetime) -> set[str]:
        """Enter a batch into the inbox; return `channel:external_id` of those not seen before."""
        if not batch:
            return set()
        asked = {"keys": sorted(_key(one) for one in batch), "at": at}
        return {row.key for row in await self._rows(_ENTER, asked)}

    async def keep_failed(self, failed: Failed, at: datetime, retry_at: datetime | None) -> None:
        """Keep an update that failed alone. `retry_at` None: it is given up."""
        incoming = failed.incoming
        row = {
            "key": _key(incoming),
            "received_at": at,
            "state": InboxState.GIVEN_UP if retry_at is None else InboxState.FAILED,
            "body": self._keys.seal_json(dump_incoming(incoming)),
            "error": self._keys.seal(failed.error),
            "tries": failed.tries,
            "retry_at": retry_at,
        }
        await self._rows(_KEEP, row)

    async def failed_due(self, now: datetime, limit: int) -> list[Failed]:
        """Return failed updates to try again, taking them out of the inbox."""
        rows = await self._rows(_DUE, {"now": now, "at_most": limit})
        if rows:
            await self._rows(_TAKE_OUT, {"keys": [row.key for row in rows]})
        return [
            Failed(
                load_incoming(self._keys.open_json(row.body)), self._keys.open(row.error), row.tries
            )
            for row in rows
        ]

    async def failed_count(self) -> int:
        """Count the updates that are kept because they failed."""
        return int(await self._value(_COUNT_FAILED))


def _key(incoming: Incoming) -> str:
    return f"{incoming.address.channel}:{incoming.external_id}"


def dump_incoming(incoming: Incoming) -> dict[str, Any]:
    """Return `incoming` as JSON-able data."""
    address = incoming.address
    said_at = incoming.said_at
    return {
        "address": [address.channel, address.where, address.thread],
        "external_id": incoming.external_id,
        "what": _dump_what(incoming.what),
        "actor": incoming.actor,
        "said_at": said_at and said_at.isoformat(),
    }


def load_incoming(data: Mapping[str, Any]) -> Incoming:
    """Return the update that `dump_incoming` wrote."""
    channel, where, thread = data["address"]
    address = Address(ChannelName(channel), where, thread)
    what, said = _load_what(data["what"]), data.get("said_at")
    said_at = said and datetime.fromisoformat(said)
    return Incoming(address, data["external_id"], what, data["actor"], said_at)


def _dump_what(what: What) -> dict[str, Any]:
    match what:
        case Pressed(turn, number, message_id):
            return {"pressed": [turn, int(number), message_id]}
        case Typed(text):
            return {"typed": text}
        case SharedContact(phone, own):
            return {"contact": [phone, own]}
        case Asked(name, rest):
            return {"asked": [name, rest]}
        case Unsupported(thing):
            return {"unsupported": thing}
        case Prompt(dialog, args, fresh):
            return {"prompt": [dialog, dict(args), fresh]}
        case Stopped(heard):
            return {"stopped": heard}
        case Expired():
            return {"expired": True}
        case Departed(who):
            return {"departed": who}
        case _:
            assert_never(what)


def _load_what(data: Mapping[str, Any]) -> What:
    match data:
        case {"pressed": [turn, number, message_id]}:
            return Pressed(turn, number, message_id)
        case {"typed": text}:
            return Typed(text)
        case {"contact": [phone, own]}:
            return SharedContact(phone, own)
        case {"asked": [name, rest]}:
            return Asked(name, rest)
        case {"unsupported": thing}:
            return Unsupported(Thing(thing))
        case {"prompt": [dialog, args, fresh]}:
            return Prompt(dialog, args, fresh)
        case {"stopped": bool(heard)}:
            return Stopped(heard)
        case {"expired": True}:
            return Expired()
        case {"departed": int(who)}:
            return Departed(who)
        case _:
            raise ValueError("no update that was kept")
