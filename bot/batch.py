"""What a transaction gathers before it is written, and which of its messages may leave at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from bot.notices import Invitation
from bot.ports import Rooms, Tx
from bot.reception.language import Lang
from bot.records import Address, Berth, Loaded, Outgoing, Priority, Reply, Saved


@dataclass(slots=True)
class Batch:
    """What a transaction gathers before it is written: conversations, messages, invitations.

    `rooms`: where answers may leave at once. `back`: the people who came back, with the contact
    they came by. `forgotten`: where somebody was; whoever writes from there next is new. `stirs`:
    something in the outbox may leave that nobody has claimed; `answers_wait`: answers too.
    """

    tx: Tx
    now: datetime
    rooms: Rooms = field(default_factory=dict)
    loaded: dict[Address, Loaded] = field(default_factory=dict)
    changed: dict[int, Saved] = field(default_factory=dict)
    messages: list[Outgoing] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    back: dict[int, int] = field(default_factory=dict)
    forgotten: set[Address] = field(default_factory=set)
    stirs: bool = False
    answers_wait: bool = False

    async def write(self) -> None:
        """Store all of it; what could be claimed at once is handed over to its channel."""
        if self.changed:
            await self.tx.save(list(self.changed.values()), self.now)
        if not self.messages:
            return
        claimed = await self.tx.put(
            self.messages, self.now, berths(self.messages, self.loaded, self.rooms)
        )
        for one in claimed:
            self.rooms[one.address.channel].taken.append(one)
        self.stirs |= len(claimed) < len(self.messages)
        answers = sum(one.priority is Priority.ANSWER for one in self.messages)
        self.answers_wait |= len(claimed) < answers


class Took(Struct):
    """The replies to a batch.

    `stirs`: something in the outbox may leave now. `answers_wait`: they are there too.
    """

    replies: list[Reply]
    stirs: bool
    answers_wait: bool


def berths(
    messages: Sequence[Outgoing], loaded: Mapping[Address, Loaded], rooms: Rooms
) -> dict[int, Berth]:
    """Return which messages may leave at once, by their place: answers, as far as there is room.

    They go to whoever just wrote and is alone with us there; what is said to them after something
    that must wait, waits too.
    """
    readers = {
        one.contact: (address, one)
        for address, one in loaded.items()
        if address.channel in rooms and one.active and not (address.in_group or address.thread)
    }
    left = {channel: room.answers for channel, room in rooms.items()}
    found: dict[int, Berth] = {}
    for nth, message in enumerate(messages):
        if message.priority is not Priority.ANSWER or message.contact not in readers:
            continue
        address, reader = readers[message.contact]
        plain = message.card is None and message.not_before is None and message.version is None
        if plain and left[address.channel] > 0:
            left[address.channel] -= 1
            lang = reader.conversation.lang or Lang.KK
            found[nth] = Berth(address, lang, rooms[address.channel].until)
        else:
            del readers[message.contact]
    return found
