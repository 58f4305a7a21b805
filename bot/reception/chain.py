"""How the audit is chained: each link seals a row, and the link before it.

Whoever changes, removes, inserts or reorders rows in the database can't make the chain fit again:
it is made with a secret that is not in there in the clear.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

DIGEST_BYTES: Final = 16
MOST: Final = 1000
"""Missing links of one gap that are named one by one."""

BEGINNING: Final = bytes(32)
"""What the first link stands on."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Fault(StrEnum):
    """What is wrong with a link or its row."""

    LINK_MISSING = "link missing"
    LINK_CHANGED = "link changed"
    ROW_REMOVED = "row removed"
    ROW_CHANGED = "row changed"
    DETAILS_CHANGED = "details changed"
    DETAILS_ERASED = "details erased"
    ROW_INSERTED = "row inserted"


class Link(Struct, frozen=True):
    """One link. `details`: the digest of what may be erased one day, if there was anything."""

    seq: int
    source: str
    row: int
    digest: bytes
    details: bytes | None
    hash: bytes


class Found(Struct, frozen=True):
    """A row as it is now: what stays in it for good, and what may be erased.

    `may_be_gone`: it was lawfully erased, because its request was anonymised.
    """

    source: str
    row: int
    content: tuple[Any, ...]
    details: str | None = None
    may_be_gone: bool = False


class Broken(Struct, frozen=True):
    """A fault, and where it is. Only a row that has a link has its `seq`."""

    fault: Fault
    seq: int | None
    source: str = ""
    row: int | None = None


class Checked(Struct, frozen=True):
    """What came of a look at some links: they, the last one so far, and what is wrong."""

    links: tuple[Link, ...]
    last: Link | None
    broken: tuple[Broken, ...]

    @property
    def count(self) -> int:
        """How many links it was."""
        return len(self.links)


class Unsealed(Struct, frozen=True):
    """The rows of a source that have no link yet: how many, since when."""

    source: str
    rows: int
    since: datetime | None


def digest(key: bytes, source: str, row: int, content: Sequence[Any]) -> bytes:
    """Return the digest of what stays in a row for good."""
    written = json.dumps(
        [source, row, *map(_plain, content)], ensure_ascii=True, separators=(",", ":")
    )
    return hmac.digest(key, b"row " + written.encode(), "sha256")[:DIGEST_BYTES]


def digest_of_details(key: bytes, source: str, row: int, details: str) -> bytes:
    """Return the digest of what may be erased from a row; over its text before it is sealed."""
    written = f"{source} {row} {details}".encode()
    return hmac.digest(key, b"details " + written, "sha256")[:DIGEST_BYTES]


def link_after(key: bytes, last: bytes, seq: int, found: Found) -> Link:
    """Make the link of a row, after the one with the hash `last`."""
    details = None
    if found.details is not None:
        details = digest_of_details(key, found.source, found.row, found.details)
    of_row = digest(key, found.source, found.row, found.content)
    hashed = _hash(key, last, seq, (found.source, found.row), of_row, details)
    return Link(seq, found.source, found.row, of_row, details, hashed)


def fits(key: bytes, last: bytes, link: Link) -> bool:
    """Tell whether a link is as it was made, after the one with the hash `last`."""
    named = (link.source, link.row)
    expected = _hash(key, last, link.seq, named, link.digest, link.details)
    return hmac.compare_digest(expected, link.hash)


def fault_of(key: bytes, link: Link, found: Found | None) -> Fault | None:
    """Return what is wrong with the row of a link, if anything."""
    if found is None:
        return Fault.ROW_REMOVED
    if not hmac.compare_digest(digest(key, link.source, link.row, found.content), link.digest):
        return Fault.ROW_CHANGED
    if found.details is None:
        erased = link.details is not None and not found.may_be_gone
        return Fault.DETAILS_ERASED if erased else None
    now = digest_of_details(key, link.source, link.row, found.details)
    same = link.details is not None and hmac.compare_digest(now, link.details)
    return None if same else Fault.DETAILS_CHANGED


def check(
    key: bytes, after: Link | None, links: Sequence[Link], rows: Mapping[tuple[str, int], Found]
) -> Checked:
    """Look at the links that follow `after`, and at their rows."""
    broken: list[Broken] = []
    last: Link | None = after
    for link in links:
        expected = last.seq + 1 if last else 1
        missing = range(expected, min(link.seq, expected + MOST))
        broken += [Broken(Fault.LINK_MISSING, seq) for seq in missing]
        whole = link.seq == expected
        if whole and not fits(key, last.hash if last else BEGINNING, link):
            broken.append(Broken(Fault.LINK_CHANGED, link.seq, link.source, link.row))
        fault = fault_of(key, link, rows.get((link.source, link.row)))
        if fault is not None:
            broken.append(Broken(fault, link.seq, link.source, link.row))
        last = link
    return Checked(tuple(links), last, tuple(broken))


def _hash(
    key: bytes,
    last: bytes,
    seq: int,
    named: tuple[str, int],
    of_row: bytes,
    details: bytes | None,
) -> bytes:
    written = json.dumps(
        [seq, *named, of_row.hex(), None if details is None else details.hex()],
        separators=(",", ":"),
    )
    return hmac.digest(key, b"link " + last + written.encode(), "sha256")


def _plain(value: Any) -> Any:
    """Return a value as JSON has it, the same from whichever database it came."""
    match value:
        case datetime():
            return (value - _EPOCH) // _MICROSECOND
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case _:
            return value
