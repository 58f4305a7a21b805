"""Other ways in: requests that staff enter for those who came, called or wrote; and corrections."""

from datetime import datetime, timedelta
from typing import Final, assert_never

from msgspec.structs import replace

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, deciding, keep, own, theirs
from bot.desk.given import new_request
from bot.dialogs import commands as do
from bot.dialogs.queries import LiveRequest, RequestView
from bot.dialogs.say import Say, say
from bot.ports import Tx
from bot.reception.calendar import at, local
from bot.reception.directory import Office
from bot.reception.identity import Phone, initials
from bot.reception.lifecycle import Act, State, next_state
from bot.records import Address, ChannelName, Event, NewRequest, Reference, Request, Settings

MINUTE: Final = timedelta(minutes=1)


class Entering:
    """Carries out what is entered, each inside the transaction `tx` it is given."""

    def __init__(self, reference: Reference, settings: Settings) -> None:
        self._reference, self._settings = reference, settings

    async def carry_out(
        self, tx: Tx, command: do.Enter | do.Correct, by: By, now: datetime
    ) -> Outcome:
        """Do what was entered; return what to say of it."""
        match command:
            case do.Enter():
                return await self._enter(tx, command, by, now)
            case do.Correct():
                return await self._correct(tx, command, by, now)
            case _:
                assert_never(command)

    async def _enter(self, tx: Tx, entered: do.Enter, by: By, now: datetime) -> Outcome:
        """Register a request that came some other way, as of the day it came [D4, D25].

        The ticket goes by SMS to a mobile number; without one staff are asked to call.
        """
        by = by.as_member
        given = entered.given
        member = deciding(by)
        if isinstance(member, Problem):
            return member
        if given.office not in member.offices:
            return Problem(say("not-your-office"))
        address = await self._address(tx, given, by, now)
        contact = await tx.contact(address, entered.lang, now)
        person = (await tx.load([address], now))[address].person or 0
        office = self._reference.directory.office(given.office)
        request = await tx.add_request(
            new_request(
                given,
                self._reference,
                _received_at(entered, office, now),
                contact=contact,
                person=person,
                channel=address.channel,
                lang=entered.lang,
                source=entered.source,
            )
        )
        if request is None:
            live = await tx.answer(LiveRequest(person, given.official), now)
            number = live.number if isinstance(live, RequestView) else ""
            return Problem(say("entry-live-exists", number=number))
        await tx.set_language(contact, person, entered.lang)
        await tx.set_consent(contact, person, entered.consent, now)
        details = {"source": entered.source.value, "consent": entered.consent}
        event = Event(request.id, now, "register", by.name, None, request.state, details)
        await tx.record([event])
        ticket = notices.to_applicant("notice-ticket", request, self._reference, statutory=True)
        card = notices.lay_card(request, self._reference, fresh=True)
        return Done(says=(self._entered(request),), put=(ticket,), invitations=tuple(card))

    async def _correct(self, tx: Tx, given: do.Correct, by: By, now: datetime) -> Outcome:
        """Take the corrected answers of a returned request; it is reviewed on, in its place."""
        found: Request | Problem | None = await own(tx, given.number, by)
        if found is None and by.as_member is not by:
            by = by.as_member
            found = await theirs(tx, given.number, by, decides=True)
        if found is None or isinstance(found, Problem):
            return found or Problem(say("request-unknown"))
        request = found
        undoable = request.undo_until is not None and request.undo_until > now
        if request.state is not State.RETURNED or undoable:
            return Problem(say("correction-over"))
        changes = _changes(given)
        after = replace(
            request,
            version=request.version + 1,
            state=next_state(request.state, Act.CORRECT),
            before=None,
            slot_before=None,
            undo_until=None,
            decided_by=None,
            decided_at=None,
            corrected=",".join(changes),
        )
        details = {"fields": ",".join(changes)}
        stored = await keep(tx, self._reference, request, after, Act.CORRECT, by, now, details)
        if isinstance(stored, Problem):
            return stored
        await tx.rewrite(request.id, _rewritten(request.given, changes, given.phone))
        lay = notices.lay_card(stored, self._reference, fresh=True)
        said = notices.about("notice-corrected", stored, self._reference)
        return Done(says=(said,), invitations=tuple(lay))

    async def _address(self, tx: Tx, given: do.Register, by: By, now: datetime) -> Address:
        """Return where the applicant can be told: their mobile number, or nowhere but by calling.

        Who can only be called is somebody else each time: one telephone may serve a household.
        """
        phone = given.phone
        if phone is not None and phone.mobile and phone.kazakh and self._settings.sms:
            return Address(ChannelName.SMS, phone.e164)
        newest = "".join(await tx.numbers(1))
        return Address(ChannelName.CALL, f"{by.contact}/{newest}/{now.isoformat()}")

    def _entered(self, request: Request) -> Say:
        """Return what the member of staff reads of a request just entered."""
        by_message = request.given.channel is not ChannelName.CALL
        told = "entry-told" if by_message else "entry-call" if request.given.phone else "entry-give"
        words = notices.particulars(request, self._reference)
        return Say("entry-done", {**words, "next": say(told)})


def _received_at(entered: do.Enter, office: Office, now: datetime) -> datetime:
    """Return when a request came.

    Of an earlier day only the day is known: it counts as the last to come in its working hours,
    so that it overtakes nobody who came that day, and is still registered on it [D25].
    """
    day = entered.received_on
    if day is None or day >= local(now).date():
        return now
    return at(day, office.hours.closes) - MINUTE


def _changes(given: do.Correct) -> dict[str, object]:
    """Return the answers that were corrected, as they are stored."""
    changes = {
        "essence": given.essence,
        "name": given.name,
        "phone": given.phone.e164 if given.phone else None,
        "iin": given.iin.digits if given.iin else None,
        "postal_address": given.postal_address,
        "organisation": given.organisation,
        "bin": given.bin.digits if given.bin else None,
    }
    return {name: value for name, value in changes.items() if value is not None}


def _rewritten(given: NewRequest, changes: dict[str, object], phone: Phone | None) -> NewRequest:
    """Return the request with the corrected answers, and what follows from them."""
    new = replace(given, **changes)
    mobile = new.mobile if phone is None else phone.mobile and phone.kazakh
    return replace(new, initials=initials(new.name), mobile=mobile)
