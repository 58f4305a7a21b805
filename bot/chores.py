"""Work that comes round by the machine's clock, beside the ticks: looking, listing, saving."""

from collections.abc import Awaitable, Callable

from msgspec import Struct


class Chore(Struct, frozen=True):
    """Something done every so many seconds. One that fails is told to the log, and done again."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]
