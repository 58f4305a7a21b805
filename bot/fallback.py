"""Another way for a statutory message that did not arrive: an SMS, and then a person who calls."""

from bot.chats import to_chat
from bot.messages import Notice
from bot.notices import NO_REPLY, about
from bot.ports import Clock, Tx
from bot.reception.lifecycle import AWAITING_REPLY
from bot.records import (
    Address,
    ChannelName,
    Envelope,
    NewTask,
    Outgoing,
    Priority,
    Reference,
    Request,
    TaskKind,
)


class Fallback:
    """Finds the next way: SMS to the phone of the request, if it can get any, else a call task."""

    def __init__(self, reference: Reference, clock: Clock, *, sms: bool) -> None:
        self._reference, self._clock, self._sms = reference, clock, sms

    async def __call__(self, tx: Tx, envelope: Envelope, code: str) -> None:
        """Take `envelope`, which ended with `code`, another way, inside the transaction `tx`."""
        request = None
        if envelope.request is not None:
            request = await tx.request_by_id(envelope.request)
        if request is None or _outdated(envelope, request):
            return
        tried_sms = envelope.address.channel is ChannelName.SMS
        if self._sms and request.given.mobile and not tried_sms:
            await self._by_sms(tx, envelope, request)
        else:
            await self._by_call(tx, envelope, request, code)

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

    async def _by_call(self, tx: Tx, envelope: Envelope, request: Request, code: str) -> None:
        """Have staff call: a task with what to tell, and a word in the staff chat."""
        now = self._clock.now()
        told = f"{_key(envelope)} ({code})"
        office = self._reference.directory.office(request.given.office)
        await tx.add_task(NewTask(TaskKind.CALL, office.key, request.id, told), now)
        key = "staff-call" if request.given.phone else "staff-tell"
        words = about(key, request, self._reference)
        await tx.put(await to_chat(tx, office, words, now), now)


def _outdated(envelope: Envelope, request: Request) -> bool:
    """Tell whether it says that nothing is decided yet, and meanwhile something is."""
    return _key(envelope) == "notice-breach" and request.state not in AWAITING_REPLY


def _key(envelope: Envelope) -> str:
    """Return which notice it is."""
    return envelope.message.say.key if isinstance(envelope.message, Notice) else ""
