"""The audit by the command line: whether it is whole, its head, and whom a breach concerns."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import delete, text

from bot.chaining import Chaining
from bot.inforce import begin
from bot.opening import open_database
from bot.reception.breach import Seen
from bot.records import Event, Request
from bot.settings import Settings
from storage.audit_tables import seal
from storage.store import SqlStore
from storage.tables import event
from tests.cli.terminal import SAMPLE, give
from tests.storage.samples import NAME, NOW, requested

T = TypeVar("T")
HEAD = re.compile(r"\d+:[0-9a-f]{64}\n")


@pytest.fixture
def request_(address: str) -> Request:
    """Register a request, whose data a clerk and a viewer read."""

    async def do(store: SqlStore) -> Request:
        await begin(store, SAMPLE, None, NOW)
        one = await requested(store, office="centre", official="togyzbaev", topic=None)
        async with store.writing() as tx:
            await tx.record([act(one, "register", "citizen"), act(one, Seen.DETAILS, "staff:9001")])
            later = NOW + timedelta(days=1)
            await tx.record([act(one, Seen.DETAILS, "staff:9004", later)])
        await Chaining(store).work()
        return one

    return within(do)


def act(one: Request, kind: str, who: str, at: object = NOW) -> Event:
    return Event(one.id, at, kind, who, None, None)  # type: ignore[arg-type]


def within(work: Callable[[SqlStore], Awaitable[T]]) -> T:
    """Do something with the database of the settings."""

    async def do() -> T:
        store = await open_database(Settings())
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(do())


def tamper(*statements: object) -> None:
    """Write past the triggers."""

    async def do(store: SqlStore) -> None:
        async with store.writing() as tx:
            if Settings().database_url.startswith("postgresql"):
                await tx._rows(text("SET LOCAL session_replication_role = replica"))
            else:
                for name in ("event_changed", "event_removed", "seal_changed", "seal_removed"):
                    await tx._rows(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                await tx._rows(statement)

    within(do)


def test_a_whole_audit_is_told_and_has_a_head(request_: Request) -> None:
    said = give("audit", "verify")
    assert (0, True) == (said.code, "The audit is whole: 3 links." in said.text)
    head = give("audit", "head")
    assert 0 == head.code
    assert HEAD.fullmatch(head.text)
    for kept in (head.text.strip(), head.text.strip().split(":")[1].upper()):
        assert 0 == give("audit", "verify", "--head", kept).code


def test_rows_that_are_not_in_the_chain_yet_are_counted(request_: Request) -> None:
    async def write(store: SqlStore) -> None:
        async with store.writing() as tx:
            await tx.record([act(request_, "confirm", "staff:9001")])

    within(write)
    said = give("audit", "verify")
    assert 0 == said.code
    assert "Not in the chain yet: 1 of event since 2026-03-02 10:30." in said.text


def test_a_changed_row_is_named(request_: Request) -> None:
    tamper(event.update().where(event.c.id == 2).values(who="staff:9002"))
    said = give("audit", "verify")
    assert 1 == said.code
    assert "link 2, event 2: the row was changed." in said.text
    assert "NOT whole: 1 faults in 3 links" in said.text


def test_a_removed_row_and_a_removed_link_are_named(request_: Request) -> None:
    tamper(delete(event).where(event.c.id == 1), delete(seal).where(seal.c.seq == 2))
    said = give("audit", "verify")
    assert 1 == said.code
    assert "link 1, event 1: the row was removed." in said.text
    assert "link 2: a link is missing." in said.text


def test_an_audit_that_was_cut_off_is_found_by_the_head_kept_elsewhere(request_: Request) -> None:
    head = give("audit", "head").text.strip()
    tamper(delete(seal).where(seal.c.seq == 3), delete(event).where(event.c.id == 3))
    assert 0 == give("audit", "verify").code
    said = give("audit", "verify", "--head", head)
    assert (1, True) == (said.code, "is not in the chain" in said.text)


def test_a_head_that_is_none_is_refused(request_: Request) -> None:
    assert 2 == give("audit", "verify", "--head", "12").code


def test_whose_data_were_read_is_listed_without_anything_personal(request_: Request) -> None:
    said = give("breach", "--since", "2026-03-02")
    assert 0 == said.code
    for words in (request_.number, "Requests concerned: 1. Readings: 2. Readers: 2.", "centre"):
        assert words in said.text
    assert "must be reported by the end of" in said.text
    for personal in (NAME.split()[0], request_.given.phone):
        assert personal not in said.text
    one_day = give("breach", "--since", "2026-03-02", "--until", "2026-03-02", "--json")
    data = json.loads(one_day.text)
    assert (1, 1) == (data["total"], data["readings"])
    assert "staff:9001" == data["requests"][0]["readings"][0]["who"]
    assert {"number", "initials", "channel", "office", "readings"} == set(data["requests"][0])


def test_readings_of_one_member_are_found_by_the_name_or_the_number(request_: Request) -> None:
    found = give("breach", "--since", "2026-03-02", "--by", "9004", "--json")
    (reading,) = json.loads(found.text)["requests"][0]["readings"]
    by_name = give("breach", "--since", "2026-03-02", "--by", reading["name"], "--json")
    assert json.loads(found.text) == json.loads(by_name.text)
    unknown = give("breach", "--since", "2026-03-02", "--by", "Ешкім")
    assert (1, True) == (unknown.code, "nobody with access is called Ешкім" in unknown.text)


def test_how_to_reach_them_is_shown_after_a_yes_and_recorded(request_: Request) -> None:
    assert 1 == give("breach", "--since", "2026-03-02", "--contacts").code
    said = give("breach", "--since", "2026-03-02", "--contacts", "--yes")
    assert 0 == said.code
    assert f"{request_.number}  {NAME}, {request_.given.phone}, telegram 700" in said.text

    async def history(store: SqlStore) -> list[tuple[str, str]]:
        async with store.reading() as tx:
            return [(one.kind, one.who) for one in await tx.history(request_.number)]

    assert ("reach_read", "operator") == within(history)[-1]


def test_a_stolen_database_concerns_everybody_in_it(request_: Request) -> None:
    said = give("breach", "--since", "2026-03-02", "--everyone", "--json")
    assert [request_.number] == [one["number"] for one in json.loads(said.text)["requests"]]


def test_a_moment_that_is_none_is_refused(request_: Request) -> None:
    for words in (
        ("--since", "soon"),
        ("--since", "2026-03-02T25:00"),
        ("--since", "2026-03-02", "--until", "2026-03-01"),
        ("--since", "2026-03-02", "--everyone", "--by", "9001"),
    ):
        assert 2 == give("breach", *words).code, words
