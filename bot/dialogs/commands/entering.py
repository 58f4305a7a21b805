"""What staff enter for an applicant, and what applicants correct."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from bot.dialogs.commands.citizens import Register
from bot.reception.identity import Bin, Iin, Phone
from bot.reception.language import Lang


class Source(StrEnum):
    """How a request came [D4]: through the bot, or to staff, who enter it in the same queue."""

    BOT = "bot"
    ORAL = "oral"
    PHONE = "phone"
    PAPER = "paper"
    PORTAL = "portal"


class Enter(Struct, frozen=True):
    """Staff enter a request that came some other way, in the same queue [D4].

    `received_on`: the day it came, when not today. `consent`: how the applicant agreed.
    """

    given: Register
    source: Source
    lang: Lang
    received_on: date | None
    consent: str


class Correct(Struct, frozen=True):
    """The answers of a returned request anew: what is not None takes the place of what was."""

    number: str
    essence: str | None = None
    name: str | None = None
    phone: Phone | None = None
    iin: Iin | None = None
    postal_address: str | None = None
    organisation: str | None = None
    bin: Bin | None = None
