"""Whether the channels, the database and its disk are well, said to whoever tells of troubles."""

import shutil
from pathlib import Path
from typing import Final, assert_never

from bot.channels.twilio_codes import meaning_of
from bot.records import ChannelName, Outcome, RetryAt
from bot.texting import Meaning
from bot.troubles import Trouble, Troubles

DISK_SECONDS: Final = 60.0
LEAST_FREE: Final = 200 * 1024 * 1024
"""Bytes on the disk of the database: with less it may soon not be written any more."""

FULL: Final = "full"
"""What the store calls a disk without place."""
_HANGS: Final = "timeout"
OF_SMS: Final = frozenset(one for one in Trouble if one.startswith("sms-"))
"""What can't be wrong where no SMS are sent."""


class Health:
    """Draws from what happens what is in trouble."""

    def __init__(self, troubles: Troubles) -> None:
        self._troubles = troubles

    def sent(self, channel: ChannelName, outcome: Outcome) -> None:
        """Note what came of handing a message to a provider: whatever it says, it answers."""
        code = outcome.code if isinstance(outcome, RetryAt) else ""
        stopped = isinstance(outcome, RetryAt) and (outcome.everywhere or code == _HANGS)
        match channel:
            case ChannelName.TELEGRAM:
                self._troubles.seen(Trouble.TELEGRAM_DOWN, stopped, code, source="sending")
            case ChannelName.SMS:
                meant = meaning_of(code) if stopped else None
                down = stopped and meant in {None, Meaning.DOWN}
                self._troubles.seen(Trouble.SMS_DOWN, down, code, source="sending")
            case ChannelName.CALL:
                pass
            case _:
                assert_never(channel)

    def asked(self, why: str) -> None:
        """Note whether Telegram gave its updates; `why` it did not, "" if it did."""
        self._troubles.seen(Trouble.TELEGRAM_DOWN, bool(why), why, source="asking")

    def stored(self, doing: str, why: str) -> None:
        """Note whether a transaction found the database well; `why` it did not, "" if it did."""
        full = why == FULL
        self._troubles.seen(Trouble.DISK_FULL, full, doing, source=doing)
        self._troubles.seen(Trouble.DATABASE, bool(why) and not full, why, source=doing)

    async def look_at_disk(self, folder: Path) -> None:
        """Note whether there is place left in the folder of the database."""
        free = shutil.disk_usage(folder).free
        detail = f"{free // 1024 // 1024} MB"
        self._troubles.seen(Trouble.DISK_FULL, free < LEAST_FREE, detail, source="place")
