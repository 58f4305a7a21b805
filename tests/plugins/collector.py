"""Keeps the garbage collector off what the imports left: it would go through it again and again."""

import gc

THRESHOLD = 50_000


def pytest_collection_finish() -> None:
    """Spare the collector, as the program itself does once it serves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(THRESHOLD, 20, 20)
