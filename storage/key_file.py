"""The file of keys beside an SQLite database, changed so that at no moment a key is missing."""

import os
from pathlib import Path

from storage.encryption import Keys, new_key


class Busy(Exception):
    """Somebody else changes the file, or was killed while doing so."""

    def __init__(self, left: Path) -> None:
        super().__init__(f"{left} is there: if no other command is changing the keys, remove it")


def add_new_key(path: Path) -> None:
    """Put a new key in front of the others; raise `Busy` when somebody else is at it."""
    with_new = f"{new_key()},{path.read_text('ascii').strip()}"
    Keys.parse(with_new)
    _replace(path, with_new)


def drop_older_keys(path: Path) -> Path | None:
    """Leave only the newest key in the file; return where the older ones are kept, if any.

    Backups made before can be read only with those. They stand beside it until somebody puts them
    where the backups are.
    """
    newest, *older = [one.strip() for one in path.read_text("ascii").split(",") if one.strip()]
    if not older:
        return None
    kept = path.with_name(f"{path.name}.old")
    before = kept.read_text("ascii").strip().split(",") if kept.exists() else []
    _replace(kept, ",".join(dict.fromkeys([*older, *before])))
    _replace(path, newest)
    return kept


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, for its owner's eyes only."""
    made = path.with_name(f"{path.name}.new")
    try:
        file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Busy(made) from None
    with os.fdopen(file, "w") as opened:
        opened.write(text + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    made.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
