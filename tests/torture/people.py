"""Citizens of a torture: each books once, by Telegram or by SMS, whatever happens meanwhile."""

from dataclasses import dataclass, replace
from typing import Final

from sandbox.carrier import Carrier
from sandbox.sms import Sms, SmsPhone
from sandbox.world import Message
from tests.e2e.citizens import number_in
from tests.e2e.crowd import Crowd, Habit, Member
from tests.e2e.phrases import KK, RU, SMS_KK, SMS_RU, SmsPhrases

FIRST_NUMBER: Final = 77_010_000_000
REPEATS_AFTER: Final = 20.0
"""Seconds after which somebody whose SMS nobody answers sends it again."""
GIVES_UP: Final = 900.0
PRESS_AGAIN_AFTER: Final = 60.0
PRESSES: Final = 5


def phone_of(number: int) -> str:
    """Return a mobile number of Kazakhstan that only this citizen has."""
    return f"+{FIRST_NUMBER + number}"


class Traveller(Member):
    """Somebody with Telegram and a phone number of their own."""

    def __init__(self, crowd: Crowd, number: int, official: str) -> None:
        super().__init__(crowd, number, (KK, RU)[number % 2], official)
        self.phone = phone_of(number)
        self._pressed: tuple[Message, str] | None = None
        self._left = [
            replace(habit, types=self.phone) if habit.sees == self.words.ask_phone else habit
            for habit in self._left
        ]

    async def _reads(self) -> tuple[Message, Habit]:
        """Wait for the next question; whoever pressed a button in vain presses it once more.

        A press lives two and a half minutes: one made in a long outage is gone.
        """
        for _ in range(PRESSES):
            found = await self.chat.bell.wait_for(self._question, PRESS_AGAIN_AFTER)
            if found is not None:
                return found
            self._press_again()
        return await super()._reads()

    def _presses(self, message: Message, label: str) -> None:
        self._pressed = (message, label)
        super()._presses(message, label)

    def _types(self, text: str) -> None:
        self._pressed = None
        super()._types(text)

    def _press_again(self) -> None:
        if self._pressed is None:
            return
        message, label = self._pressed
        if any(label in str(button["text"]) for row in message.buttons for button in row):
            super()._presses(message, label)

    def blocks(self) -> None:
        """Block the bot: whatever is decided has to come another way."""
        self._hands.block(self.chat, blocked=True)


@dataclass(frozen=True, slots=True)
class Says:
    """What somebody answers to an SMS that contains `sees`."""

    sees: str
    answer: str


class Texter:
    """Somebody with a plain phone, who books by words, and sends a word again if none comes back.

    Another SMS of the same words does no harm: it answers the question that is asked by then, and
    what is no answer to it is asked again.
    """

    def __init__(self, carrier: Carrier, phone: SmsPhone, words: SmsPhrases) -> None:
        self.phone, self.words = phone, words
        self.ticket = ""
        self._carrier = carrier
        office, official, behalf, agree, own, day, category, help_, send = words.by_words
        self._says = (
            Says(words.which_office, office),
            Says(words.whom, official),
            Says(words.on_whose_behalf, behalf),
            Says(words.consent, agree),
            Says(words.ask_name, words.name),
            Says(words.ask_phone, own),
            Says(words.ask_essence, words.essence),
            Says(words.unfit, day),
            Says(words.category, category),
            Says(words.ask_help, help_),
            Says(words.review, send),
            Says(words.menu, words.book),
        )

    async def books(self) -> None:
        """Text until the ticket is there."""
        self._texts(self.words.book)
        waited = 0.0
        answered = 0
        while not (ticket := self._ticket()):
            assert waited < GIVES_UP, f"no ticket\n{self.told()}"
            asked = await self.phone.bell.wait_for(
                lambda seen=answered: self._asked(seen) if self._all_answered else None,  # type: ignore[misc]
                REPEATS_AFTER,
            ) or self._asked(answered)
            if asked is not None:
                sms, answer = asked
                answered, waited = sms.number, 0.0
                self._texts(answer)
            elif not self._ticket():
                waited += REPEATS_AFTER
                self._texts(self._last_word())
        self.ticket = ticket

    def told(self) -> str:
        """Return what is on the phone, for whoever reads why a run failed."""
        return "\n".join(f"{'>' if one.inbound else '<'} {one.body}" for one in self.phone.messages)

    def received(self) -> list[Sms]:
        """Return what came from the program."""
        return [one for one in self.phone.messages if not one.inbound]

    @property
    def _all_answered(self) -> bool:
        """Whether as much came back as was sent: who answers before talks past the other."""
        return 2 * len(self.received()) >= len(self.phone.messages)

    def _asked(self, answered: int) -> tuple[Sms, str] | None:
        """Return the newest question after the one answered last, and the answer to it."""
        for sms in reversed(self.received()):
            if sms.number <= answered:
                return None
            for one in self._says:
                if one.sees in sms.body:
                    return sms, one.answer
        return None

    def _ticket(self) -> str:
        texts = [one.body for one in self.received() if self.words.registered in one.body]
        return number_in(texts[0]) if texts else ""

    def _last_word(self) -> str:
        mine = [one.body for one in self.phone.messages if one.inbound]
        return mine[-1]

    def _texts(self, body: str) -> None:
        self._carrier.text(self.phone, body)


def texter(carrier: Carrier, phone: SmsPhone, number: int) -> Texter:
    """Make a citizen with a plain phone, in Kazakh or in Russian."""
    return Texter(carrier, phone, (SMS_KK, SMS_RU)[number % 2])
