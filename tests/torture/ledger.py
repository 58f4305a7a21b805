"""The books after a torture, read from outside of the program, on either database."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import asyncpg

from bot.messages import Notice, Screen, load
from storage.encryption import Keys

SQLITE: Final = "sqlite+aiosqlite:///"
PROVEN_BY_SMS: Final = {"delivered", "read"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it is kept: its number, who asked by which address, and its time."""

    number: str
    channel: str
    address: str
    slot: int | None


@dataclass(frozen=True, slots=True)
class Statutory:
    """A statutory notice: which it is, about which request, and what became of it."""

    key: str
    request: int
    channel: str
    state: str
    status: str
    outdated: bool

    @property
    def proven(self) -> bool:
        """Whether the provider said that the person has it."""
        taken = self.state == "sent"
        return taken and (self.channel == "telegram" or self.status in PROVEN_BY_SMS)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a provider took: its place in the outbox and the provider's number of it.

    `changes`: it was put in the place of an older one, maybe of a copy that only the phone knows.
    """

    outbox: int
    channel: str
    address: str
    priority: int
    provider_id: str
    changes: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that is held against the phones."""

    requests: Sequence[Kept]
    statutory: Sequence[Statutory]
    said: Sequence[Said]
    with_task: frozenset[int]
    outbox: Mapping[str, int]
    inbox: Mapping[str, int]
    updates: frozenset[int]
    events: Mapping[str, int]


async def read_ledger(url: str, keys: Keys) -> Ledger:
    """Read the books at `url`."""
    requests = await _rows(
        url,
        "SELECT number, contact.channel, address, slot_id FROM request "
        "JOIN contact ON contact.id = contact_id ORDER BY request.id",
    )
    statutory = await _rows(
        url,
        "SELECT body, outbox.request_id, outbox.channel, outbox.state, outbox.status, "
        "outbox.version, request.version FROM outbox "
        "JOIN request ON request.id = outbox.request_id WHERE statutory ORDER BY outbox.id",
    )
    said = await _rows(
        url,
        "SELECT outbox.id, outbox.channel, address, priority, attempt.provider_id, body "
        "FROM attempt JOIN outbox ON outbox.id = outbox_id JOIN contact ON contact.id = contact_id "
        "WHERE outcome = 'sent' AND attempt.provider_id <> '' ORDER BY outbox.id",
    )
    updates = await _rows(url, "SELECT key FROM inbox WHERE key LIKE 'telegram:%'")
    tasks = await _rows(url, "SELECT request_id FROM task WHERE kind = 'call'")
    return Ledger(
        requests=[Kept(n, c, keys.open(bytes(a)), slot) for n, c, a, slot in requests],
        statutory=[
            Statutory(
                _key(keys, body), about, channel, state, status or "",
                version is not None and version != now,
            )
            for body, about, channel, state, status, version, now in statutory
        ],
        said=[
            Said(o, c, keys.open(bytes(a)), p, i, _changes(keys, body))
            for o, c, a, p, i, body in said
        ],
        with_task=frozenset(about for (about,) in tasks),
        outbox=await _counted(url, "outbox", "state"),
        inbox=await _counted(url, "inbox", "state"),
        updates=frozenset(int(key.removeprefix("telegram:")) for (key,) in updates),
        events=await _counted(url, "event", "kind"),
    )  # fmt: skip


def unproven(ledger: Ledger) -> list[Statutory]:
    """Return the statutory notices that neither arrived, nor lost their point, nor became a task.

    One that was sent anew by another way is as good as its last copy.
    """
    arrived = {(one.request, one.key) for one in ledger.statutory if one.proven}
    return [
        one
        for one in ledger.statutory
        if not one.proven
        and not (one.outdated and one.state in {"dropped", "failed"})
        and (one.request, one.key) not in arrived
        and one.request not in ledger.with_task
    ]


def slots_given_twice(ledger: Ledger) -> list[int]:
    """Return the times that more than one request has."""
    given = Counter(one.slot for one in ledger.requests if one.slot is not None)
    return [slot for slot, count in given.items() if count > 1]


def out_of_order(ledger: Ledger) -> list[Said]:
    """Return the answers that reached a private chat before one that was said before.

    A message that changes an older one carries the older one's number, and is not looked at.
    """
    first: dict[tuple[str, str], int] = {}
    for one in ledger.said:
        first.setdefault((one.address, one.provider_id), one.outbox)
    by_chat: defaultdict[str, list[Said]] = defaultdict(list)
    for one in ledger.said:
        new = first[one.address, one.provider_id] == one.outbox and not one.changes
        if one.channel == "telegram" and one.priority == 0 and new and one.address[0] != "-":
            by_chat[one.address].append(one)
    return [
        later
        for chat in by_chat.values()
        for before, later in pairwise(chat)
        if int(later.provider_id) < int(before.provider_id)
    ]


def _changes(keys: Keys, body: bytes) -> bool:
    message = load(keys.open_json(bytes(body)))
    return isinstance(message, Screen) and bool(message.edit)


def _key(keys: Keys, body: bytes) -> str:
    message = load(keys.open_json(bytes(body)))
    return message.say.key if isinstance(message, Notice) else type(message).__name__


async def _counted(url: str, table: str, column: str) -> Mapping[str, int]:
    return dict(await _rows(url, f"SELECT {column}, count(*) FROM {table} GROUP BY {column}"))  # noqa: S608


async def _rows(url: str, query: str) -> list[tuple[Any, ...]]:
    if url.startswith(SQLITE):
        with closing(sqlite3.connect(url.removeprefix(SQLITE))) as connection:
            return list(connection.execute(query))
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()
