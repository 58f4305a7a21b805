"""Texts that say their own key, and envelopes to put messages into."""

from html import escape

from bot.dialogs.say import Label, Say
from bot.messages import Message
from bot.reception.language import Bilingual, Lang
from bot.records import Address, ChannelName, Envelope


class Keys:
    """Writes a text as its key and arguments, so that a test can read what was asked for."""

    def write(self, value: Label, lang: Lang, *, short: bool = False, markup: bool = False) -> str:
        """Write a key; what a person may have typed is escaped, the key's own markup is not."""
        match value:
            case Say(key=key, args=args):
                said = [self._argument(one, lang, markup) for one in args.values()]
                return " ".join([f"{key}{'~' if short and key != 'more' else ''}", *said])
            case Bilingual():
                return value.get(lang)
            case _:
                return escape(value) if markup else value

    def _argument(self, value: object, lang: Lang, markup: bool) -> str:
        if isinstance(value, Say | Bilingual):
            return self.write(value, lang, markup=markup)
        return escape(str(value)) if markup else str(value)


def to_chat(
    chat: int, message: Message, *, thread: str = "", edit: str | None = None, id_: int = 1
) -> Envelope:
    """Address a message to a Telegram chat."""
    return _envelope(Address(ChannelName.TELEGRAM, str(chat), thread), message, edit, id_, 0)


def to_phone(number: str, message: Message, *, id_: int = 1, tries: int = 0) -> Envelope:
    """Address a message to a phone."""
    return _envelope(Address(ChannelName.SMS, number), message, None, id_, tries)


def _envelope(
    address: Address, message: Message, edit: str | None, id_: int, tries: int
) -> Envelope:
    return Envelope(
        id=id_,
        contact=1,
        address=address,
        lang=Lang.KK,
        message=message,
        tries=tries,
        statutory=False,
        request=None,
        card=None,
        edit=edit,
    )
