"""What the process that makes files can be asked to do in tests."""

import os
import signal
from pathlib import Path

from bot.records import File


def upper(words: str) -> File:
    """Make a file of words, in capitals; its name is the process that made it."""
    return File(str(os.getpid()), words.upper().encode())


def broken(words: str) -> File:
    """Fail."""
    raise ValueError(words)


def dying_once(note: Path) -> File:
    """End the process the first time, as the system does where memory runs out."""
    if not note.exists():
        note.write_text("gone")
        os.kill(os.getpid(), signal.SIGKILL)
    return File("second", b"")


def endless(_words: object) -> File:
    """Never end."""
    while True:
        signal.pause()
