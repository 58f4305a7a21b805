"""What people decide about the data that are held of them."""

from typing import TypeAlias

from msgspec import Struct

from bot.reception.identity import Iin, Phone


class Amend(Struct, frozen=True):
    """The person corrects their data wherever they are held; what is None stays as it is.

    IIN and postal address are put right only in requests that have them.
    """

    name: str | None = None
    phone: Phone | None = None
    iin: Iin | None = None
    postal_address: str | None = None


class Erase(Struct, frozen=True):
    """The person wants to be forgotten, and gives up the live requests `withdrawing`."""

    withdrawing: tuple[str, ...] = ()


OfKeeping: TypeAlias = Amend | Erase
"""What people decide about the data that are held of them."""
