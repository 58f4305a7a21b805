"""Chains the audit: what was written since the last look gets its links, in small pieces."""

from typing import Final

from bot.ports import Store

PIECE: Final = 100
"""Rows that get their links in one transaction: nobody who writes waits for more."""
SECONDS: Final = 2.0
ANYWAY: Final = 30
"""After so many looks that found nothing new it is looked all the same: on a server a row may be
committed later than one with a higher number, or another process left in the middle."""


class Chaining:
    """Gives links; any number of processes may."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chained: tuple[int, ...] = ()
        self._looks = 0

    async def work(self) -> int:
        """Give every new row its link; return how many got one."""
        async with self._store.reading() as tx:
            newest = await tx.newest_audited()
        self._looks = (self._looks + 1) % ANYWAY
        if newest == self._chained and self._looks:
            return 0
        given, piece = 0, PIECE
        while piece == PIECE:
            async with self._store.writing() as tx:
                piece = await tx.chain_on(PIECE)
            given += piece
        self._chained = newest
        return given
