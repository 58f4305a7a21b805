"""What an update is where it arrives: late, a word to come back, the beginning of a request."""

from typing import Final

from msgspec.structs import replace

from bot.dialogs.conversation import Conversation, Dialogs
from bot.dialogs.incoming import Asked, Pressed, Typed, Unsupported
from bot.dialogs.understand import fold
from bot.records import Incoming, Loaded

LONG_AGO: Final = -1
"""The turn of a question that nobody remembers."""
COMING_BACK: Final = frozenset(
    map(fold, ("start", "старт", "начать", "возобновить", "бастау", "қайта қосу"))
)
NETWORKS_YES: Final = "YES"
"""Networks take it for a word to come back; in other languages it is an answer like any other."""


def in_its_time(incoming: Incoming, loaded: Loaded) -> Incoming:
    """Have what was found late answer nothing that was asked after it was said."""
    said_at, touched_at = incoming.said_at, loaded.touched_at
    if said_at is None or touched_at is None or touched_at <= said_at:
        return incoming
    begun = loaded.active and loaded.conversation.turn > 0
    if not begun or not isinstance(incoming.what, Typed | Asked | Unsupported):
        return incoming
    return replace(incoming, what=Pressed(LONG_AGO, 0))


def comes_back(text: str) -> bool:
    """Tell whether somebody who stopped everything wants it to go on."""
    return text.strip().upper() == NETWORKS_YES or fold(text) in COMING_BACK


def begins_draft(dialogs: Dialogs, before: Conversation, after: Conversation) -> bool:
    """Tell whether a request is begun that was not under way."""

    def drafts(conversation: Conversation) -> int:
        return sum(dialogs[frame.dialog].draft for frame in conversation.frames)

    return drafts(after) > drafts(before)
