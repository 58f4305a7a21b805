"""Two processes over one PostgreSQL database do the same at the same moment, many times over."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, datetime, time, timedelta

import asyncpg
import pytest

from bot.batch import Took
from bot.dialogs.incoming import Asked, Typed
from bot.dialogs.say import say
from bot.messages import Notice
from bot.ports.processes import Collided
from bot.reception.calendar import at
from bot.reception.quarter import Quarter
from bot.records import ChannelName, Envelope, Outgoing, Priority, Reply, Sent, Settlement
from bot.reporting import Reporting
from tests.turns.crashes import others_run
from tests.turns.fixtures import house_at
from tests.turns.house import (
    BEGINS,
    CHAT,
    Citizen,
    Clerk,
    HandClock,
    House,
    keys,
    remarks,
    said,
    telegram,
)  # fmt: skip

ROUNDS = 25
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=1)

Houses = tuple[House, House]


@pytest.fixture
async def dutiful_houses(migrated_postgres: str) -> AsyncIterator[Houses]:
    """Open two processes' houses that do what their offices are owed."""
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(house_at(migrated_postgres)) for _ in "ab"]
        clock = HandClock()
        for house in both:
            house.clock, house.dutiful = clock, True
            house.__post_init__()
        yield both[0], both[1]


async def at_once(houses: Houses, external_id: int, where: int, *texts: str) -> list[Reply]:
    """Have two updates of an address come to two processes in the same moment."""
    updates = []
    for nth, (house, text) in enumerate(zip(houses, texts, strict=True)):
        update = house.update(telegram(where), Asked("start") if text == "/start" else Typed(text))
        updates.append(
            type(update)(update.address, f"{external_id}{nth}", update.what, update.actor)
        )
    both = await asyncio.gather(
        *(house.turns.accept([one]) for house, one in zip(houses, updates, strict=True))
    )
    return [reply for replies in both for reply in replies]


async def test_the_first_two_updates_of_new_people_make_one_person_each(
    two_houses: Houses, migrated_postgres: str
) -> None:
    first, _ = two_houses
    in_turn = set()
    for nth, things in enumerate((("/start", "сәлем"), ("сәлем", "/start"))):
        person = Citizen(first, telegram(100 + nth))
        for thing in things:
            await (person.asks("start") if thing == "/start" else person.types(thing))
        in_turn.add((await first.conversation(person.address)).turn)
    for round_ in range(ROUNDS):
        await at_once(two_houses, round_, 1000 + round_, "/start", "сәлем")
        assert (await first.conversation(telegram(1000 + round_))).turn in in_turn
    connection = await asyncpg.connect(migrated_postgres.replace("+asyncpg", ""))
    try:
        counts = [
            await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608
            for table in ("contact", "person", "conversation", "inbox")
        ]
    finally:
        await connection.close()
    people = ROUNDS + 2
    assert [people, people, people, 2 * people] == counts


async def test_crowds_in_opposite_order_hold_nobody_up(two_houses: Houses) -> None:
    """Batches of the same new people, forwards and backwards, with updates that come twice."""
    first, second = two_houses
    for round_ in range(ROUNDS):
        people = [telegram(10_000 + 20 * round_ + n) for n in range(20)]
        news = [first.update(one, Typed("сәлем")) for one in people]
        others = [type(one)(one.address, f"x{one.external_id}", one.what, None) for one in news]
        async with asyncio.timeout(20):
            replies = await asyncio.gather(
                first.turns.accept(news + others[:10]),
                second.turns.accept([*reversed(others), *reversed(news[10:])]),
            )
        assert [30, 30] == [len(one) for one in replies]
        assert not [one for some in replies for one in some if one.toast]
        for one in people:
            assert 2 == (await first.conversation(one)).turn
    async with first.store.reading() as tx:
        assert 0 == (await tx.backlog(first.now)).failed


async def test_a_contact_has_one_message_in_flight_and_gets_them_in_order(
    two_houses: Houses,
) -> None:
    """Two processes claim and settle without rest while answers and notices are put."""
    first, second = two_houses
    people = 4
    async with first.store.writing() as tx:
        loaded = await tx.load([telegram(100 + n) for n in range(people)], first.now)
    contacts = [one.contact for one in loaded.values()]
    flying: Counter[int] = Counter()
    said_to: dict[tuple[int, Priority], list[int]] = {}
    most = 0
    rounds = 10
    total = rounds * people * 2
    sent = 0

    async def puts() -> None:
        for nth in range(rounds):
            for priority in (Priority.NOTICE, Priority.ANSWER):
                async with first.store.writing() as tx:
                    words = say("hello", nth=nth, urgent=int(priority is Priority.ANSWER))
                    told = [Outgoing(one, Notice(words), priority) for one in contacts]
                    await tx.put(told, first.now)

    async def sends(house: House) -> None:
        nonlocal most, sent
        claimed: list[Envelope] = []
        while sent < total:
            async with house.store.writing() as tx:
                news = [Settlement(e, Sent(f"{e.id}"), house.now, None) for e in claimed]
                for one in claimed:
                    flying[one.contact] -= 1
                sent += len(claimed)
                await tx.settle(news)
                claimed = await tx.claim(ChannelName.TELEGRAM, house.now, house.now + LEASE, 3)
            for one in claimed:
                flying[one.contact] += 1
                most = max(most, flying[one.contact])
                words = said(one)
                urgent = Priority.ANSWER if words.args["urgent"] else Priority.NOTICE
                said_to.setdefault((one.contact, urgent), []).append(int(str(words.args["nth"])))
            await others_run()

    async with asyncio.timeout(60):
        await asyncio.gather(puts(), sends(first), sends(second))
    assert 1 == most
    assert {tuple(range(rounds))} == {tuple(order) for order in said_to.values()}


async def test_while_one_process_claims_the_other_waits_for_it(two_houses: Houses) -> None:
    """Else an answer put in that moment would leave beside a notice that is not yet noted."""
    first, second = two_houses
    async with first.store.writing() as tx:
        contact = await tx.contact(telegram(100), None, first.now)
        await tx.put([Outgoing(contact, Notice(say("one")), Priority.NOTICE)], first.now)

    async def claims(house: House) -> list[str]:
        async with house.store.writing() as tx:
            claimed = await tx.claim(ChannelName.TELEGRAM, house.now, house.now + LEASE, 3)
            if house is first:
                async with second.store.writing() as other:
                    answer = Outgoing(contact, Notice(say("two")), Priority.ANSWER)
                    await other.put([answer], house.now)
                begun.set()
            return keys(claimed)

    begun = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        one = tasks.create_task(claims(first))
        await begun.wait()
        two = tasks.create_task(claims(second))
    assert (["one"], []) == (one.result(), two.result())


async def test_what_time_brings_comes_once(dutiful_houses: Houses) -> None:
    """Nudges, reminders, digests: both tick at every moment, and nobody hears anything twice."""
    first, second = dutiful_houses
    clerk = Clerk(first)
    drafts = [Citizen(first, telegram(200 + n)) for n in range(10)]
    for person in drafts:
        await person.begins()
        await person.answers(until="essence")
    number = await Citizen(first, telegram(100)).books()
    starts = await clerk.confirms(number)
    await first.delivers()
    moments = [BEGINS + timedelta(minutes=2), BEGINS + 2 * HOUR, BEGINS + 5 * HOUR]
    moments += [at(date(2026, 3, 3), time(9, 0)), starts - 24 * HOUR, starts - 2 * HOUR]
    heard: Counter[tuple[str, str]] = Counter()
    for moment in moments:
        first.clock.moment = moment
        for _ in range(3):
            await asyncio.gather(first.watch.tick(), second.watch.tick())
        for one in [*await first.delivers(), *await second.delivers()]:
            heard[one.address.where, said(one).key] += 1
    nudged = [count for (_, key), count in heard.items() if key == "nudge-go-on"]
    assert [1] * len(drafts) == nudged
    assert 2 == heard.pop(("100", "reminder-comes"))  # a day before, and two hours
    assert 1 == heard.pop(("100", "notice-confirmed"))
    assert 1 == heard[str(CHAT), "watch-digest"]
    assert {1} == set(heard.values())


async def test_who_answers_while_they_are_reminded_is_held_up_by_nobody(
    two_houses: Houses,
) -> None:
    """The tick leaves alone whoever is just taking a turn: neither waits for the other."""
    first, second = two_houses
    people = [Citizen(first, telegram(300 + n)) for n in range(10)]
    for one in people:
        await one.begins()
        await one.answers(until="essence")
    for round_ in range(ROUNDS):
        first.clock.moment = BEGINS + (round_ + 1) * 2 * HOUR
        words = [first.update(one.address, Typed("?")) for one in people]
        async with asyncio.timeout(10):
            await asyncio.gather(first.turns.accept(words), second.watch.tick())


async def test_a_quarter_is_frozen_once(two_houses: Houses) -> None:
    first, second = two_houses
    await Citizen(first, telegram(100)).books()
    first.clock.moment = datetime.fromisoformat("2026-04-10T12:00:00+05:00")
    made = [Reporting(one.store, one.reference, one.clock) for one in two_houses]
    await asyncio.gather(*(one.tick(first.now) for one in made))
    reports = [await one.report(Quarter(2026, 1)) for one in made]
    assert reports[0].checksum == reports[1].checksum
    async with second.store.reading() as tx:
        assert {"2026Q1"} == set(await tx.frozen_quarters())


async def test_of_two_states_of_a_card_the_newest_is_shown(two_houses: Houses) -> None:
    """Two clerks, each at another process, work on the same card."""
    first, second = two_houses
    for round_ in range(5):
        number = await Citizen(first, telegram(400 + round_)).books()
        clerks = Clerk(first, 9001), Clerk(second, 9002)
        presses = [await clerk.press(number, "confirm") for clerk in clerks]
        await asyncio.gather(
            *(
                house.turns.accept([house.update(telegram(CHAT, number), press, clerk.user)])
                for house, press, clerk in zip(two_houses, presses, clerks, strict=True)
            )
        )
        sent = await second.delivers()
        shown = [one for one in sent if one.address.thread == number]
        now = await first.conversation(telegram(CHAT, number))
        assert 1 == len(shown), (keys(sent), remarks(sent))
        assert now.turn == getattr(shown[0].message, "turn", None)


async def test_a_batch_that_collided_begins_anew(two_houses: Houses) -> None:
    """What stood in the way is no fault of an update: none is kept as failed."""
    first, _ = two_houses
    often = 2
    taken = first.turns._turning.take

    async def collides(*args: object) -> Took:
        nonlocal often
        if often:
            often -= 1
            raise Collided
        return await taken(*args)  # type: ignore[arg-type]

    first.turns._turning.take = collides  # type: ignore[assignment,method-assign]
    await Citizen(first, telegram(100)).asks("start")
    assert "language" == (await first.conversation(telegram(100))).step
    async with first.store.reading() as tx:
        assert 0 == (await tx.backlog(first.now)).failed
