"""Makes files in a process of its own, so that the bot goes on answering meanwhile.

A recipe gathers what a file is made of here, as plain values, and makes it there. The process is
started when the first file is wanted, and is renewed now and then: the libraries leave much behind.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any, Final, TypeAlias

from msgspec import Struct

from bot.messages import Paper
from bot.reception.language import Lang
from bot.records import File

FILES_A_PROCESS: Final = 50
SECONDS: Final = 180.0

Gathering: TypeAlias = Callable[[Mapping[str, str], Lang], Awaitable[Any]]
"""Returns what a file is made of, by the arguments of the paper: values that can be pickled."""

Making: TypeAlias = Callable[[Any], File]
"""Makes the file from what was gathered: a function of a module, it is called elsewhere."""


class Recipe(Struct, frozen=True):
    """How a file is made."""

    gather: Gathering
    make: Making


class Maker:
    """Makes files by their names."""

    def __init__(self, recipes: Mapping[str, Recipe]) -> None:
        self._recipes = recipes
        self._process: ProcessPoolExecutor | None = None
        self._closed = False

    async def make(self, paper: Paper, lang: Lang) -> File:
        """Make the file as it is now. Raises LookupError for a name nobody knows."""
        recipe = self._recipes[paper.name]
        material = await recipe.gather(paper.args, lang)
        try:
            return await self._made(recipe.make, material)
        except BrokenProcessPool:  # the process was ended by someone: another one tries once more
            if self._closed:
                raise
            await self._drop()
            return await self._made(recipe.make, material)

    async def close(self) -> None:
        """End the process; what it was making is not waited for."""
        self._closed = True
        await self._drop()

    async def _drop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _end(process)
            await asyncio.to_thread(process.shutdown, wait=True, cancel_futures=True)

    async def _made(self, make: Making, material: object) -> File:
        if self._process is None:
            self._process = ProcessPoolExecutor(
                max_workers=1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                max_tasks_per_child=FILES_A_PROCESS,
            )
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(SECONDS):
                return await loop.run_in_executor(self._process, make, material)
        except TimeoutError:
            # What takes so long never ends, and would hold up every file after it.
            await self._drop()
            raise


def _end(process: ProcessPoolExecutor) -> None:
    """End the process at once, whatever it is doing."""
    for child in list((process._processes or {}).values()):
        child.terminate()


def _begin() -> None:
    """Prepare the process: it ends when the bot does, not when a key is pressed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(parent: int) -> None:
    """End with the parent, even where it was killed."""
    wait([parent])
    os._exit(0)
