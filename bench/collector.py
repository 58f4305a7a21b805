"""The settings of the garbage collector that the product runs with, for whatever is measured."""

import gc

from bot.running import GC_THRESHOLD


def spare() -> None:
    """Keep the garbage collector off what stays for good, as the program does when it starts."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 20)
