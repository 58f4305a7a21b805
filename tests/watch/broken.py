"""A store that may refuse to be written, as one whose disk is full."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot.ports import Store, Tx


class Unwritable:
    """A store over another one; while it is `broken` only reading works."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.broken = False
        self.refused = 0

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tx]:
        """Open a transaction, or refuse."""
        if self.broken:
            self.refused += 1
            raise OSError("it can't be written")
        async with self._store.writing() as tx:
            yield tx

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """Look."""
        return self._store.reading()

    async def close(self) -> None:
        """Close what is under it."""
        await self._store.close()
