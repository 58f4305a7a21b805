"""What waits for a staff chat leaves by the rule for everybody, though it is found another way."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zlib import crc32

import pytest
from msgspec.structs import replace

from bot.reception.language import Lang
from bot.records import Address, ChannelName, Envelope, Priority, RetryAt, Sent
from storage.store import SqlStore
from tests.storage.samples import MINUTE, NOW, claim, keys_of, notice, put, settle, someone

PAIRS = 25
WHEN = [-1, 0, 1, 5, 20]
TRIES = 3

One = TypeVar("One")


def chosen(options: Sequence[One], *by: object) -> One:
    """Return one of them, the same for the same."""
    return options[crc32(repr(by).encode()) % len(options)]


async def a_pair(store: SqlStore, seed: int, nth: int) -> tuple[int, int]:
    """Store the same messages for somebody and for a staff chat; return both contacts."""
    person = (await someone(store, 700 + nth)).contact
    async with store.writing() as tx:
        chat = await tx.contact(Address(ChannelName.TELEGRAM, f"-{100 + nth}"), Lang.RU, NOW)
    for text in range(chosen(range(2, 12), "texts", seed, nth)):
        of = (seed, nth, text)
        one = notice(person, f"{nth}-{text}", priority=chosen(list(Priority), "priority", *of))
        one = replace(one, not_before=NOW + chosen(WHEN, "when", *of) * MINUTE)
        await put(store, one, replace(one, contact=chat))
    return person, chat


@pytest.mark.parametrize("seed", range(3))
async def test_a_staff_chat_gets_its_messages_in_the_order_of_anybody(
    store: SqlStore, seed: int
) -> None:
    """Some arrive, some are to be tried again, of some nobody knows until their lease runs out."""
    pairs = [await a_pair(store, seed, nth) for nth in range(PAIRS)]
    told: defaultdict[int, list[tuple[datetime, str, int]]] = defaultdict(list)
    now: datetime | None = NOW
    rounds = 0
    while now is not None:
        rounds += 1
        up_to = chosen([Priority.ANSWER, Priority.BULK], "round", seed, rounds)
        claimed = await claim(store, now, up_to=up_to)
        for envelope in claimed:
            (key,) = keys_of([envelope])
            told[envelope.contact].append((now, key, envelope.tries))
            times = sum(key == before for _, before, _ in told[envelope.contact])
            await _sent(store, envelope, now, (seed, key, times))
        for person, chat in pairs:
            assert told[person] == told[chat]
        if not claimed and up_to is Priority.BULK:
            async with store.reading() as tx:
                following = await tx.next_message(ChannelName.TELEGRAM, now)
            assert following is None or following > now
            now = following
    async with store.reading() as tx:
        assert 0 == (await tx.backlog(NOW + timedelta(days=9))).messages


async def _sent(
    store: SqlStore, envelope: Envelope, now: datetime, of: tuple[int, str, int]
) -> None:
    """Store what came of it, the same for both of a pair; or nothing, as if it were on its way."""
    what = chosen(["arrives", "arrives", "tried again", "unknown"], *of)
    if what == "arrives" or of[-1] > TRIES:
        await settle(store, envelope, Sent("1"), now)
    elif what == "tried again":
        await settle(store, envelope, RetryAt(chosen([30, 400], "again", *of), "429"), now)
