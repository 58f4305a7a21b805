"""Texts whose call never came: the provider tries a call once, so it is also asked what it has."""

import logging
from typing import Final

from bot.handlers.intake import Accepts
from bot.handlers.sms import found
from bot.ports import Clock, Store
from bot.ports.texting import SmsProvider
from bot.texting import list_since

log = logging.getLogger(__name__)

LISTING_SECONDS: Final = 600.0
REST_SECONDS: Final = 300.0
"""After so long another process may look, or the same one after a failure."""
AT_ONCE: Final = 100
INBOUND: Final = "inbound"


class SmsListing:
    """Lists what people texted, into the same inbox; what was seen before falls out there."""

    def __init__(self, provider: SmsProvider, store: Store, clock: Clock, accept: Accepts) -> None:
        self._provider, self._store = provider, store
        self._clock, self._accept = clock, accept

    async def look(self) -> None:
        """List what came since the last look; where that fails, the next look goes back as far."""
        now = self._clock.now()
        async with self._store.writing() as tx:
            if not await tx.begin_look(INBOUND, now, REST_SECONDS):
                return
            since = list_since(await tx.looked_at(INBOUND), now)
        incoming = found(await self._provider.received_since(since))
        for first in range(0, len(incoming), AT_ONCE):
            await self._accept(incoming[first : first + AT_ONCE])
        async with self._store.writing() as tx:
            await tx.end_look(INBOUND, now)
