"""The queue for an official: by registration, in order, as the Regulation demands [D28]."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct


class Waiting(Struct, frozen=True):
    """A request waiting for its date; its registration never changes, so neither does its place."""

    number: str
    registered_on: date
    received_at: datetime
    out_of_turn: bool = False


def in_order(waiting: Iterable[Waiting], out_of_turn_first: bool = True) -> tuple[Waiting, ...]:
    """Return the queue, first come first: those received out of turn lead it, unless told not to.

    Registration comes before the moment of arrival: what came at night is registered next morning.
    """
    return tuple(
        sorted(
            waiting,
            key=lambda one: (
                out_of_turn_first and not one.out_of_turn,
                one.registered_on,
                one.received_at,
                one.number,
            ),
        )
    )


def place(waiting: Iterable[Waiting], number: str, out_of_turn_first: bool = True) -> int:
    """Return the place of request `number` in the queue, from 1; KeyError when it isn't waiting."""
    for nth, one in enumerate(in_order(waiting, out_of_turn_first), start=1):
        if one.number == number:
            return nth
    raise KeyError(number)
