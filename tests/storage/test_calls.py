"""Calls of the survey in both databases: who may be asked, who has a call, what came of it."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from bot.dialogs.commands import Rate
from bot.dialogs.queries import CallsWaiting, CallView, HeldCall
from bot.reception.calling import CallClosed, CallCount, CallState
from bot.reception.language import Lang
from bot.reception.lifecycle import Act, State
from bot.reception.quarter import Quarter
from bot.reception.sampling import Askable, Drawn, Reason
from bot.reception.survey import GaveUp, Settled
from bot.records import Event, Request
from storage.store import SqlStore
from tests.storage.samples import DAY, HOUR, MINUTE, NAME, NOW, OFFICE, change, requested

QUARTER = Quarter(2026, 1)
ASEL, TIMUR = "staff:9001", "staff:9004"


async def withdrawn(store: SqlStore, where: int = 700, **other: Any) -> Request:
    """Store a request that its applicant gave up an hour ago."""
    request = await requested(store, where, **other)
    async with store.writing() as tx:
        await tx.set_consent(request.given.contact, request.given.person, "2026-1", NOW)
    return await ended(store, request, State.WITHDRAWN, Act.WITHDRAW)


async def ended(
    store: SqlStore, request: Request, state: State, act: Act, at: datetime = NOW - HOUR
) -> Request:
    after = replace(request, version=request.version + 1, state=state)
    assert await change(store, request, after)
    async with store.writing() as tx:
        await tx.record([Event(request.id, at, act, "citizen", request.state, state)])
    return after


async def drawn(store: SqlStore, *requests: Request, due_at: datetime = NOW) -> None:
    """Put these into the list of calls, in this order."""
    rows = [
        Drawn(
            Askable(one.id, one.number, one.state, NOW - HOUR), Reason.WITHDREW, QUARTER, nth * 1000
        )
        for nth, one in enumerate(requests)
    ]
    async with store.writing() as tx:
        assert len(rows) == await tx.add_calls(OFFICE, rows, due_at)


async def take(store: SqlStore, who: str = ASEL, now: datetime = NOW) -> CallView | None:
    async with store.writing() as tx:
        return await tx.take_call([OFFICE], who, now, now + 15 * MINUTE)


async def close(store: SqlStore, call: CallView, state: CallState, **other: Any) -> bool:
    closed = CallClosed(call.id, state, call.tries + 1, NOW, NOW, **other)
    async with store.writing() as tx:
        return await tx.close_call(closed)


async def waiting(store: SqlStore, member: int = 9001, now: datetime = NOW) -> object:
    async with store.reading() as tx:
        return await tx.answer(CallsWaiting((OFFICE,), member), now)


async def askable(store: SqlStore, since: datetime = NOW - DAY) -> list[Askable]:
    async with store.reading() as tx:
        return await tx.askable(OFFICE, since)


async def test_who_gave_up_may_be_asked(store: SqlStore) -> None:
    request = await withdrawn(store)
    assert [Askable(request.id, request.number, State.WITHDRAWN, NOW - HOUR)] == await askable(
        store
    )
    assert [] == await askable(store, NOW)


async def test_who_has_no_telephone_or_took_consent_back_is_not_asked(store: SqlStore) -> None:
    await withdrawn(store, 701, phone="")
    request = await withdrawn(store, 702)
    async with store.writing() as tx:
        await tx.set_consent(request.given.contact, request.given.person, None, NOW)
    await withdrawn(store, 703, office="elsewhere")
    assert [] == await askable(store)


async def test_who_answered_or_was_drawn_is_not_asked_again(store: SqlStore) -> None:
    first, second = await withdrawn(store, 701), await withdrawn(store, 702)
    async with store.writing() as tx:
        await tx.rate(first.id, Rate(first.number, 5, Settled.YES, None), NOW)
    await drawn(store, second)
    assert [] == await askable(store)


async def test_a_decision_taken_back_asks_nobody(store: SqlStore) -> None:
    request = await requested(store)
    async with store.writing() as tx:
        await tx.set_consent(request.given.contact, request.given.person, "2026-1", NOW)
    consulted = await ended(store, request, State.CONSULTED, Act.CONSULT, NOW - 2 * HOUR)
    assert await change(store, consulted, replace(consulted, version=3, state=State.UNDER_REVIEW))
    assert [] == await askable(store)


async def test_calls_are_given_in_order_of_the_sample_each_to_one_member(store: SqlStore) -> None:
    requests = [await withdrawn(store, 700 + n) for n in range(3)]
    await drawn(store, requests[2], requests[0], requests[1])
    first, second = await take(store), await take(store, TIMUR)
    assert first is not None
    assert second is not None
    assert [requests[2].number, requests[0].number] == [first.number, second.number]
    assert 2 == await waiting(store)
    assert first == await take(store)
    assert (
        CallView(
            first.id,
            requests[2].id,
            requests[2].number,
            OFFICE,
            "minister",
            Reason.WITHDREW,
            Lang.KK,
            NAME,
            "+77011234567",
            NOW - HOUR,
            None,
            0,
        )
        == first
    )


async def test_a_call_left_in_hand_too_long_is_given_to_another(store: SqlStore) -> None:
    await drawn(store, await withdrawn(store))
    first = await take(store)
    assert await take(store, TIMUR) is None
    assert 0 == await waiting(store, 9004)
    async with store.reading() as tx:
        assert first == await tx.answer(HeldCall(9001), NOW + HOUR)
    assert first == await take(store, TIMUR, NOW + 15 * MINUTE)
    async with store.reading() as tx:
        assert await tx.answer(HeldCall(9001), NOW + HOUR) is None


async def test_a_call_to_be_made_later_waits(store: SqlStore) -> None:
    await drawn(store, await withdrawn(store), due_at=NOW + HOUR)
    assert await take(store) is None
    assert 0 == await waiting(store)
    assert await take(store, now=NOW + HOUR) is not None


async def test_a_closed_call_is_closed_once_and_counted(store: SqlStore) -> None:
    for where in range(3):
        await drawn(store, await withdrawn(store, 700 + where))
    for state, gave_up in (
        (CallState.ANSWERED, GaveUp.TOO_LONG),
        (CallState.DECLINED, None),
        (CallState.WAITING, None),
    ):
        call = await take(store)
        assert call is not None
        who = None if state is CallState.WAITING else ASEL
        assert await close(store, call, state, who=who, gave_up=gave_up, comment="Ұзақ")
        assert (state is CallState.WAITING) == await close(store, call, state, who=who)
    again = await take(store, TIMUR)
    assert again is not None
    assert 1 == again.tries
    async with store.reading() as tx:
        assert [QUARTER] == await tx.quarters_called(OFFICE, QUARTER)
        assert [] == await tx.quarters_called(OFFICE, QUARTER.after)
        assert [
            CallCount(OFFICE, Reason.WITHDREW, CallState.ANSWERED, GaveUp.TOO_LONG, 1),
            CallCount(OFFICE, Reason.WITHDREW, CallState.DECLINED, None, 1),
            CallCount(OFFICE, Reason.WITHDREW, CallState.WAITING, None, 1),
        ] == await tx.calls_counted(QUARTER)
        assert [] == await tx.calls_counted(QUARTER.before)


async def test_calls_not_needed_any_more_are_dropped_and_never_given(store: SqlStore) -> None:
    answered, silent, refuses = [await withdrawn(store, 700 + n) for n in range(3)]
    await drawn(store, answered, refuses, silent)
    async with store.writing() as tx:
        await tx.rate(answered.id, Rate(answered.number, 5, Settled.YES, None), NOW)
        await tx.set_consent(refuses.given.contact, refuses.given.person, None, NOW)
    assert 1 == await waiting(store)
    call = await take(store)
    assert call is not None
    assert silent.number == call.number
    async with store.writing() as tx:
        assert 2 == await tx.drop_calls(OFFICE, NOW)
        assert 0 == await tx.drop_calls(OFFICE, NOW + timedelta(days=1))
