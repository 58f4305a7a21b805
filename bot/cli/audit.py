"""The commands of the audit: whether it is whole, and its head to be kept elsewhere."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli.bar import bar
from bot.cli.plainly import fail, plainly
from bot.reception.calendar import local
from bot.reception.chain import Broken, Fault, Link, Unsealed
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from storage.store import SqlStore

PIECE: Final = 500
NAMED: Final = 50
"""Faults that are named one by one; the rest are counted."""

_HEAD: Final = re.compile(r"(?:(\d+):)?([0-9a-fA-F]{64})")
_MEANT: Final = {
    Fault.LINK_MISSING: "a link is missing",
    Fault.LINK_CHANGED: "the link was changed, or the one before it",
    Fault.ROW_REMOVED: "the row was removed",
    Fault.ROW_CHANGED: "the row was changed",
    Fault.DETAILS_CHANGED: "the details of the row were changed",
    Fault.DETAILS_ERASED: "the details were erased, and the request is not anonymised",
    Fault.ROW_INSERTED: "the row was inserted among older ones",
}

audit = typer.Typer(help="The audit: who did what, and who saw what.", no_args_is_help=True)


@audit.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="A head kept elsewhere, as `audit head` printed it."),
    ] = None,
) -> None:
    """Walk the whole chain, and name every row that was changed, removed, inserted or moved."""
    kept = _read_head(head)
    with plainly():
        faults, count, reached, unsealed = _opened(lambda store: _walk(store, kept))
    for fault in faults[:NAMED]:
        print(_sentence(fault))
    if len(faults) > NAMED:
        print(f"… and {len(faults) - NAMED} more.")
    for one in unsealed:
        since = f" since {local(one.since):%Y-%m-%d %H:%M}" if one.since else ""
        print(f"Not in the chain yet: {one.rows} of {one.source}{since}.")
    lost = kept is not None and not reached
    if lost:
        print(f"The head {head} is not in the chain: it was cut off, or is another database's.")
    if faults or lost:
        fail(f"The audit is NOT whole: {len(faults) + lost} faults in {count} links.")
    print(f"The audit is whole: {count} links.")


@audit.command()
def head() -> None:
    """Print the last link, SEQ:HASH, to be kept where nobody who has the database can change it."""
    with plainly():
        last = _opened(_head)
    if last is None:
        fail("The chain has no link yet: the running program makes it.")
    print(f"{last.seq}:{last.hash.hex()}")


def _read_head(text: str | None) -> tuple[int | None, bytes] | None:
    if text is None:
        return None
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("expected SEQ:HASH or HASH, 64 hexadecimal digits")
    return (int(found[1]) if found[1] else None), bytes.fromhex(found[2])


def _opened(work: "Callable[[SqlStore], Awaitable[Any]]") -> Any:
    """Do something with the database of the settings, as it is."""
    from bot.opening import open_database

    async def do(settings: Settings) -> Any:
        store = await open_database(settings, as_it_is=True)
        try:
            return await work(store)
        finally:
            await store.close()

    settings = read_settings()
    if not settings.database_exists:
        fail("DATABASE_URL: there is no database yet, so there is no audit.")
    return asyncio.run(do(settings))


async def _head(store: "SqlStore") -> Link | None:
    async with store.reading() as tx:
        return await tx.chain_head()


async def _walk(
    store: "SqlStore", kept: tuple[int | None, bytes] | None
) -> tuple[list[Broken], int, bool, list[Unsealed]]:
    """Look at every link; return faults, their number, whether the head is there, the unsealed."""
    faults: list[Broken] = []
    count, reached = 0, False
    async with store.reading() as tx:
        # What is written while we walk is for the next time.
        inserted, unsealed, until = (
            await tx.inserted(NAMED),
            await tx.unsealed(),
            await tx.chain_head(),
        )
    last: Link | None = None
    with bar("verifying") as progress:
        while until is not None and (last is None or last.seq < until.seq):
            async with store.reading() as tx:
                checked = await tx.check_links(last, PIECE)
            faults += checked.broken
            count += checked.count
            reached = reached or _is_among(kept, checked.links)
            if checked.last is None or not checked.count:
                break
            last = checked.last
            progress(last.seq, until.seq)
    return faults + inserted, count, reached, unsealed


def _is_among(kept: tuple[int | None, bytes] | None, links: tuple[Link, ...]) -> bool:
    if kept is None:
        return False
    seq, hashed = kept
    return any(one.hash == hashed and seq in {None, one.seq} for one in links)


def _sentence(fault: Broken) -> str:
    where = "" if fault.seq is None else f"link {fault.seq}"
    row = "" if fault.row is None else f"{fault.source} {fault.row}"
    return f"{', '.join(one for one in (where, row) if one)}: {_MEANT[fault.fault]}."
