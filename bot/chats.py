"""Words of the program itself into the staff chat of an office."""

from datetime import datetime

from bot.dialogs.say import Say
from bot.messages import Notice, Paper
from bot.notices import STAFF_CHANNEL
from bot.ports import Tx
from bot.reception.directory import Office
from bot.records import Address, Outgoing, Priority


async def to_chat(
    tx: Tx, office: Office, words: Say | Paper, now: datetime
) -> tuple[Outgoing, ...]:
    """Return the message into the staff chat of `office`; nothing where there is none."""
    if office.staff_chat is None:
        return ()
    address = Address(STAFF_CHANNEL, str(office.staff_chat))
    contact = await tx.contact(address, office.staff_language, now)
    message = Notice(words) if isinstance(words, Say) else words
    return (Outgoing(contact, message, Priority.NOTICE),)
