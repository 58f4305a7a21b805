"""Messages into SMS by whatever provider, where a send whose answer got lost is looked up first."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias, assert_never

from msgspec import Struct

from bot.channels import sms_writing
from bot.channels.codes import DOWN_SECONDS, Account
from bot.channels.segments import count_segments
from bot.dialogs.say import Say
from bot.messages import Notice, Paper, Remove, Screen, Strip
from bot.ports import Clock, Texts
from bot.ports.texting import SmsProvider
from bot.reception.identity import Invalid, phone
from bot.records import (
    ChannelName,
    ChannelOff,
    Envelope,
    Outcome,
    Rejected,
    RetryAt,
    Sent,
    Traits,
)
from bot.texting import DRAFTS_A_DAY, OPTED_OUT, Meaning, Refused, Unanswered

log = logging.getLogger(__name__)

UNKNOWN_WAIT: Final = 20.0
DIFFERENT_CLOCKS: Final = timedelta(minutes=1)
REMEMBERED: Final = 2000

Known: TypeAlias = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Tells which of these ids of a provider are stored as those of messages of ours."""


class Doubt(Struct, frozen=True):
    """A send whose answer got lost: since when it may be there, and what it said."""

    since: datetime
    text: str


class SmsChannel:
    """SMS as a channel.

    `account`: how it stands with the provider. `known`: which messages are stored as sent.
    `no_reply`: what is said where people can't answer: then no text asks for an answer.
    """

    name = ChannelName.SMS

    def __init__(
        self,
        provider: SmsProvider,
        account: Account,
        texts: Texts,
        clock: Clock,
        known: Known,
        *,
        no_reply: Callable[[], Say] | None = None,
    ) -> None:
        self._provider, self._account, self._known = provider, account, known
        self._texts, self._clock = texts, clock
        self._no_reply = no_reply
        self._unsure: OrderedDict[int, Doubt] = OrderedDict()
        self._ours: OrderedDict[str, int] = OrderedDict()
        self.traits = Traits(
            page_size=sms_writing.PAGE_SIZE,
            says_rest=False,
            address_is_phone=True,
            edits=False,
            replies=no_reply is None,
            writes_short=True,
            stops_by_word=True,
            drafts_a_day=DRAFTS_A_DAY,
        )

    async def send(self, envelope: Envelope) -> Outcome:
        """Send it and say what came of it; only Kazakh mobile numbers get any."""
        if not _mobile(envelope.address.where):
            return Rejected("not-mobile")
        if envelope.off and envelope.request is not None:
            return ChannelOff(OPTED_OUT)  # the network need not know that word of theirs
        text = self._text(envelope)
        if not text:
            return Sent("")
        suspended = self._account.suspended()
        if suspended is not None:
            return suspended
        began = self._clock.now()
        try:
            sent = await self._sent_before(envelope, text)
        except (Refused, Unanswered) as error:
            return self._not_looked_up(envelope, error)
        try:
            sent = sent or await self._provider.send(envelope.address.where, text)
        except (Refused, Unanswered) as error:
            return self._failed(envelope, error, Doubt(began, text))
        self._account.works()
        self._unsure.pop(envelope.id, None)
        _remember(self._ours, sent, envelope.id)
        return Sent(sent, count_segments(text))

    async def close(self) -> None:
        """Let connections go."""
        await self._provider.close()

    def _text(self, envelope: Envelope) -> str:
        message, lang = envelope.message, envelope.lang
        last = envelope.closing or (self._no_reply() if self._no_reply is not None else None)
        match message:
            case Notice():
                return sms_writing.notice(message, self._texts, lang, envelope.closing)
            case Screen() if last is not None:
                return sms_writing.statement(message, last, self._texts, lang)
            case Screen():
                return sms_writing.prompt(message, self._texts, lang)
            case Strip() | Remove() | Paper():
                return ""
            case _:
                assert_never(message)

    async def _sent_before(self, envelope: Envelope, text: str) -> str | None:
        """Find out whether an earlier try whose answer never came was taken after all.

        There is no key that would make sending twice harmless: the list of messages is asked. A
        text may say the same as another; which are the others' is known.
        """
        doubt = self._unsure.get(envelope.id)
        since = doubt.since if doubt is not None else envelope.unsure_since
        if since is None:
            return None
        to = envelope.address.where
        listed = await self._provider.sent_to(to, since - DIFFERENT_CLOCKS)
        texts = {_bare(text), _bare(doubt.text if doubt is not None else text)}
        found = [
            one.provider_id
            for one in listed
            if _bare(one.text) in texts
            and self._ours.get(one.provider_id, envelope.id) == envelope.id
        ]
        others = await self._known(found) if found else ()
        return next((one for one in found if one not in others), None)

    def _not_looked_up(self, envelope: Envelope, error: Refused | Unanswered) -> Outcome:
        """Wait: what may have been sent is not repeated before it is known."""
        outcome = RetryAt(UNKNOWN_WAIT, error.code)
        match error:
            case Refused(meaning=meant):
                said = self._account.refused(meant, error.code, 0)
                outcome = said if isinstance(said, RetryAt) else outcome
            case Unanswered(slow=False):
                outcome = RetryAt(DOWN_SECONDS, error.code, everywhere=True)
        log.warning("message %d is not looked up: %s", envelope.id, outcome)
        return outcome

    def _failed(self, envelope: Envelope, error: Refused | Unanswered, doubt: Doubt) -> Outcome:
        match error:
            case Refused(meaning=meant, code=code):
                outcome = self._account.refused(meant, code, envelope.tries)
                if meant is Meaning.DOWN:
                    self._doubt(envelope, doubt)
            case Unanswered(slow=True, code=code):
                self._doubt(envelope, doubt)
                outcome = RetryAt(UNKNOWN_WAIT, code)
            case Unanswered(code=code):
                self._doubt(envelope, doubt)
                outcome = RetryAt(DOWN_SECONDS, code, everywhere=True)
        # Neither the error's text nor the number is logged: both are personal.
        log.warning("message %d: %s: %s", envelope.id, type(error).__name__, outcome)
        return outcome

    def _doubt(self, envelope: Envelope, doubt: Doubt) -> None:
        _remember(self._unsure, envelope.id, self._unsure.get(envelope.id, doubt))


def _bare(text: str) -> str:
    """Return a text without what a provider may do to its blanks."""
    return " ".join(text.split())


def _mobile(number: str) -> bool:
    try:
        known = phone(number)
    except Invalid:
        return False
    return known.kazakh and known.mobile


def _remember(memory: OrderedDict[Any, Any], key: object, value: object) -> None:
    memory[key] = value
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
