"""Erasing what is not kept any longer: requests at their end, people, and whatever grew old.

Nothing that a report counts is erased, and nothing of the history but its details.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    literal,
    or_,
    select,
    update,
)

from bot.dialogs.say import say
from bot.messages import Notice, dump
from bot.ports.keeping import Erased
from bot.reception.calling import CallState
from bot.reception.lifecycle import CLOSED, State
from bot.reception.report import way
from bot.reception.retention import LAST_WORD, Terms
from bot.reception.tasks import TaskResult, TaskState
from bot.records import Address, ChannelName, Request
from storage.columns import Moment, Sealed, among, metadata
from storage.inbox import load_incoming
from storage.keeping_tables import BODY_KEPT, LEAVING, PERSONAL
from storage.people import People
from storage.reporting import Reports
from storage.requests import Requests
from storage.statements import one_of
from storage.survey_tables import call
from storage.tables import (
    InboxState,
    OutboxState,
    attempt,
    consent_log,
    contact,
    conversation,
    event,
    inbox,
    outbox,
    person,
    request,
    timer,
    unsent_of_a_contact,
)
from storage.task_tables import OPEN, task

LONG_PAST: Final = timedelta(days=28)
"""A reception so long ago is over, also where nobody ever said what became of it."""

_NOBODY: Final = Address(ChannelName.CALL, "nobody")
"""Whose requests are those of which nothing personal is left."""

_moment: Final = bindparam("moment", type_=Moment())
_before: Final = bindparam("before_then", type_=Moment())
_empty: Final = bindparam("empty", type_=Sealed())

_LAST_CONSENT: Final = (
    select(consent_log.c.version)
    .where(consent_log.c.person_id == bindparam("of"))
    .order_by(consent_log.c.id.desc())
    .limit(1)
)
_HELD: Final = (
    select(request).where(request.c.person_id == bindparam("of"), PERSONAL).order_by(request.c.id)
)
_HELD_LOCKED: Final = _HELD.with_for_update(key_share=True)

_scheduled: Final = among(request.c.state, {State.SCHEDULED})
_changed_since: Final = exists().where(
    event.c.request_id == request.c.id,
    event.c.at >= _before,
    or_(event.c.before.is_(None), event.c.before != event.c.after),
)
_OVER: Final = (
    select(request.c.id)
    .where(
        PERSONAL,
        request.c.office == bindparam("whose"),
        request.c.kept_months == bindparam("promised"),
        request.c.received_at < _before,
        or_(
            and_(among(request.c.state, CLOSED), ~_changed_since),
            and_(_scheduled, request.c.starts_at < _before),
        ),
    )
    .order_by(request.c.received_at)
    .limit(bindparam("at_most"))
)
_ERASABLE: Final = (
    select(request.c.id, request.c.number, request.c.state, request.c.office, request.c.phone)
    .where(
        one_of(request.c.id, "ids"),
        PERSONAL,
        or_(among(request.c.state, CLOSED), and_(_scheduled, request.c.starts_at < _before)),
    )
    .order_by(request.c.id)
    .with_for_update()
)
_PERSON_OF: Final = select(contact.c.person_id).where(contact.c.id == bindparam("of"))
_MARK: Final = (
    update(request).where(request.c.id == bindparam("of")).values(marks=bindparam("found"))
)
_DROP_CALLS: Final = (
    update(call)
    .where(one_of(call.c.request_id, "ids"), among(call.c.state, {CallState.WAITING}))
    .values(state=CallState.DROPPED, done_at=_moment, held_until=None)
)
_CLOSE_TASKS: Final = (
    update(task)
    .where(one_of(task.c.request_id, "ids"), OPEN)
    .values(state=TaskState.DONE, result=TaskResult.OUTDATED, done_at=_moment, held_until=None)
)
_DROP_TIMERS: Final = delete(timer).where(one_of(timer.c.request_id, "ids"))
_of_staff: Final = select(contact.c.id).where(contact.c.person_id.is_(None))
_CLEAR_CARDS: Final = (
    update(conversation)
    .where(conversation.c.contact_id.in_(_of_staff), one_of(conversation.c.thread, "numbers"))
    .values(state=None)
)

# What is on its way can't be taken back: it is settled, and sent no second time.
_on_its_way: Final = among(outbox.c.state, {OutboxState.SENDING})


def _unsay(whose: ColumnElement[bool]) -> tuple[Any, ...]:
    """Take messages out with their tries; of those on their way only what they say."""
    gone = and_(whose, ~_on_its_way)
    return (
        update(outbox)
        .where(whose, _on_its_way)
        .values(request_id=None, version=None, statutory=False, not_after=_moment, body=_empty),
        delete(attempt).where(attempt.c.outbox_id.in_(select(outbox.c.id).where(gone))),
        delete(outbox).where(gone),
    )


_UNSAY_OF_REQUESTS: Final = _unsay(one_of(outbox.c.request_id, "ids"))
UNSAY_TO: Final = _unsay(one_of(outbox.c.contact_id, "ids"))

_CONTACTS: Final = select(contact.c.id, contact.c.address, contact.c.channel).where(
    contact.c.person_id == bindparam("of"), contact.c.off_why.is_distinct_from("forgotten")
)
_gone: Final = literal("gone:") + cast(contact.c.id, Text)
_LEAVE: Final = (
    update(contact)
    .where(one_of(contact.c.id, "ids"))
    .values(address_hash=_gone, leaving_at=_moment, changed_at=_moment)
)
_BLANK: Final = (
    update(contact)
    .where(one_of(contact.c.id, "ids"))
    .values(
        address_hash=_gone,
        address=_empty,
        language=None,
        active=False,
        off_why="forgotten",
        changed_at=_moment,
        leaving_at=None,
    )
    .returning(contact.c.person_id)
)
_FORGET_PERSONS: Final = (
    update(person)
    .where(one_of(person.c.id, "ids"))
    .values(language=None, consent=None, consented_at=None)
)
_CLEAR_TALKS: Final = (
    update(conversation)
    .where(one_of(conversation.c.contact_id, "ids"))
    .values(state=None, draft=False, nudged=False, message_id=None)
)
_BODIES: Final = select(inbox.c.key, inbox.c.body).where(BODY_KEPT)
_CLEAR_BODIES: Final = (
    update(inbox)
    .where(one_of(inbox.c.key, "keys"))
    .values(state=InboxState.HANDLED, body=None, error=None, retry_at=None)
)

_unsent: Final = exists().where(outbox.c.contact_id == contact.c.id, unsent_of_a_contact(outbox))
_LEAVING: Final = select(contact.c.id).where(LEAVING).limit(1)
_LEFT: Final = (
    select(contact.c.id)
    .where(LEAVING, or_(~_unsent, contact.c.leaving_at < _before))
    .order_by(contact.c.leaving_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
# Made only to tell somebody by SMS what did not arrive elsewhere.
_MADE_TO_TELL: Final = (
    select(contact.c.id)
    .join(person, person.c.id == contact.c.person_id)
    .where(
        one_of(contact.c.address_hash, "hashes"),
        contact.c.active,
        person.c.consent.is_(None),
        ~exists().where(request.c.person_id == contact.c.person_id),
        ~exists().where(outbox.c.contact_id == contact.c.id, outbox.c.request_id.is_not(None)),
        ~exists().where(conversation.c.contact_id == contact.c.id, conversation.c.turn > 0),
    )
    .with_for_update(of=contact)
)


class Erasing(Requests, Reports, People):
    """Erases requests and people."""

    async def consent_withdrawn(self, person: int) -> bool:
        """Tell whether the person took the consent back and has not given it since."""
        last = await self._first(_LAST_CONSENT, {"of": person})
        return last is not None and last.version is None

    async def held_of(self, person: int) -> list[Request]:
        """Return the person's requests, locked until the transaction ends; the oldest first."""
        found = _HELD_LOCKED if self._connection.locks else _HELD
        return [self._request(row) for row in await self._rows(found, {"of": person})]

    async def anonymise(self, requests: Sequence[int], at: datetime) -> list[Erased]:
        """Erase everything personal of requests that are at their end; return which they were."""
        asked = {"ids": list(requests), "before_then": at - LONG_PAST}
        rows = await self._rows(_ERASABLE, asked) if requests else []
        if not rows:
            return []
        ids = [row.id for row in rows]
        nowhere = await self.contact(_NOBODY, None, at)
        nobody = await self._value(_PERSON_OF, {"of": nowhere})
        empty = self._keys.seal("")
        marks = await self._marks(ids)
        changes = {"ids": ids, "moment": at, "empty": empty, "nobody": nobody, "nowhere": nowhere}
        await self._rows(_erase(), changes)
        await self._many(_MARK, [{"of": one, "found": found} for one, found in marks.items()])
        for statement in _blankings():
            await self._rows(statement, {"ids": ids, "empty": empty})
        await self._rows(_DROP_TIMERS, {"ids": ids})
        await self._rows(_DROP_CALLS, {"ids": ids, "moment": at})
        await self._rows(_CLOSE_TASKS, {"ids": ids, "moment": at})
        await self._rows(_CLEAR_CARDS, {"numbers": [row.number for row in rows]})
        await self._unsay(_UNSAY_OF_REQUESTS, ids, at)
        phones = {self._keys.open(row.phone) for row in rows} - {""}
        await self._forget_phones(phones, at)
        return [Erased(row.id, row.number, State(row.state), row.office) for row in rows]

    async def forget(self, person: int, at: datetime) -> None:
        """Forget a person; their address is kept until the last message to them has left."""
        rows = await self._rows(_CONTACTS, {"of": person})
        ids = [row.id for row in rows]
        await self._forget_updates(
            {Address(ChannelName(row.channel), self._keys.open(row.address)) for row in rows}
        )
        await self._unsay(UNSAY_TO, ids, at)
        await self._rows(_CLEAR_TALKS, {"ids": ids})
        await self._rows(_LEAVE, {"ids": ids, "moment": at})
        await self._rows(_FORGET_PERSONS, {"ids": [person]})

    async def leaving(self) -> bool:
        """Tell whether an address is kept for a last message."""
        return await self._first(_LEAVING) is not None

    async def let_leave(self, at: datetime, limit: int) -> int:
        """Erase the addresses to which the last message has left, or couldn't; how many."""
        asked = {"before_then": at - LAST_WORD, "at_most": limit}
        ids = [row.id for row in await self._rows(_LEFT, asked)]
        await self._blank(ids, at)
        return len(ids)

    async def over(self, office: str, terms: Terms, limit: int) -> list[int]:
        """Return requests of an office whose time is over."""
        asked = {"whose": office, "promised": terms.promised, "at_most": limit}
        rows = await self._rows(_OVER, asked | {"before_then": terms.before}, long=True)
        return [row.id for row in rows]

    async def _blank(self, contacts: Sequence[int], at: datetime) -> None:
        """Leave nothing of contacts but that there were some."""
        if not contacts:
            return
        ids = list(contacts)
        await self._unsay(UNSAY_TO, ids, at)
        await self._rows(_CLEAR_TALKS, {"ids": ids})
        blank = {"ids": ids, "empty": self._keys.seal(""), "moment": at}
        persons = [row.person_id for row in await self._rows(_BLANK, blank)]
        await self._rows(_FORGET_PERSONS, {"ids": persons})

    async def _marks(self, ids: Sequence[int]) -> dict[int, str]:
        """Return what a report counts of each history and could not tell without its details."""
        histories = await self._histories(ids)
        marks = {one: ",".join(sorted(way(past).marks)) for one, past in histories.items()}
        return {one: found for one, found in marks.items() if found}

    async def _unsay(self, statements: Sequence[Any], ids: list[int], at: datetime) -> None:
        erased = self._keys.seal_json(dump(Notice(say("keeping-erased"))))
        settled, *others = statements
        await self._rows(settled, {"ids": ids, "moment": at, "empty": erased})
        for statement in others:
            await self._rows(statement, {"ids": ids})

    async def _forget_updates(self, addresses: set[Address]) -> None:
        """Forget what could not be handled of what these wrote."""
        keys = []
        for row in await self._rows(_BODIES):
            address = load_incoming(self._keys.open_json(row.body)).address
            if Address(address.channel, address.where) in addresses:
                keys.append(row.key)
        if keys:
            await self._rows(_CLEAR_BODIES, {"keys": keys})

    async def _forget_phones(self, phones: set[str], at: datetime) -> None:
        """Forget numbers that were kept only to tell these applicants something."""
        if phones:
            hashes = [self._hash(Address(ChannelName.SMS, one)) for one in sorted(phones)]
            rows = await self._rows(_MADE_TO_TELL, {"hashes": hashes})
            await self._blank([row.id for row in rows], at)


@cache
def _erase() -> Any:
    """Return what erases a request, every sealed column of it."""
    return (
        update(request)
        .where(one_of(request.c.id, "ids"))
        .values(
            anonymised_at=_moment,
            person_id=bindparam("nobody"),
            contact_id=bindparam("nowhere"),
            live_key=None,
            initials="",
            mobile=False,
            needs_help=False,
            category=None,
            before=None,
            slot_before=None,
            undo_until=None,
            **_blanks(request),
        )
    )


@cache
def _blankings() -> tuple[Any, ...]:
    """Return what blanks every sealed column of every table about requests, whoever made it."""
    about = [one for one in metadata.sorted_tables if "request_id" in one.c and one is not outbox]
    return tuple(
        update(one).where(one_of(one.c.request_id, "ids")).values(**_blanks(one))
        for one in about
        if _blanks(one)
    )


def _blanks(table: Table) -> dict[str, Any]:
    sealed = (one for one in table.c if isinstance(one.type, Sealed))
    return {one.name: None if one.nullable else _empty for one in sealed}
