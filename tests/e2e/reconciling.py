"""Books against phones: whether everything was registered, sent and seen, and how often."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sandbox.server import Sandbox
from sandbox.world import Message
from tests.e2e.books import Books
from tests.e2e.citizens import NUMBER
from tests.e2e.crowd import Crowd, from_bot, told
from tests.e2e.process import IN_FLIGHT

FINAL = {"sent", "superseded", "dropped"}
NOTED = {"Қабылданды.", "Принято."}
"""Takes a keyboard away: sent together with the message that follows it."""
STARTING = timedelta(seconds=1)
"""No process sends anything in the first second of its life, but what the killed one had written
may still be read by the server."""


def given_once(crowd: Crowd, books: Books, *, scheduled: int) -> None:
    """Everyone has one request and its ticket on the phone, and no time was given twice."""
    requests = books.requests()
    assert len(crowd.members) == len(requests)
    by_chat = {request.chat: request for request in requests}
    assert {member.chat.id for member in crowd.members} == by_chat.keys()
    assert len(requests) == len({request.number for request in requests})
    assert {request.number: 1 for request in requests} == books.registered()
    for member in crowd.members:
        request = by_chat[member.chat.id]
        texts = [one.text for one in from_bot(member.chat)]
        tickets = {NUMBER.findall(text)[0] for text in texts if member.words.registered in text}
        assert {request.number} == tickets, told(member.chat)
        assert request.official == member.official
        heard = any(member.words.scheduled in text for text in texts)
        assert heard == (request.state == "scheduled"), told(member.chat)
    slots = Counter(request.slot for request in requests if request.slot is not None)
    assert set() == {slot for slot, count in slots.items() if count > 1}
    assert len(slots) == sum(request.state == "scheduled" for request in requests)
    assert len(slots) >= scheduled


def nothing_lost(sandbox: Sandbox, crowd: Crowd, books: Books) -> None:
    """Every update was taken in once, and every message has arrived or had lost its point."""
    first = sandbox.world.seed
    updates = books.updates()
    assert {"handled"} == {state for _, state in updates}
    assert list(range(first, first + crowd.acts)) == sorted(number for number, _ in updates)
    assert set() == books.outbox().keys() - FINAL, books.outbox()
    on_phones = {
        (chat.id, one.id) for chat in sandbox.world.chats.values() for one in from_bot(chat)
    }
    assert set() == books.sent() - on_phones


def few_repeated(sandbox: Sandbox, books: Books, kills: Sequence[datetime]) -> list[int]:
    """Return how many messages came twice at each kill; without a kill, none does."""
    unknown = _unknown(sandbox, books)
    until = [kill + STARTING for kill in kills]
    lives = Counter(bisect_left(until, message.date) for message in unknown)
    counts = [lives[life] for life in range(len(kills))]
    assert len(unknown) == sum(counts), [message.text for message in unknown]
    assert all(count <= IN_FLIGHT for count in counts), counts
    return counts


def _unknown(sandbox: Sandbox, books: Books) -> list[Message]:
    """Return the messages on phones that the books don't know: each of them was sent again."""
    sent = books.sent()
    found: list[Message] = []
    for chat in sandbox.world.chats.values():
        unknown = [one for one in from_bot(chat) if (chat.id, one.id) not in sent]
        noted = [one for one in unknown if one.text in NOTED]
        found += [one for one in unknown if one not in noted]
        found += noted[1:] if len(noted) - 1 > len(unknown) - len(noted) else []
    return found
