"""The edges as the core sees them: Protocols of the store, the channels, the clock, the words."""

from bot.ports.delivering import Delivering, Room, Rooms
from bot.ports.edges import Channel, Clock, Papers, Texts
from bot.ports.store import Store, Tx

__all__ = [
    "Channel", "Clock", "Delivering", "Papers", "Room", "Rooms", "Store", "Texts", "Tx",
]  # fmt: skip
