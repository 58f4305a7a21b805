"""What dialogs are told: views, places in the queue, counts of a period."""

from datetime import date

from msgspec.structs import replace

from bot.dialogs.commands import Rate
from bot.dialogs.queries import (
    LiveRequest,
    MyRequests,
    Query,
    QueueOf,
    QueueTally,
    RequestByNumber,
    RequestByRunning,
    RequestView,
)  # fmt: skip
from bot.reception.lifecycle import State
from bot.reception.survey import Settled
from bot.records import Request
from storage.store import SqlStore
from tests.storage.samples import (
    DAY,
    HOUR,
    MINUTE,
    NAME,
    NOW,
    OFFICE,
    OFFICIAL,
    change,
    moved,
    requested,
)  # fmt: skip

JUNE = NOW + 90 * DAY


async def ask(store: SqlStore, query: Query[object], now: object = NOW) -> object:
    async with store.reading() as tx:
        return await tx.answer(query, NOW)


async def by_number(store: SqlStore, request: Request) -> RequestView:
    found = await ask(store, RequestByNumber(request.number))
    assert isinstance(found, RequestView)
    return found


def numbers(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return [view.number for view in found]


async def test_a_view_shows_a_request_without_personal_data(store: SqlStore) -> None:
    request = await requested(store)
    given = request.given
    assert await by_number(store, request) == RequestView(
        id=request.id,
        number=request.number,
        version=1,
        state=State.REGISTERED,
        office=OFFICE,
        official=OFFICIAL,
        topic=given.topic,
        applicant=given.applicant,
        initials=given.initials,
        format=given.format,
        category=None,
        needs_help=True,
        channel="telegram",
        lang=given.lang,
        received_at=NOW,
        registered_on=given.registered_on,
        reply_due=given.reply_due,
        place=1,
        starts_at=None,
        minutes=None,
        decided_by=None,
        decided_at=None,
        undo_until=None,
        ground=None,
        where=None,
        comment=None,
        promised=False,
        rating=None,
        wishes=True,
    )


async def test_a_view_shows_the_decision_and_how_long_it_can_be_undone(store: SqlStore) -> None:
    request = await requested(store)
    refused = moved(
        request, State.REFUSED, undo_until=NOW + MINUTE, decided_by="Айгүл", decided_at=NOW,
        ground="court", where="Сот", comment=NAME,
    )  # fmt: skip
    assert await change(store, request, refused)
    async with store.writing() as tx:
        await tx.rate(request.id, Rate(request.number, 4, Settled.YES, None), NOW)
        view = await tx.answer(RequestByNumber(request.number), NOW)
        later = await tx.answer(RequestByNumber(request.number), NOW + MINUTE)
    assert isinstance(view, RequestView)
    assert ("Айгүл", NOW, NOW + MINUTE) == (view.decided_by, view.decided_at, view.undo_until)
    assert ("court", "Сот", NAME) == (view.ground, view.where, view.comment)
    assert (None, 4) == (view.place, view.rating)
    assert later == replace(view, undo_until=None)


async def test_the_queue_is_by_registration_and_out_of_turn_first(store: SqlStore) -> None:
    day = date(2026, 3, 2)
    late = await requested(store, 1, registered_on=day, received_at=NOW + HOUR)
    next_day = await requested(store, 2, registered_on=date(2026, 3, 3))
    early = await requested(store, 3, registered_on=day)
    same = await requested(store, 4, registered_on=day)
    veteran = await requested(store, 5, registered_on=date(2026, 3, 4), category="veteran")
    elsewhere = await requested(store, 6, official="deputy", office="other")
    expected = [veteran, early, same, late, next_day]
    places = [(await by_number(store, one)).place for one in expected]
    assert [1, 2, 3, 4, 5] == places
    assert 1 == (await by_number(store, elsewhere)).place
    tally = await ask(store, QueueOf((OFFICE,)))
    assert isinstance(tally, QueueTally)
    assert ([one.number for one in expected], 5) == (numbers(tally.first), tally.waiting)


async def test_the_queue_counts_all_and_shows_the_first(store: SqlStore) -> None:
    for n in range(4):
        await requested(store, n, official=f"official-{n}", office=f"office-{n % 2}")
    both = await ask(store, QueueOf(("office-0", "office-1"), limit=3))
    one = await ask(store, QueueOf(("office-1",), limit=3))
    none = await ask(store, QueueOf((), limit=3))
    assert isinstance(both, QueueTally)
    assert isinstance(one, QueueTally)
    assert (3, 4) == (len(both.first), both.waiting)
    assert (2, 2) == (len(one.first), one.waiting)
    assert QueueTally((), 0) == none


async def test_who_is_scheduled_waits_no_more_and_the_rest_move_up(store: SqlStore) -> None:
    first, second = await requested(store, 1), await requested(store, 2)
    assert 2 == (await by_number(store, second)).place
    scheduled = moved(first, State.SCHEDULED)
    assert await change(store, first, scheduled)
    assert (await by_number(store, first)).place is None
    assert 1 == (await by_number(store, second)).place
    assert await change(store, scheduled, moved(scheduled, State.UNDER_REVIEW))
    assert 2 == (await by_number(store, second)).place


async def test_my_requests_are_mine_the_live_ones_first_then_the_newest(store: SqlStore) -> None:
    mine = [
        await requested(store, official=f"official-{n}", received_at=NOW + n * HOUR)
        for n in range(12)
    ]
    await requested(store, 701)
    for n in (10, 11):
        assert await change(store, mine[n], moved(mine[n], State.WITHDRAWN))
    found = await ask(store, MyRequests(mine[0].given.person))
    assert [mine[n].number for n in range(9, -1, -1)] == numbers(found)
    for n in range(8):
        assert await change(store, mine[n], moved(mine[n], State.REFUSED))
    found = await ask(store, MyRequests(mine[0].given.person))
    newest = [9, 8, 11, 10, 7, 6, 5, 4, 3, 2]
    assert [mine[n].number for n in newest] == numbers(found)


async def test_the_live_request_to_an_official_is_found(store: SqlStore) -> None:
    request = await requested(store)
    person = request.given.person
    assert await by_number(store, request) == await ask(store, LiveRequest(person, OFFICIAL))
    assert await ask(store, LiveRequest(person, "deputy")) is None
    assert await change(store, request, moved(request, State.ATTENDED))
    assert await ask(store, LiveRequest(person, OFFICIAL)) is None


async def test_a_number_is_shown_to_its_own_person_only(store: SqlStore) -> None:
    request, other = await requested(store, 1), await requested(store, 2)
    own = RequestByNumber(request.number, request.given.person)
    assert await by_number(store, request) == await ask(store, own)
    assert await ask(store, replace(own, person=other.given.person)) is None
    assert await ask(store, RequestByNumber("2026-000009-9")) is None


async def test_a_running_number_means_the_newest_year_of_these_offices(store: SqlStore) -> None:
    old = await requested(store, 1, registered_on=date(2025, 12, 30))
    new = await requested(store, 2)
    elsewhere = await requested(store, 3, registered_on=date(2027, 1, 5), office="other")
    query = RequestByRunning(1, (OFFICE,))
    assert await by_number(store, new) == await ask(store, query)
    both = replace(query, offices=(OFFICE, "other"))
    assert await by_number(store, elsewhere) == await ask(store, both)
    assert await ask(store, replace(query, running=2)) is None
    assert old.number != new.number
