"""All that is held about a person, read for the person."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, select

from bot.dialogs.held import HeldRequest, MyData
from bot.reception.calendar import local
from bot.reception.lifecycle import LIVE, State
from storage.columns import Moment
from storage.survey_tables import survey
from storage.tables import contact, event, person, request
from storage.transaction import Transaction

_PERSON: Final = select(
    person.c.language, person.c.consent, person.c.consented_at, person.c.created_at
).where(person.c.id == bindparam("person"))
_CONTACTS: Final = (
    select(contact.c.channel, contact.c.address)
    .where(contact.c.person_id == bindparam("person"))
    .order_by(contact.c.id)
)
_ended: Final = (
    select(func.max(event.c.at, type_=Moment()))
    .where(
        event.c.request_id == request.c.id,
        or_(event.c.before.is_(None), event.c.before != event.c.after),
    )
    .scalar_subquery()
)
_PLAIN: Final = ("number", "office", "official", "registered_on", "kept_months", "category")
_SEALED: Final = ("name", "phone", "postal_address", "organisation", "essence", "unfit_days")
_GIVEN: Final = (
    select(
        *(request.c[name] for name in (*_PLAIN, *_SEALED)),
        request.c.state,
        request.c.iin,
        request.c.bin,
        request.c.undo_until,
        survey.c.rating,
        survey.c.comment,
        _ended.label("ended_at"),
    )
    .outerjoin_from(request, survey, survey.c.request_id == request.c.id)
    .where(request.c.person_id == bindparam("person"), request.c.anonymised_at.is_(None))
    .order_by(request.c.id.desc())
)


class HeldData(Transaction):
    """What is held about a person."""

    async def _data_of(self, of: int, now: datetime) -> MyData:
        known = await self._first(_PERSON, {"person": of})
        if known is None:
            return MyData()
        contacts = await self._rows(_CONTACTS, {"person": of})
        given = await self._rows(_GIVEN, {"person": of})
        return MyData(
            consent=known.consent,
            consented_at=known.consented_at,
            language=known.language,
            since=known.created_at,
            where=tuple((row.channel, self._keys.open(row.address)) for row in contacts),
            requests=tuple(self._held_request(row, now) for row in given),
        )

    def _held_request(self, row: Any, now: datetime) -> HeldRequest:
        open_any, state = self._keys.open_any, State(row.state)
        sealed: dict[str, Any] = {name: open_any(getattr(row, name)) for name in _SEALED}
        iin, bin_ = open_any(row.iin), open_any(row.bin)
        return HeldRequest(
            **{name: getattr(row, name) for name in _PLAIN},
            **sealed,
            state=state,
            iin_tail=iin[-4:] if iin else None,
            bin_tail=bin_[-4:] if bin_ else None,
            ended_on=None if state in LIVE else local(row.ended_at or now).date(),
            undoable=row.undo_until is not None and row.undo_until > now,
            rating=row.rating,
            comment=open_any(row.comment),
        )
