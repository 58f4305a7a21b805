"""Sample people, requests and messages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from bot.dialogs.commands import ApplicantKind, Format
from bot.dialogs.incoming import Typed
from bot.dialogs.say import say
from bot.messages import Notice, Screen
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.schedule import SlotTime
from bot.records import (
    Address,
    ChannelName,
    Envelope,
    Incoming,
    Loaded,
    NewRequest,
    Outcome,
    Outgoing,
    Priority,
    Request,
    RetryAt,
    Settlement,
)  # fmt: skip
from storage.store import SqlStore
from tests.databases import KEY

FIRST_KEY = KEY
SECOND_KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
NOW = datetime(2026, 3, 2, 5, 30, 0, 123456, tzinfo=UTC)
NAME = "Бекмағамбетов Асқар Серікұлы"
OFFICIAL = "minister"
OFFICE = "ministry"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CHAT = Address(ChannelName.TELEGRAM, "-100500")


def telegram(where: int = 700, thread: str = "") -> Address:
    return Address(ChannelName.TELEGRAM, str(where), thread)


PHONE: Final = Address(ChannelName.SMS, "+77011234567")


def typed(where: int, external_id: str, text: str = "1") -> Incoming:
    return Incoming(telegram(where), external_id, Typed(text))


def given(loaded: Loaded, **other: Any) -> NewRequest:
    """Return a complete request of someone who was loaded."""
    assert loaded.person is not None
    sample = NewRequest(
        contact=loaded.contact,
        person=loaded.person,
        channel=ChannelName.TELEGRAM,
        lang=Lang.KK,
        office=OFFICE,
        official=OFFICIAL,
        topic="housing",
        applicant=ApplicantKind.REPRESENTATIVE,
        organisation="«Ақ бидай» ЖШС",
        bin="041240005637",
        name=NAME,
        initials="Б. А. С.",
        phone="+77011234567",
        mobile=True,
        iin="900101300017",
        postal_address="Астана қ., Мәңгілік Ел даңғ., 8",
        essence="Тұрғын үй кезегі туралы мәселе бойынша",
        format=Format.IN_PERSON,
        unfit_days="дүйсенбі",
        category=None,
        needs_help=True,
        received_at=NOW,
        registered_on=date(2026, 3, 2),
        reply_due=date(2026, 3, 27),
    )
    return replace(sample, **{"out_of_turn": "category" in other} | other)


def slots(count: int, since: datetime = NOW + 30 * DAY) -> list[SlotTime]:
    return [SlotTime(since + n * HOUR, 30) for n in range(count)]


async def someone(store: SqlStore, where: int | Address = 700) -> Loaded:
    address = where if isinstance(where, Address) else telegram(where)
    async with store.writing() as tx:
        return (await tx.load([address], NOW))[address]


async def requested(store: SqlStore, where: int | Address = 700, **other: Any) -> Request:
    """Store a request of whoever is at that address."""
    loaded = await someone(store, where)
    async with store.writing() as tx:
        request = await tx.add_request(given(loaded, **other))
    assert request is not None
    return request


def moved(request: Request, state: State, **other: Any) -> Request:
    """Return the request after an act that led to `state`."""
    return replace(request, version=request.version + 1, state=state, **other)


async def change(store: SqlStore, before: Request, after: Request) -> bool:
    async with store.writing() as tx:
        return await tx.change(before, after)


def notice(contact: int, key: str = "hello", **other: Any) -> Outgoing:
    return Outgoing(contact, Notice(say(key)), **other)


def card(loaded: Loaded, turn: int, edit: str | None = None) -> Outgoing:
    screen = Screen(say("card"), turn, edit=edit)
    return Outgoing(loaded.contact, screen, card=loaded.conversation_id)


async def put(store: SqlStore, *messages: Outgoing, at: datetime = NOW) -> None:
    async with store.writing() as tx:
        await tx.put(messages, at)


async def claim(
    store: SqlStore,
    now: datetime = NOW,
    limit: int = 100,
    lease: timedelta = MINUTE,
    up_to: Priority = Priority.BULK,
    channel: ChannelName = ChannelName.TELEGRAM,
) -> list[Envelope]:
    async with store.writing() as tx:
        return await tx.claim(channel, now, now + lease, limit, up_to)


async def settle(store: SqlStore, envelope: Envelope, outcome: Outcome, at: datetime = NOW) -> None:
    retry_at = at + timedelta(seconds=outcome.seconds) if isinstance(outcome, RetryAt) else None
    async with store.writing() as tx:
        await tx.settle([Settlement(envelope, outcome, at, retry_at)])


def keys_of(envelopes: list[Envelope]) -> list[str]:
    """Name the notices among envelopes by the keys of their texts."""
    return [e.message.say.key for e in envelopes if isinstance(e.message, Notice)]
