"""Another way for a statutory message that did not arrive: an SMS, and then a person who calls."""

from msgspec import Struct

from bot.chats import to_chat
from bot.dialogs.say import Say
from bot.messages import Notice
from bot.notices import NO_REPLY, particulars
from bot.ports import Clock, Tx
from bot.reception.calendar import at, local
from bot.reception.tasks import NewTask, TaskKind, deadline, is_decision, outweighs, still_true
from bot.records import (
    Address,
    ChannelName,
    Envelope,
    Outgoing,
    Priority,
    Reference,
    Request,
)


class _Lost(Struct, frozen=True):
    """A notice that did not arrive, as which message; `text` is why, or what only it says."""

    notice: str
    message: int
    text: str


class Fallback:
    """Finds the next way: SMS to the phone of the request, if it can get any, else a call task."""

    def __init__(self, reference: Reference, clock: Clock, *, sms: bool) -> None:
        self._reference, self._clock, self._sms = reference, clock, sms

    async def __call__(self, tx: Tx, envelope: Envelope, code: str) -> None:
        """Take `envelope`, which ended with `code`, another way, inside the transaction `tx`."""
        request = None
        if envelope.request is not None:
            request = await tx.request_by_id(envelope.request)
        if request is None or request.anonymised_at is not None or _outdated(envelope, request):
            return
        lost = _lost(envelope, code)
        told = await tx.told_since(request.id, lost.notice, lost.message)
        if told or _replied_since(lost.notice, request):
            return  # staff were faster than the message
        tried_sms = envelope.address.channel is ChannelName.SMS
        if self._sms and request.given.mobile and not tried_sms:
            await self._by_sms(tx, envelope, request)
        else:
            await self._by_call(tx, lost, request)

    async def _by_sms(self, tx: Tx, envelope: Envelope, request: Request) -> None:
        now = self._clock.now()
        phone = Address(ChannelName.SMS, request.given.phone)
        contact = await tx.contact(phone, request.given.lang, now)
        # What is no reply [D29] stays true whatever was decided since.
        no_reply = _key(envelope) in NO_REPLY
        message = Outgoing(
            contact,
            envelope.message,
            Priority.NOTICE,
            request=request.id,
            version=None if no_reply else request.version,
            statutory=True,
        )
        await tx.put([message], now)

    async def _by_call(self, tx: Tx, lost: _Lost, request: Request) -> None:
        """Have staff call: a task with the newest notice, and a word in the staff chat."""
        now = self._clock.now()
        given, calendar = request.given, self._reference.calendar
        office = self._reference.directory.office(given.office)
        due = deadline(
            lost.notice,
            given.reply_due if request.replied_at is None else None,
            request.starts_at if is_decision(lost.notice) else None,
            local(now).date(),
            calendar,
        )
        new = NewTask(
            TaskKind.CALL,
            office.key,
            request.id,
            lost.text,
            at(due, office.hours.closes),
            lost.notice,
            lost.message,
        )
        waits = await tx.open_task(request.id)
        if waits is None:
            await tx.add_task(new, now)
        elif outweighs(lost.notice, waits.notice):
            await tx.renew_task(waits.id, new)
        else:
            return
        key = "staff-call" if given.phone else "staff-tell"
        words = Say(key, {**particulars(request, self._reference), "due": due})
        await tx.put(await to_chat(tx, office, words, now), now)


def _lost(envelope: Envelope, code: str) -> _Lost:
    notice, text = _key(envelope), f"{_key(envelope)} ({code})"
    if isinstance(envelope.message, Notice):
        text = str(envelope.message.say.args.get("basis", text))
    return _Lost(notice, envelope.id, text)


def _replied_since(notice: str, request: Request) -> bool:
    """Tell whether the applicant knows the last decision in some other way."""
    decided, replied = request.decided_at, request.replied_at
    return is_decision(notice) and decided is not None and replied is not None and replied > decided


def _outdated(envelope: Envelope, request: Request) -> bool:
    """Tell whether something else is true of the request by now than what it says.

    A ticket stays one whatever was decided; it is said where the request goes on.
    """
    key = _key(envelope)
    return key != "notice-extended" and not still_true(key or None, request.state)


def _key(envelope: Envelope) -> str:
    """Return which notice it is."""
    return envelope.message.say.key if isinstance(envelope.message, Notice) else ""
