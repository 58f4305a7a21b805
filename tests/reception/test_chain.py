"""The chain of the audit: whatever is changed in a row or a link is found, and only there."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.reception.chain import BEGINNING, Broken, Fault, Found, Link, check, link_after

KEY = bytes(range(32))
FEW = settings(max_examples=60, deadline=None, database=None)
AT = datetime(2026, 3, 2, 5, 30, 0, 123456, tzinfo=UTC)

contents = st.tuples(
    st.integers(1, 2**40),
    st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.text(max_size=8),
    st.none() | st.text(max_size=8),
)
rows = st.builds(
    Found,
    st.sampled_from(["event", "consent_log"]),
    st.just(0),
    contents,
    st.none() | st.text(max_size=12),
)


def chained(found: list[Found]) -> tuple[list[Link], dict[tuple[str, int], Found]]:
    """Number rows, and give them their links."""
    numbered = [replace(one, row=nth) for nth, one in enumerate(found, start=1)]
    links: list[Link] = []
    for seq, one in enumerate(numbered, start=1):
        links.append(link_after(KEY, links[-1].hash if links else BEGINNING, seq, one))
    return links, {(one.source, one.row): one for one in numbered}


def faults(links: list[Link], found: dict[tuple[str, int], Found]) -> set[tuple[Fault, int | None]]:
    return {(one.fault, one.seq) for one in check(KEY, None, links, found).broken}


@FEW
@given(st.lists(rows, max_size=6))
def test_a_chain_that_nobody_touched_is_whole(found: list[Found]) -> None:
    links, now = chained(found)
    assert () == check(KEY, None, links, now).broken


@FEW
@given(st.lists(rows, min_size=1, max_size=4), st.data())
def test_any_other_value_in_any_covered_column_is_found(
    found: list[Found], data: st.DataObject
) -> None:
    links, now = chained(found)
    link = data.draw(st.sampled_from(links))
    row = now[link.source, link.row]
    column = data.draw(st.integers(0, len(row.content)))
    if column == len(row.content):
        other = data.draw(st.text(max_size=12).filter(lambda text: text != row.details))
        changed, fault = replace(row, details=other), Fault.DETAILS_CHANGED
    else:
        value = data.draw(contents.map(lambda one: one[column]))
        content = (*row.content[:column], value, *row.content[column + 1 :])
        changed, fault = replace(row, content=content), Fault.ROW_CHANGED
    now[link.source, link.row] = changed
    expected = set() if changed == row else {(fault, link.seq)}
    assert expected == faults(links, now)


@FEW
@given(
    st.lists(rows, min_size=2, max_size=4),
    st.sampled_from(["digest", "details", "hash"]),
    st.integers(0, 31),
    st.integers(0, 7),
    st.data(),
)
def test_one_bit_turned_in_any_link_is_found(
    found: list[Found], field: str, byte: int, bit: int, data: st.DataObject
) -> None:
    links, now = chained(found)
    nth = data.draw(st.integers(0, len(links) - 1))
    old = getattr(links[nth], field) or bytes(16)
    turned = bytearray(old)
    turned[byte % len(old)] ^= 1 << bit
    links[nth] = replace(links[nth], **{field: bytes(turned)})
    assert (Fault.LINK_CHANGED, nth + 1) in faults(links, now)


def some(count: int = 4, details: str | None = "{}") -> list[Found]:
    return [Found("event", 0, (nth, AT, "confirm"), details) for nth in range(count)]


def test_a_row_that_is_gone_is_named() -> None:
    links, now = chained(some())
    del now["event", 3]
    assert (Broken(Fault.ROW_REMOVED, 3, "event", 3),) == check(KEY, None, links, now).broken


def test_a_link_that_is_gone_is_named_and_the_rest_is_still_looked_at() -> None:
    links, now = chained(some(5))
    now["event", 5] = replace(now["event", 5], content=("other",))
    del links[2]
    assert {(Fault.LINK_MISSING, 3), (Fault.ROW_CHANGED, 5)} == faults(links, now)


def test_links_in_another_order_are_found() -> None:
    links, now = chained(some())
    links[1], links[2] = replace(links[2], seq=2), replace(links[1], seq=3)
    assert {(Fault.LINK_CHANGED, 2), (Fault.LINK_CHANGED, 3)} <= faults(links, now)


def test_two_rows_that_changed_places_are_found() -> None:
    links, now = chained(some())
    first, second = now["event", 1], now["event", 2]
    now["event", 1], now["event", 2] = replace(second, row=1), replace(first, row=2)
    assert {(Fault.ROW_CHANGED, 1), (Fault.ROW_CHANGED, 2)} == faults(links, now)


def test_a_chain_made_with_another_secret_does_not_pass() -> None:
    links, now = chained(some(1))
    other = check(bytes(32), None, links, now).broken
    assert {Fault.LINK_CHANGED, Fault.ROW_CHANGED, Fault.DETAILS_CHANGED} >= {
        one.fault for one in other
    }
    assert other


def test_details_may_be_gone_only_where_the_request_is_anonymised() -> None:
    links, now = chained(some(2))
    now["event", 1] = replace(now["event", 1], details=None, may_be_gone=True)
    now["event", 2] = replace(now["event", 2], details=None)
    assert {(Fault.DETAILS_ERASED, 2)} == faults(links, now)


def test_details_that_appear_later_are_found() -> None:
    links, now = chained(some(1, details=None))
    now["event", 1] = replace(now["event", 1], details="{}", may_be_gone=True)
    assert {(Fault.DETAILS_CHANGED, 1)} == faults(links, now)


def test_the_same_moment_in_another_zone_is_the_same_row() -> None:
    links, now = chained([Found("event", 0, (AT,))])
    there = AT.astimezone(timezone(timedelta(hours=5)))
    now["event", 1] = replace(now["event", 1], content=(there,))
    assert set() == faults(links, now)


def test_a_huge_gap_is_told_and_not_listed_for_ever() -> None:
    links, now = chained(some(2))
    links[1] = replace(links[1], seq=2**60)
    told = check(KEY, None, links, now).broken
    assert 1000 == sum(one.fault is Fault.LINK_MISSING for one in told)
