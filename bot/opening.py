"""Opens what the operator names, the database and the directory file, or says what is wrong."""

import re
from pathlib import Path

from bot.reception.directory import Directory
from bot.reception.directory_reading import Problem
from bot.reception.directory_toml import DirectoryError, parse_directory
from bot.settings import SQLITE, BadSettings, Settings
from storage.encryption import Keys, data_key_file
from storage.migrate import is_current, migrate
from storage.store import SqlStore, open_store

_DRIVER = re.compile(r"^\([\w.]+\)\s*|^<class '[\w.]+'>:\s*")
LONGEST_REASON = 200


class NoDirectory(BadSettings):
    """There is no directory of offices and officials, neither stored nor in a file."""

    def __init__(self) -> None:
        super().__init__(
            "DIRECTORY: there is no directory of offices and officials yet: set it to a TOML file "
            "(sandbox/directory.toml is a sample), or run `python -m bot import FILE`."
        )


async def open_database(settings: Settings, *, as_it_is: bool = False) -> SqlStore:
    """Open the database of the settings, with its tables brought up to date, or left `as_it_is`.

    Beside an SQLite database lies the file with its key, unless `DATA_KEY` gives one. Raises
    `BadSettings` with a sentence, whatever the reason.
    """
    url = settings.database_url
    try:
        keys = _keys(settings)
        if not as_it_is:
            await migrate(url)
        elif not await is_current(url):
            older = "has tables of an older version: run `python -m bot migrate`"
            raise BadSettings(f"DATABASE_URL: {shown(url)} {older}")
        return await open_store(url, keys)
    except BadSettings:
        raise
    except Exception as problem:
        reason = _reason(problem)
        if not reason.startswith("DATA_KEY"):
            reason = f"DATABASE_URL: {shown(url)} can't be opened: {reason}"
        raise BadSettings(reason) from problem


def shown(url: str) -> str:
    """Return the address of a database as it may be printed: without a password."""
    return url.rsplit("@", 1)[-1].removeprefix(SQLITE)


def read_directory(path: Path) -> Directory:
    """Read a directory file, or raise `DirectoryError` with every mistake in it."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise DirectoryError(
            (Problem(path.name, 0, f"can't be read: {problem.strerror}"),)
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise DirectoryError((Problem(path.name, line, "expected a text in UTF-8"),)) from None
    return parse_directory(text, path.name)


def read_keys(settings: Settings) -> Keys:
    """Read the keys as they are now, or raise `BadSettings`."""
    try:
        return _keys(settings)
    except BadSettings:
        raise
    except (OSError, ValueError) as problem:
        raise BadSettings(_reason(problem)) from None


def where_key_is(settings: Settings) -> str:
    """Say where the keys are, not what they are."""
    if settings.data_key is not None:
        return "it is in DATA_KEY"
    return f"it is in {Path(settings.database_url.removeprefix(SQLITE)).with_suffix('.key')}"


def _keys(settings: Settings) -> Keys:
    """Return the keys; a database without the file of its key gets no new one."""
    if settings.data_key is not None:
        return Keys.parse(settings.data_key.get_secret_value())
    file = Path(settings.database_url.removeprefix(SQLITE))
    key = file.with_suffix(".key")
    if file.exists() and file.stat().st_size and not key.exists():
        raise BadSettings(
            f"DATA_KEY: the key of {file} is gone: put {key} back from its backup, or set DATA_KEY"
        )
    data_key_file(key)
    return Keys.read(key)


def _reason(problem: Exception) -> str:
    """Return what a library says in a line, without its own names."""
    if isinstance(problem, UnicodeDecodeError):
        return "DATA_KEY: the file of the key is not a key"
    if isinstance(problem, OSError) and problem.strerror:
        where = f": {problem.filename}" if problem.filename else ""
        return f"{problem.strerror}{where}"
    line = (str(problem).splitlines() or [""])[0]
    while found := _DRIVER.match(line):
        line = line[found.end() :]
    return line[:LONGEST_REASON] or type(problem).__name__
