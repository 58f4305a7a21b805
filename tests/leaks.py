"""Looks for what is personal in whatever left the process or was kept, however it is written."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import select

from storage.columns import metadata
from storage.engine import engine_for_migrations


def writings(secret: str) -> dict[str, bytes]:
    """Return the ways a word may be written: in bytes, in JSON, in base64 at any place in it."""
    raw = secret.encode()
    found = {
        "UTF-8": raw,
        "UTF-16": secret.encode("utf-16-le"),
        "UTF-16 turned": secret.encode("utf-16-be"),
        "JSON": json.dumps(secret)[1:-1].encode(),
        "JSON in JSON": json.dumps(json.dumps(secret)[1:-1])[1:-1].encode(),
        "address": quote(secret).encode(),
        "hexadecimal": raw.hex().encode(),
        "characters escaped": secret.encode("unicode_escape"),
    }
    for name, data in (("UTF-8", raw), ("UTF-16", secret.encode("utf-16-le"))):
        for shift in range(3):
            whole = base64.b64encode(bytes(shift) + data)
            # What stands beside the word in the same group of three bytes is not known.
            begin, end = (0, 2, 3)[shift], len(whole) - (4 if (shift + len(data)) % 3 else 0)
            found[f"{name} in base64 from {shift}"] = whole[begin:end]
    return found


def leaks(where: str | bytes, secrets: Iterable[str]) -> set[tuple[str, str]]:
    """Return which of the secrets are in there, and how they are written."""
    raw = where.encode() if isinstance(where, str) else where
    folded = raw.lower()
    return {
        (secret, how)
        for secret in secrets
        for how, written in writings(secret).items()
        if (written in raw if "base64" in how else written.lower() in folded)
    }


def telling(*texts: str, shortest: int = 6) -> set[str]:
    """Return whole texts and their longer words, each of which would give somebody away."""
    words = {word.strip(".,«»()+") for text in texts for word in text.split()}
    return {one for one in {*texts, *words} if len(one) >= shortest}


async def stored(url: str, folder: Path) -> bytes:
    """Return every value of every table as the database gives it, and the files of a folder."""
    engine = engine_for_migrations(url)
    found: list[bytes] = []
    async with engine.begin() as connection:
        for table in metadata.sorted_tables:
            for row in await connection.execute(select(table)):
                found += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    await engine.dispose()
    return b"|".join([*found, *_files(folder)])


def _files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]
