"""Seats of processes at one database: shares that never make more than the whole, one leader."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports.processes import ALONE, NOTHING, SeatTaken, Standing
from bot.records import ChannelName
from storage.encryption import Keys
from storage.processes import EVERY, WHOLE, PostgresSeat, SqliteSeat, share_left
from storage.store import SqlStore, open_store
from tests.storage.samples import FIRST_KEY, MINUTE, NOW, SECOND, notice, put, someone

PATIENCE = 10.0


@dataclass
class Member:
    """A process, with what it was told."""

    store: SqlStore
    everybody: "list[Member]"
    standing: Standing = NOTHING
    most: float = 0.0
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def heed(self, standing: Standing) -> None:
        """Keep it, and see what all may do together at this moment."""
        self.standing = standing
        self.most = max(self.most, sum(one.standing.share for one in self.everybody))
        assert sum(one.standing.leads for one in self.everybody) <= 1
        self.told.set()

    async def sits(self) -> PostgresSeat:
        """Take a seat."""
        seat = self.store.seat("host", 1)
        assert isinstance(seat, PostgresSeat)
        await seat.take(self.heed)
        return seat


@dataclass
class Table:
    """The database, and who sits at it."""

    url: str
    members: list[Member] = field(default_factory=list)

    async def comes(self) -> tuple[Member, PostgresSeat]:
        """Start another process."""
        member = Member(await open_store(self.url, Keys.parse(FIRST_KEY)), self.members)
        self.members.append(member)
        return member, await member.sits()

    async def asks(self, query: str) -> list[Any]:
        """Ask the server itself."""
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        try:
            return list(await connection.fetch(query))
        finally:
            await connection.close()

    async def cuts(self, seat: PostgresSeat) -> None:
        """Have the server let a seat's connection go, as when its process is killed."""
        assert seat._rounds is not None
        backend = seat._rounds.driver.get_server_pid()
        await self.asks(f"SELECT pg_terminate_backend({backend}, 5000)")


@pytest.fixture
async def table(migrated_postgres: str) -> AsyncIterator[Table]:
    """Lay an empty table on PostgreSQL."""
    laid = Table(migrated_postgres)
    yield laid
    assert max((one.most for one in laid.members), default=0.0) <= 1.0
    for member in laid.members:
        await member.store.close()


async def beats(*seats: PostgresSeat, often: int = EVERY) -> None:
    for _ in range(often):
        for seat in seats:
            await seat.beat()


needs_postgres = pytest.mark.needs("postgres")


@needs_postgres
async def test_whoever_comes_first_leads_and_has_the_whole_rate(table: Table) -> None:
    first, seat = await table.comes()
    assert ALONE == first.standing
    ((host, pid, share),) = await table.asks("SELECT host, pid, share FROM process")
    assert ("host", 1, WHOLE) == (host, pid, share)
    await seat.leave()
    assert NOTHING == first.standing
    assert [] == await table.asks("SELECT id FROM process")


@needs_postgres
async def test_a_newcomer_begins_when_the_others_have_made_room(table: Table) -> None:
    first, a = await table.comes()
    second, b = await table.comes()
    assert NOTHING == second.standing
    await beats(b)
    assert NOTHING == second.standing
    await beats(a)
    assert Standing(0.5, leads=True) == first.standing
    await beats(b, often=1)
    assert Standing(0.5, leads=False) == second.standing
    third, c = await table.comes()
    await beats(a, b, c)
    await beats(c, often=1)
    assert [0.333333] * 3 == [one.standing.share for one in (first, second, third)]
    for seat in (a, b, c):
        await seat.leave()


@needs_postgres
async def test_when_the_leader_is_gone_another_leads_at_its_next_beat(table: Table) -> None:
    first, a = await table.comes()
    second, b = await table.comes()
    await beats(a, b)
    await table.cuts(a)
    async with asyncio.timeout(PATIENCE):
        while first.standing != NOTHING:  # it learns at once, by itself
            first.told.clear()
            await first.told.wait()
    await beats(b, often=1)
    assert second.standing.leads
    await beats(b)
    assert ALONE == second.standing
    await a.beat()
    await beats(b, a)
    assert [Standing(0.5, leads=False), Standing(0.5, leads=True)] == [
        first.standing,
        second.standing,
    ]
    assert 2 == len(await table.asks("SELECT id FROM process"))
    await a.leave()
    await b.leave()


@needs_postgres
async def test_what_a_dead_process_was_sending_others_send_at_once(table: Table) -> None:
    first, a = await table.comes()
    second, b = await table.comes()
    contact = (await someone(first.store)).contact
    await put(first.store, notice(contact, "one"), notice(contact, "two"))

    async def taken(by: Member) -> int:
        async with by.store.writing() as tx:
            lease = NOW + MINUTE
            return len(await tx.claim(ChannelName.TELEGRAM, NOW + SECOND, lease, 10))

    assert 1 == await taken(first)
    await beats(a, b)
    assert 0 == await taken(second)
    await table.cuts(a)
    await beats(b)
    assert 1 == await taken(second)
    await b.leave()


@needs_postgres
async def test_a_process_that_hangs_loses_its_seat(table: Table) -> None:
    first, _ = await table.comes()
    second, b = await table.comes()
    await table.asks("UPDATE process SET seen_at = now() - interval '31 seconds' WHERE share > 0")
    await beats(b)
    async with asyncio.timeout(PATIENCE):
        while first.standing != NOTHING:
            first.told.clear()
            await first.told.wait()
    await beats(b)
    assert ALONE == second.standing
    await b.leave()


@needs_postgres
async def test_without_the_server_nothing_is_allowed_until_it_is_back(table: Table) -> None:
    first, seat = await table.comes()
    await table.cuts(seat)
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await seat.beat()
    await seat.beat()
    assert ALONE == first.standing
    await seat.leave()


@given(st.lists(st.tuples(st.sampled_from(["come", "go", "beat"]), st.integers(0, 9))))
def test_the_shares_never_make_more_than_the_whole(steps: list[tuple[str, int]]) -> None:
    shares: list[int] = []
    for what, whom in steps:
        match what:
            case "come":
                shares.append(share_left(shares))
            case "go" if shares:
                shares.pop(whom % len(shares))
            case "beat" if shares:
                shares.pop(whom % len(shares))
                shares.append(share_left(shares))
            case _:
                pass
        assert sum(shares) <= WHOLE
        assert min(shares, default=0) >= 0
    for _ in range(2):
        for _ in list(shares):
            shares.append(share_left(shares[1:]))
            shares.pop(0)
    assert set(shares) <= {WHOLE // max(1, len(shares))}


async def test_a_database_file_has_one_seat(tmp_path: Path) -> None:
    told: list[Standing] = []
    first, second = SqliteSeat(tmp_path / "house.db"), SqliteSeat(tmp_path / "house.db")
    await first.take(told.append)
    with pytest.raises(SeatTaken):
        await second.take(told.append)
    await first.beat()
    await first.leave()
    await second.take(told.append)
    assert [ALONE, ALONE] == told
    await second.leave()
