"""What is erased leaves no trace in any column of either database; what is another's stays."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.dialogs.commands import Rate
from bot.dialogs.conversation import Frame
from bot.dialogs.incoming import Typed
from bot.dialogs.say import say
from bot.messages import Notice
from bot.ports.keeping import Erased
from bot.reception.calendar import WorkingCalendar
from bot.reception.lifecycle import Act, State
from bot.reception.quarter import Quarter
from bot.reception.retention import Old, Terms
from bot.reception.sampling import Askable, Drawn, Reason
from bot.reception.survey import Settled
from bot.reception.tasks import NewTask, TaskKind
from bot.records import (
    Address,
    ChannelName,
    Event,
    Failed,
    Incoming,
    Outgoing,
    Request,
    Saved,
    Sent,
    Timer,
    TimerKind,
)
from storage.store import SqlStore
from tests.storage import samples
from tests.storage.rows import Rows, everything, where_found
from tests.storage.samples import (
    CHAT,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    OFFICE,
    card,
    change,
    claim,
    put,
    requested,
    settle,
    someone,
    telegram,
)

NUMBERS = count(5_000_000)
ENDS = st.sampled_from(
    [State.ATTENDED, State.NO_SHOW, State.REFUSED, State.REDIRECTED, State.WITHDRAWN]
)
WORDS = st.text("әіңғүұқөһабвгдежзиклмнопрстуфхцчшыэюя ", min_size=3, max_size=12)
LATER = NOW + 400 * DAY
FOREVER = Terms(12, NOW + 10 * DAY)


@dataclass(frozen=True)
class Somebody:
    """A person with words by which they are found, wherever these stand."""

    where: int
    said: str

    @property
    def words(self) -> dict[str, str]:
        """What they gave, by its name."""
        return {
            name: f"{name}-{self.where}-{self.said}"
            for name in ("name", "organisation", "postal_address", "essence", "unfit_days")
        }

    @property
    def numbers(self) -> dict[str, str]:
        """The numbers they gave; a part of the address would do to find them."""
        return {
            name: f"{digit}{self.where}" for name, digit in (("phone", 7), ("iin", 8), ("bin", 9))
        }

    @property
    def traces(self) -> set[str]:
        """What may be found of them nowhere."""
        return {str(self.where)}


async def lived(store: SqlStore, who: Somebody, end: State) -> Request:
    """Let everything happen that leaves personal data, up to the end of a request."""
    mine: dict[str, Any] = {**who.words, **who.numbers, "category": "veteran", "initials": "Я."}
    request = await requested(store, who.where, **mine)
    token = f"{who.where}-{who.said}"
    after = samples.moved(request, end, where=token, comment=token, correct=token)
    assert await change(store, request, after)
    contact, person = request.given.contact, request.given.person
    address = telegram(who.where)
    details = {"reason": token, "order": token}
    asked = Askable(request.id, request.number, end, NOW)
    failed = Failed(Incoming(address, f"u{request.id}", Typed(token)), token, 1)
    async with store.writing() as tx:
        await tx.set_consent(contact, person, "2026-1", NOW)
        await tx.record(
            [
                Event(request.id, NOW - DAY, "register", "citizen", None, State.REGISTERED),
                Event(request.id, NOW - HOUR, Act.CONFIRM, "staff:1", None, end, details),
            ]
        )
        assert await tx.rate(request.id, Rate(request.number, 4, Settled.YES, token), NOW)
        assert await tx.add_calls(OFFICE, [Drawn(asked, Reason.WITHDREW, Quarter(2026, 1), 7)], NOW)
        await tx.add_task(NewTask(TaskKind.CALL, OFFICE, request.id, token), NOW)
        await tx.set_timers([Timer(TimerKind.SURVEY, NOW + DAY, request.id, 2)])
        await tx.keep_failed(failed, NOW, NOW + HOUR)
        loaded = (await tx.load([address], NOW))[address]
        drawn = replace(loaded.conversation, frames=(Frame("booking", {}, {"name": token}),))
        await tx.save([Saved(loaded.conversation_id, drawn, True)], NOW)
        await tx.contact(Address(ChannelName.SMS, who.numbers["phone"]), None, NOW)
        cards = await tx.load([replace(CHAT, thread=request.number)], NOW)
        laid = cards[replace(CHAT, thread=request.number)]
        reason = replace(laid.conversation, frames=(Frame("card", {}, {"comment": token}),))
        await tx.save([Saved(laid.conversation_id, reason, False)], NOW)
    told = Outgoing(contact, Notice(say("hello", name=token)), request=request.id, statutory=True)
    await put(store, told, replace(told, request=None), card(laid, 1))
    for one in await claim(store):
        await settle(store, one, Sent(f"provider-{one.id}"))
    await put(store, told, replace(told, request=None, not_before=NOW + DAY))
    return after


def of_whom(rows: Rows, request: Request) -> dict[str, list[int]]:
    """Name the rows that are about a person, and about nobody else."""
    contact, person = request.given.contact, request.given.person
    return {
        table: [
            row["id"]
            for row in found
            if "id" in row
            and (
                row.get("request_id") == request.id
                or row.get("contact_id") == contact
                or row.get("person_id") == person
                or (table, row["id"]) in {("request", request.id), ("person", person)}
                or row.get("thread") == request.number
            )
        ]
        for table, found in rows.items()
    }


def without(rows: Rows, left_out: dict[str, list[Any]]) -> Rows:
    """Leave rows out, and what belongs to none in particular."""
    known = {"attempt", "inbox", "seal"}
    return {
        table: [row for row in found if row.get("id") not in left_out[table]]
        for table, found in rows.items()
        if table not in known
    }


async def erase(store: SqlStore, request: Request, at: datetime = NOW + MINUTE) -> list[Erased]:
    async with store.writing() as tx:
        done = await tx.anonymise([request.id], at)
        await tx.forget(request.given.person, at)
    return done


async def let_leave(store: SqlStore, at: datetime = NOW + HOUR) -> int:
    async with store.writing() as tx:
        return await tx.let_leave(at, 100)


@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(said=WORDS, others=WORDS, end=ENDS)
async def test_no_column_tells_anything_of_whoever_was_forgotten(
    store: SqlStore, said: str, others: str, end: State
) -> None:
    who, other = Somebody(next(NUMBERS), said), Somebody(next(NUMBERS), others)
    mine = await lived(store, who, end)
    theirs = await lived(store, other, end)
    before = await everything(store)
    assert where_found(before, who.traces)
    assert [mine.id] == [one.id for one in await erase(store, mine)]
    after = await everything(store)
    assert ["contact.address"] == where_found(after, who.traces)  # for the last message
    about = of_whom(before, mine)
    about["contact"] += [row["id"] for row in before["contact"] if who.numbers["phone"] in str(row)]
    about["person"] += [
        row["person_id"] for row in before["contact"] if row["id"] in about["contact"]
    ]
    known = {table: {row.get("id") for row in rows} for table, rows in before.items()}
    made = {
        table: [row.get("id") for row in rows if row.get("id") not in known[table]]
        for table, rows in after.items()
    }
    changed = {table: [*about[table], *made[table]] for table in about}
    assert without(before, changed) == without(after, changed)
    assert 1 == await let_leave(store)
    rows = await everything(store)
    assert [] == where_found(rows, who.traces)
    assert where_found(rows, other.traces) == where_found(before, other.traces)
    assert [] == await erase(store, mine, NOW + 2 * HOUR)
    assert 0 == await let_leave(store, NOW + 2 * HOUR)
    assert rows == await everything(store)
    async with store.reading() as tx:
        assert (await tx.request(theirs.number)) is not None
        assert "2026-1" == (await someone(store, other.where)).consent
    assert None is (await someone(store, who.where)).consent
    assert mine.given.person != (await someone(store, who.where)).person


async def test_what_is_left_is_what_a_report_needs(store: SqlStore) -> None:
    who = Somebody(next(NUMBERS), "сөз")
    request = await lived(store, who, State.ATTENDED)
    quarter, calendar = Quarter(2026, 1), WorkingCalendar()

    async def report() -> list[Any]:
        async with store.reading() as tx:
            return [piece async for piece in tx.report_lines(quarter, calendar)]

    before = await report()
    assert before[0].lines[0].marks
    await erase(store, request)
    assert before == await report()
    async with store.reading() as tx:
        left = await tx.request(request.number)
        kinds = [one.kind for one in await tx.history(request.number)]
    assert left is not None
    assert (State.ATTENDED, OFFICE, NOW + MINUTE) == (
        left.state,
        left.given.office,
        left.anonymised_at,
    )
    assert ["register", "confirm"] == kinds


async def test_a_live_request_can_not_be_erased(store: SqlStore) -> None:
    request = await requested(store)
    async with store.writing() as tx:
        assert [] == await tx.anonymise([request.id], NOW)
    async with store.reading() as tx:
        assert samples.NAME == (await tx.request(request.number) or request).given.name


async def test_a_message_on_its_way_is_settled_and_never_sent_again(store: SqlStore) -> None:
    request = await lived(store, Somebody(next(NUMBERS), "сөз"), State.REFUSED)
    (sending,) = await claim(store, NOW + HOUR, limit=1)
    await erase(store, request)
    await settle(store, sending, Sent("77"))
    assert [] == await claim(store, NOW + 2 * DAY)


async def test_the_last_message_still_goes_out_and_then_the_address_is_gone(
    store: SqlStore,
) -> None:
    request = await lived(store, Somebody(next(NUMBERS), "сөз"), State.REFUSED)
    await erase(store, request)
    await put(store, Outgoing(request.given.contact, Notice(say("bye"))), at=NOW + MINUTE)
    assert 0 == await let_leave(store, NOW + MINUTE)
    (goodbye,) = await claim(store, NOW + MINUTE)
    assert goodbye.address.where
    await settle(store, goodbye, Sent("78"))
    async with store.reading() as tx:
        assert await tx.leaving()
    assert 1 == await let_leave(store, NOW + 2 * MINUTE)
    async with store.reading() as tx:
        assert not await tx.leaving()
        assert "" == (await tx.address_of(request.given.contact)).where


async def test_a_last_message_that_can_not_leave_keeps_no_address_for_long(
    store: SqlStore,
) -> None:
    request = await lived(store, Somebody(next(NUMBERS), "сөз"), State.REFUSED)
    await erase(store, request)
    await put(store, Outgoing(request.given.contact, Notice(say("bye"))), at=NOW + MINUTE)
    assert 0 == await let_leave(store, NOW + DAY)
    assert 1 == await let_leave(store, NOW + DAY + HOUR)
    assert [] == await claim(store, NOW + 2 * DAY)


async def test_a_request_is_over_by_its_end_not_by_its_beginning(store: SqlStore) -> None:
    old = await lived(store, Somebody(next(NUMBERS), "сөз"), State.ATTENDED)
    await requested(store, 1, official="live")
    async with store.reading() as tx:
        assert [old.id] == await tx.over(OFFICE, FOREVER, 10)
        assert [] == await tx.over(OFFICE, Terms(12, NOW - 2 * HOUR), 10)
        assert [] == await tx.over(OFFICE, Terms(6, LATER), 10)
        assert [] == await tx.over("another", FOREVER, 10)
    await erase(store, old)
    async with store.reading() as tx:
        assert [] == await tx.over(OFFICE, FOREVER, 10)


async def test_a_reception_nobody_said_anything_of_is_over_one_day(store: SqlStore) -> None:
    request = await requested(store)
    assert await change(store, request, samples.moved(request, State.SCHEDULED, starts_at=NOW))
    async with store.writing() as tx:
        assert [] == await tx.anonymise([request.id], NOW + DAY)
        assert [request.id] == await tx.over(OFFICE, Terms(12, LATER), 10)
        assert [request.id] == [one.id for one in await tx.anonymise([request.id], LATER)]


async def cleared(store: SqlStore, what: Old, before: datetime) -> int:
    async with store.reading() as tx:
        keys = await tx.old(what, before, None, 100)
    async with store.writing() as tx:
        done = await tx.clear(what, keys, before, LATER)
        assert 0 == await tx.clear(what, keys, before, LATER)
    return done


@pytest.mark.parametrize(
    ("what", "count"),
    [
        (Old.UPDATES, 1),
        (Old.STATUSES, 1),
        (Old.CONVERSATIONS, 2),
        (Old.ANSWERS, 1),
        (Old.MESSAGES, 1),
    ],
)
async def test_what_grew_old_is_cleared_once_and_nothing_younger(
    store: SqlStore, what: Old, count: int
) -> None:
    await lived(store, Somebody(next(NUMBERS), "сөз"), State.ATTENDED)
    async with store.writing() as tx:
        await tx.provider_status("unknown", "delivered", "", NOW)
    assert 0 == await cleared(store, what, NOW - DAY)
    assert count == await cleared(store, what, NOW + 2 * DAY)


async def test_answers_lose_their_request_and_count_as_given(store: SqlStore) -> None:
    request = await lived(store, Somebody(next(NUMBERS), "сөз"), State.ATTENDED)
    await cleared(store, Old.ANSWERS, NOW + DAY)
    rows = await everything(store)
    assert [(0, "", None)] == [
        (one["rating"], one["settled"], one["comment"]) for one in rows["survey"]
    ]
    assert [(OFFICE, "2026Q1")] == [(one["office"], one["quarter"]) for one in rows["opinion"]]
    async with store.writing() as tx:
        assert not await tx.rate(request.id, Rate(request.number, 1, Settled.NO, None), NOW)


async def test_the_proof_of_what_was_told_by_law_stays_as_long_as_its_request(
    store: SqlStore,
) -> None:
    request = await lived(store, Somebody(next(NUMBERS), "сөз"), State.ATTENDED)
    await cleared(store, Old.MESSAGES, NOW + DAY)
    rows = await everything(store)
    assert {True} == {one["statutory"] for one in rows["outbox"] if one["state"] == "sent"}
    await erase(store, request)
    left = await everything(store)
    assert [] == [one for one in left["outbox"] if one["request_id"] == request.id]


async def test_who_was_never_heard_of_again_is_forgotten_but_not_who_wrote_to_stop(
    store: SqlStore,
) -> None:
    quiet, stopped, asking = [await someone(store, where) for where in (1, 2, 3)]
    await requested(store, 3)
    async with store.writing() as tx:
        await tx.switch_contact(stopped.contact, False, "stopped", NOW)
    assert 0 == await cleared(store, Old.PEOPLE, NOW)
    assert 1 == await cleared(store, Old.PEOPLE, NOW + DAY)
    assert quiet.contact != (await someone(store, 1)).contact
    assert stopped.contact == (await someone(store, 2)).contact
    assert asking.contact == (await someone(store, 3)).contact


async def test_an_update_repeated_within_its_time_still_falls_out(store: SqlStore) -> None:
    update = Incoming(telegram(1), "1", Typed("1"))
    async with store.writing() as tx:
        assert await tx.new_of([update], NOW)
    await cleared(store, Old.UPDATES, NOW)
    async with store.writing() as tx:
        assert not await tx.new_of([update], NOW + 30 * DAY)
