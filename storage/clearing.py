"""Clearing what grew old: updates, messages, conversations, people, answers a report has."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, assert_never

from msgspec import Struct
from sqlalchemy import Select, bindparam, delete, exists, insert, or_, select, update

from bot.ports.keeping import Key
from bot.reception.quarter import Quarter
from bot.reception.retention import Old
from storage.columns import Moment, among
from storage.keeping import Erasing
from storage.keeping_tables import opinion
from storage.statements import one_of
from storage.survey_tables import call, survey
from storage.tables import (
    UNSENT,
    attempt,
    contact,
    conversation,
    early_status,
    inbox,
    outbox,
    request,
    unsent_of_a_contact,
)

NO_RATING: Final = 0
"""In place of a mark that is kept only where nothing leads back to the request."""

_before: Final = bindparam("before_then", type_=Moment())


class _Aging(Struct, frozen=True):
    """How rows of a kind are found: by their key, in its order, and what makes them old."""

    key: Any
    conditions: tuple[Any, ...]

    @property
    def first(self) -> Select[Any]:
        """Select the first ones."""
        found = select(self.key.label("key")).where(*self.conditions)
        return found.order_by(self.key).limit(bindparam("at_most"))

    @property
    def beyond(self) -> Select[Any]:
        """Select the first ones after a key."""
        return self.first.where(self.key > bindparam("beyond", type_=self.key.type))

    @property
    def again(self) -> Select[Any]:
        """Select those of some keys that are still old, and lock them."""
        found = select(self.key.label("key")).where(*self.conditions, one_of(self.key, "ids"))
        return found.order_by(self.key).with_for_update(of=self.key.table, skip_locked=True)


_sent: Final = ~among(outbox.c.state, UNSENT)
# What was told by law stays as long as its request: it is the proof.
_no_proof: Final = or_(~outbox.c.statutory, outbox.c.request_id.is_(None))
_AGING: Final = {
    Old.UPDATES: _Aging(inbox.c.key, (inbox.c.received_at < _before,)),
    Old.MESSAGES: _Aging(outbox.c.id, (outbox.c.created_at < _before, _sent, _no_proof)),
    Old.STATUSES: _Aging(early_status.c.id, (early_status.c.at < _before,)),
    Old.CONVERSATIONS: _Aging(
        conversation.c.id,
        (conversation.c.updated_at < _before, conversation.c.state.is_not(None)),
    ),
    # Whoever wrote to stop is remembered: they must not be written to again.
    Old.PEOPLE: _Aging(
        contact.c.id,
        (
            contact.c.person_id.is_not(None),
            contact.c.active,
            contact.c.leaving_at.is_(None),
            contact.c.changed_at < _before,
            ~exists().where(request.c.person_id == contact.c.person_id),
            ~exists().where(
                conversation.c.contact_id == contact.c.id, conversation.c.updated_at >= _before
            ),
            ~exists().where(outbox.c.contact_id == contact.c.id, unsent_of_a_contact(outbox)),
        ),
    ),
    Old.ANSWERS: _Aging(survey.c.id, (survey.c.at < _before, survey.c.rating > NO_RATING)),
    Old.CALLS: _Aging(
        call.c.id,
        (call.c.done_at < _before, or_(call.c.gave_up.is_not(None), call.c.comment.is_not(None))),
    ),
}
_FIRST: Final = {what: aging.first for what, aging in _AGING.items()}
_BEYOND: Final = {what: aging.beyond for what, aging in _AGING.items()}
_AGAIN: Final = {what: aging.again for what, aging in _AGING.items()}

_DROP_UPDATES: Final = delete(inbox).where(one_of(inbox.c.key, "ids"))
_DROP_TRIES: Final = delete(attempt).where(one_of(attempt.c.outbox_id, "ids"))
_DROP_MESSAGES: Final = delete(outbox).where(one_of(outbox.c.id, "ids"))
_DROP_STATUSES: Final = delete(early_status).where(one_of(early_status.c.id, "ids"))
_FORGET_TALKS: Final = (
    update(conversation)
    .where(one_of(conversation.c.id, "ids"))
    .values(state=None, draft=False, nudged=False)
)


def _said(table: Any) -> Select[Any]:
    return (
        select(request.c.office, request.c.registered_on, table.c.comment)
        .join_from(table, request, request.c.id == table.c.request_id)
        .where(one_of(table.c.id, "ids"), table.c.comment.is_not(None))
    )


_SAID: Final = {Old.ANSWERS: _said(survey), Old.CALLS: _said(call)}
_OPINION: Final = insert(opinion)
_CUT: Final = {
    Old.ANSWERS: update(survey)
    .where(one_of(survey.c.id, "ids"))
    .values(rating=NO_RATING, settled="", comment=None),
    Old.CALLS: update(call).where(one_of(call.c.id, "ids")).values(gave_up=None, comment=None),
}


class Clearing(Erasing):
    """Clears what grew old."""

    async def old(self, what: Old, before: datetime, after: Key | None, limit: int) -> list[Key]:
        """Return what has been old since `before`, in its own order, beyond `after`."""
        asked: dict[str, Any] = {"before_then": before, "at_most": limit}
        if after is None:
            rows = await self._rows(_FIRST[what], asked, long=True)
        else:
            rows = await self._rows(_BEYOND[what], asked | {"beyond": after}, long=True)
        return [row.key for row in rows]

    async def clear(self, what: Old, keys: Sequence[Key], before: datetime, at: datetime) -> int:
        """Clear these, as far as they are still old; return how many."""
        asked = {"before_then": before, "ids": list(keys)}
        found = [row.key for row in await self._rows(_AGAIN[what], asked)]
        if not found:
            return 0
        ids = {"ids": found}
        match what:
            case Old.UPDATES:
                await self._rows(_DROP_UPDATES, ids)
            case Old.MESSAGES:
                await self._rows(_DROP_TRIES, ids)
                await self._rows(_DROP_MESSAGES, ids)
            case Old.STATUSES:
                await self._rows(_DROP_STATUSES, ids)
            case Old.CONVERSATIONS:
                await self._rows(_FORGET_TALKS, ids)
            case Old.PEOPLE:
                await self._blank(found, at)
            case Old.ANSWERS | Old.CALLS:
                await self._cut(what, ids)
            case _:
                assert_never(what)
        return len(found)

    async def _cut(self, what: Old, ids: dict[str, Any]) -> None:
        """Leave of answers only that they were given; what was said is kept apart."""
        opinions = [
            {
                "office": row.office,
                "quarter": str(Quarter.of(row.registered_on)),
                "comment": self._keys.seal(self._keys.open(row.comment)),
            }
            for row in await self._rows(_SAID[what], ids)
        ]
        # In an order of their own, that of a sealing by chance, which leads back to no request.
        opinions.sort(key=lambda one: one["comment"])
        await self._many(_OPINION, opinions)
        await self._rows(_CUT[what], ids)
