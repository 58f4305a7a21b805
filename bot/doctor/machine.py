"""The doctor's look at the machine: the time zone, the database, its disk, its backups."""

import asyncio
import os
from datetime import datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Final

from bot.backups import age_of_newest
from bot.doctor.finding import Finding
from bot.opening import shown
from bot.reception.calendar import check_zone
from bot.settings import SQLITE, Settings
from storage.vitals import free_space, look_at

MEGA: Final = 1_000_000
LEAST_FREE: Final = 500 * MEGA
OLDEST_BACKUP: Final = timedelta(hours=48)


def time_zone() -> Finding:
    """Look whether the machine's list of zones is new enough for Kazakhstan's time of 2024."""
    try:
        check_zone()
    except RuntimeError as problem:
        return Finding("time zone", False, str(problem))
    return Finding("time zone", True, "Asia/Almaty is UTC+5 in 2026, as the law has it.")


async def database(settings: Settings) -> list[Finding]:
    """Look whether the database that opens is whole, and how much room it has."""
    address = shown(settings.database_url)
    try:
        vitals = await look_at(settings.database_url)
    except Exception as problem:
        told = f"{address} can't be looked at ({type(problem).__name__})."
        return [Finding("database", False, told)]
    if vitals.faults:
        return [Finding("database", False, fault) for fault in vitals.faults]
    size = f"{max(1, vitals.size // MEGA)} MB"
    whole = f"{address} opens, is whole ({size}) and its tables are up to date."
    findings = [Finding("database", True, whole)]
    if vitals.free is not None:
        # It grows, and its journal with it while a backup is made.
        findings.append(_disk(vitals.free, max(LEAST_FREE, vitals.size)))
    return findings


def _disk(free: int, needed: int) -> Finding:
    told = f"{free // MEGA} MB are free for the database"
    if free < needed:
        return Finding("disk", False, f"Only {told}: make room for {needed // MEGA} MB.")
    return Finding("disk", True, f"{told}.")


def key(settings: Settings) -> Finding:
    """Look whether the file of the key is for its owner's eyes only."""
    if settings.data_key is not None:
        return Finding("key", True, "It is in DATA_KEY and opens the database.")
    file = Path(settings.database_url.removeprefix(SQLITE)).with_suffix(".key")
    mode = file.stat().st_mode & 0o777
    if mode & 0o077:
        told = f"Others on this machine may read {file} (mode {mode:o}): `chmod 600 {file}`."
        return Finding("key", False, told)
    return Finding("key", True, f"{file} opens the database. Is there a copy in another place?")


async def backups(settings: Settings, begun: datetime | None, now: datetime) -> Finding:
    """Look how old the newest backup is, and whether there is room for the next."""
    folder = settings.backup_folder
    if folder is None:
        told = "BACKUP_FOLDER is not set, so none are made by the program: are they made otherwise?"
        return Finding("backups", True, told)
    server = not settings.database_url.startswith(SQLITE)
    missing = [name for name in ("pg_dump", "pg_restore") if server and which(name) is None]
    if missing:
        told = f"{missing[0]} is not on the PATH: install PostgreSQL's client programs."
        return Finding("backups", False, told)
    return await asyncio.to_thread(_newest, folder, begun, now)


def _newest(folder: Path, begun: datetime | None, now: datetime) -> Finding:
    there = folder if folder.is_dir() else folder.parent
    if not os.access(there, os.W_OK):
        return Finding("backups", False, f"BACKUP_FOLDER: {folder} can't be written to.")
    age = age_of_newest(folder, now)
    if age is not None and age <= OLDEST_BACKUP:
        free = free_space(there)
        hours = round(age.total_seconds() / 3600)
        told = f"The newest is {hours} h old; {free // MEGA} MB are free for more."
        return Finding("backups", free >= LEAST_FREE, told)
    if age is None and (begun is None or now - begun <= OLDEST_BACKUP):
        told = "There is none yet: the first is made at night, when the program runs."
        return Finding("backups", True, told)
    which_one = "There is none" if age is None else f"The newest is {age.days} days old"
    told = f"{which_one}: look into the log, and run `python -m bot backup FILE`."
    return Finding("backups", False, told)
