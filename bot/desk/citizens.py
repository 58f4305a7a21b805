"""What citizens do to their own requests: register, give up, give a time back, promise, rate."""

from datetime import datetime

from msgspec.structs import replace

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, keep, own
from bot.desk.given import new_request
from bot.dialogs import commands as do
from bot.dialogs.conversation import Frame
from bot.dialogs.queries import LiveRequest, RequestByNumber, RequestView
from bot.dialogs.question import Citizen
from bot.dialogs.say import say
from bot.ports import Tx
from bot.reception.calendar import DAY, local
from bot.reception.lifecycle import Act, State, Who, acts_open_to, next_state, rule
from bot.records import Event, Reference, Settings


class Citizens:
    """Carries out what citizens decide, each inside the transaction `tx` it is given."""

    def __init__(self, reference: Reference, settings: Settings) -> None:
        self._reference, self._settings = reference, settings

    async def consent(self, tx: Tx, by: By, version: str | None, now: datetime) -> Outcome:
        if isinstance(by.who, Citizen):
            await tx.set_consent(by.contact, by.who.person, version, now)
        return Done() if version else Done(says=(say("consent-withdrawn"),))

    async def register(self, tx: Tx, given: do.Register, by: By, now: datetime) -> Outcome:
        """Register a booking request the day it is received [D25] and hand out the ticket."""
        if not isinstance(by.who, Citizen):
            return Problem(say("staff-only"))
        most, today = self._settings.requests_a_day, local(now).date()
        whos = [f"person:{by.who.person}", *([f"phone:{given.phone.e164}"] if given.phone else [])]
        if most and await tx.requests_on(today, whos) >= most:
            phone = self._reference.directory.office(given.office).phone
            return Problem(say("too-many-today", most=most, day=today + DAY, phone=phone))
        request = await tx.add_request(
            new_request(
                given,
                self._reference,
                now,
                contact=by.contact,
                person=by.who.person,
                channel=by.channel,
                lang=by.lang,
            )
        )
        if request is None:
            live = await tx.answer(LiveRequest(by.who.person, given.official), now)
            number = live.number if isinstance(live, RequestView) else ""
            return Problem(say("live-exists"), see=Frame("requests", {"number": number}))
        if most:
            await tx.count_request(today, whos)
        await tx.record([Event(request.id, now, "register", by.name, None, request.state)])
        ticket = notices.to_applicant("notice-ticket", request, self._reference, statutory=True)
        card = notices.lay_card(request, self._reference, fresh=True)
        return Done(put=(ticket,), invitations=tuple(card))

    async def leave(self, tx: Tx, number: str, act: Act, by: By, now: datetime) -> Outcome:
        """Let the applicant withdraw, or give the time back and wait for another."""
        request = await own(tx, number, by)
        if request is None:
            return Problem(say("request-unknown"))
        if act not in acts_open_to(request.state, Who.CITIZEN):
            return Problem(say("request-closed"))
        was_scheduled = request.state is State.SCHEDULED
        after = replace(
            request,
            version=request.version + 1,
            state=next_state(request.state, act),
            slot=None,
            starts_at=None,
            minutes=None,
            before=None,
            slot_before=None,
            undo_until=None,
            decided_by=None,
            decided_at=None,
            promised=False,
        )
        stored = await keep(tx, self._reference, request, after, act, by, now, {})
        if isinstance(stored, Problem):
            return stored
        lay = notices.lay_card(stored, self._reference, fresh=was_scheduled)
        tells = rule(request.state, act).tells
        said = (notices.about(tells.notice, request, self._reference),) if tells else ()
        return Done(says=said, invitations=tuple(lay))

    async def promise(self, tx: Tx, number: str, by: By, now: datetime) -> Outcome:
        request = await own(tx, number, by)
        if request is None or request.state is not State.SCHEDULED:
            return Problem(say("request-closed"))
        if not await tx.change(request, replace(request, promised=True)):
            return Problem(say("request-closed"))
        await tx.record([Event(request.id, now, "promise", by.name, request.state, request.state)])
        lay = notices.lay_card(request, self._reference, fresh=False)
        said = notices.about("notice-promised", request, self._reference)
        return Done(says=(said,), invitations=tuple(lay))

    async def rate(self, tx: Tx, answers: do.Rate, by: By, now: datetime) -> Outcome:
        """Keep the answers of the satisfaction survey [D38]; thank for them at the end."""
        request = await own(tx, answers.number, by)
        before = await tx.answer(RequestByNumber(answers.number), now)
        if request is None or not await tx.rate(request.id, answers, now):
            return Problem(say("survey-closed"))
        lay: list[notices.Invitation] = []
        if not isinstance(before, RequestView) or before.rating != answers.rating:
            await tx.record([Event(request.id, now, "rate", by.name, request.state, request.state)])
            lay = notices.lay_card(request, self._reference, fresh=False)
        thanks = notices.about("notice-thanks", request, self._reference)
        return Done(says=(thanks,) if answers.complete else (), invitations=tuple(lay))
