"""What sending came to: sent, again, failed, off; replies recorded; later words of a provider."""

import asyncio

import pytest
from sqlalchemy import Column, select

from bot.dialogs.say import say
from bot.messages import Notice, Remove
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.records import (
    ChannelName,
    ChannelOff,
    Outcome,
    Outgoing,
    Rejected,
    Request,
    RetryAt,
    Sent,
    Settlement,
)  # fmt: skip
from storage.engine import engine_for_migrations
from storage.store import SqlStore
from storage.tables import attempt, contact, outbox
from tests.storage.samples import (
    CHAT,
    MINUTE,
    NOW,
    PHONE,
    SECOND,
    card,
    change,
    claim,
    keys_of,
    moved,
    notice,
    put,
    requested,
    settle,
    someone,
    telegram,
)  # fmt: skip


async def rows(url: str, *columns: Column[object]) -> list[tuple[object, ...]]:
    engine = engine_for_migrations(url)
    async with engine.begin() as connection:
        found = await connection.execute(select(*columns).order_by(columns[0].table.c.id))
    await engine.dispose()
    return [tuple(row) for row in found]


@pytest.mark.parametrize(
    ("outcome", "state", "tried"),
    [
        (Sent("SM1"), "sent", ("sent", None, "SM1")),
        (RetryAt(60, "429"), "queued", ("retry", "429", None)),
        (Rejected("21211"), "failed", ("rejected", "21211", None)),
        (ChannelOff("403"), "failed", ("off", "403", None)),
    ],
    ids=["sent", "retry", "rejected", "off"],
)
async def test_every_outcome_is_stored_with_its_attempt(
    store: SqlStore, url: str, outcome: Outcome, state: str, tried: tuple[str, ...]
) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact))
    await settle(store, (await claim(store))[0], outcome)
    assert [(state,)] == await rows(url, outbox.c.state)
    tries = await rows(url, attempt.c.outcome, attempt.c.code, attempt.c.provider_id)
    assert [tried] == tries
    assert (await someone(store)).active is not isinstance(outcome, ChannelOff)


async def test_a_retry_without_a_time_is_a_failure(store: SqlStore, url: str) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact))
    (envelope,) = await claim(store)
    async with store.writing() as tx:
        await tx.settle([Settlement(envelope, RetryAt(60, "500"), NOW, None)])
        await tx.settle([])
    assert [("failed",)] == await rows(url, outbox.c.state)


async def test_many_outcomes_are_settled_at_once(store: SqlStore, url: str) -> None:
    outcomes: list[Outcome] = [
        Sent("1"), RetryAt(60, "429"), Rejected("400"), ChannelOff("403"), Sent("5"),
    ]  # fmt: skip
    for n in range(len(outcomes)):
        await put(store, notice((await someone(store, n)).contact, f"m{n}"))
    envelopes = await claim(store)
    async with store.writing() as tx:
        pairs = zip(envelopes, outcomes, strict=True)
        await tx.settle([Settlement(e, o, NOW, NOW + MINUTE) for e, o in pairs])
    states = [state for (state,) in await rows(url, outbox.c.state)]
    assert ["sent", "queued", "failed", "failed", "sent"] == states
    assert ["m1"] == keys_of(await claim(store, NOW + MINUTE))


async def test_why_a_contact_is_off_is_kept(store: SqlStore, url: str) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact))
    await settle(store, (await claim(store))[0], ChannelOff("403 blocked"))
    assert [(False, "403 blocked")] == await rows(url, contact.c.active, contact.c.off_why)


async def test_a_group_that_shuts_the_bot_out_loses_no_message(store: SqlStore) -> None:
    async with store.writing() as tx:
        group = await tx.contact(CHAT, Lang.KK, NOW)
    await put(store, notice(group, "card"))
    await settle(store, (await claim(store))[0], ChannelOff("403"))
    assert [] == await claim(store)
    async with store.writing() as tx:
        await tx.switch_contact(group, True, "back", NOW)
    assert ["card"] == keys_of(await claim(store))


async def test_an_older_state_of_a_card_is_not_tried_again(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, card(loaded, 1))
    (older,) = await claim(store)
    await put(store, card(loaded, 2))
    await settle(store, older, RetryAt(0, "429"))
    (newer,) = await claim(store)
    assert card(loaded, 2).message == newer.message
    await settle(store, newer, Sent("77"))
    assert [] == await claim(store, NOW + MINUTE)


async def test_a_text_that_vanishes_is_removed_in_time(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, Outgoing(loaded.contact, Notice(say("details"), vanish_after=60)))
    await settle(store, (await claim(store))[0], Sent("77"))
    assert [] == await claim(store, NOW + MINUTE - SECOND)
    (removal,) = await claim(store, NOW + MINUTE)
    assert (telegram(), Remove("77")) == (removal.address, removal.message)


async def replied_at(store: SqlStore, request: Request) -> object:
    async with store.reading() as tx:
        found = await tx.request_by_id(request.id)
    assert found is not None
    return found.replied_at


async def tell(store: SqlStore, request: Request, statutory: bool = True, at: object = NOW) -> None:
    told = notice(
        request.given.contact,
        "told",
        request=request.id,
        version=request.version,
        statutory=statutory,
    )
    await put(store, told)
    (envelope,) = await claim(store)
    await settle(store, envelope, Sent("1"))


async def test_the_receipt_is_no_reply(store: SqlStore) -> None:
    request = await requested(store)
    await tell(store, request)
    assert await replied_at(store, request) is None


@pytest.mark.parametrize("state", [State.SCHEDULED, State.REFUSED, State.REDIRECTED])
async def test_the_notice_of_a_decision_is_the_reply(store: SqlStore, state: State) -> None:
    request = await requested(store)
    after = moved(request, state)
    assert await change(store, request, after)
    await tell(store, after, statutory=False)
    assert await replied_at(store, request) is None
    await tell(store, after)
    assert NOW == await replied_at(store, request)


async def test_the_first_reply_counts(store: SqlStore) -> None:
    request = await requested(store)
    after = moved(request, State.SCHEDULED, replied_at=NOW - MINUTE)
    assert await change(store, request, after)
    await tell(store, after)
    assert NOW - MINUTE == await replied_at(store, request)


async def test_a_receipt_sent_after_the_decision_is_no_reply(store: SqlStore) -> None:
    request = await requested(store)
    receipt = notice(request.given.contact, request=request.id, version=1, statutory=True)
    await put(store, receipt)
    (envelope,) = await claim(store)
    assert await change(store, request, moved(request, State.SCHEDULED))
    await settle(store, envelope, Sent("1"))
    assert await replied_at(store, request) is None


async def status(store: SqlStore, *words: str, provider_id: str = "SM1") -> list[bool]:
    known = []
    for word in words:
        async with store.writing() as tx:
            known.append(await tx.provider_status(provider_id, word, "30003", NOW))
    return known


async def text_sent(store: SqlStore, provider_id: str = "SM1") -> None:
    loaded = await someone(store, PHONE)
    await put(store, notice(loaded.contact))
    (envelope,) = await claim(store, channel=ChannelName.SMS)
    await settle(store, envelope, Sent(provider_id))


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (("queued", "sent", "delivered"), "delivered"),
        (("sent", "delivered", "sent", "undelivered"), "delivered"),
        (("undelivered", "delivered"), "undelivered"),
        (("sent", "queued", "nonsense"), "sent"),
        (("delivered", "read"), "read"),
    ],
    ids="-".join,
)
async def test_a_status_only_goes_forward(
    store: SqlStore, url: str, words: tuple[str, ...], last: str
) -> None:
    await text_sent(store)
    assert [True] * len(words) == await status(store, *words)
    assert [(last,)] == await rows(url, outbox.c.status)
    outcomes = [outcome for (outcome,) in await rows(url, attempt.c.outcome)]
    assert ["sent", *words] == outcomes


async def test_a_status_that_comes_before_our_own_commit_is_kept_for_it(
    store: SqlStore, url: str
) -> None:
    assert [False, False] == await status(store, "delivered", "sent")
    assert [False] == await status(store, "undelivered", provider_id="SM2")
    await text_sent(store)
    assert [("delivered",)] == await rows(url, outbox.c.status)


async def test_a_status_that_comes_while_our_own_commit_is_under_way_waits_for_it(
    store: SqlStore, url: str
) -> None:
    loaded = await someone(store, PHONE)
    await put(store, notice(loaded.contact))
    (envelope,) = await claim(store, channel=ChannelName.SMS)
    async with asyncio.TaskGroup() as tasks, store.writing() as tx:
        await tx.settle([Settlement(envelope, Sent("SM1"), NOW, None)])
        told = tasks.create_task(status(store, "delivered"))
        await asyncio.wait([told], timeout=0.5)
    assert [("delivered",)] == await rows(url, outbox.c.status)


async def test_a_later_status_is_stored_with_its_channel_unknown(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert not await tx.provider_status("unknown", "sent", "", NOW)
        assert [] == await tx.claim(ChannelName.SMS, NOW, NOW + MINUTE, 1)
