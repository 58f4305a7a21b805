"""What is thrown at the program, by its name: a strategy, and what must hold of any example."""

import asyncio
import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any, Final, cast

from aiogram import Bot
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from bot.handlers.polling import Pauses, Polling
from bot.opening import read_directory
from bot.papers.schedule_reading import read_table
from bot.papers.schedule_table import in_words
from bot.reception.annex import apply
from bot.reception.annex_reading import read_annex
from bot.reception.calendar import WorkingCalendar
from bot.reception.directory_toml import DirectoryError, directory_from_dict, dump_directory
from bot.reception.identity import Invalid
from bot.reception.language import Lang
from bot.settings import BadSettings, Settings, read_settings
from tests.fuzz import cases, files, hostile, posts, updates
from tests.fuzz.eyes import Wrong
from tests.fuzz.station import SLOW, Post, listening_station, station
from tests.people import directory, texts


@dataclass(frozen=True, slots=True)
class Target:
    """A strategy, and what must hold; `share` of all cases, `at_once` cases in an example."""

    examples: st.SearchStrategy[Any]
    holds: Callable[[Any, Path], None]
    share: float
    at_once: int = 1


def posting(called: Sequence[Post], laid: Path) -> None:
    """Call the HTTP side of a program; nothing but its own refusals comes back."""

    async def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with listening_station(laid, Path(folder)) as at:
                number = updates.Numbered()
                for post in called:
                    cases.count(post.path.partition("?")[0] if len(post.path) < 3000 else "/twilio")
                    await at.posts(numbered(post, number))

    asyncio.run(work())


def numbered(post: Post, number: updates.Numbered) -> Post:
    """Give an update that is whole its number, so that it is not taken for one that came before."""
    if post.body.startswith(b'{"') and b"update_id" not in post.body:
        one = number({})["update_id"]
        return Post(
            post.path, b'{"update_id":%d,' % one + post.body[1:], post.headers, post.chunked,
            post.cut, post.method,
        )  # fmt: skip
    return post


@dataclass
class Batches:
    """Telegram, asked for updates: it gives what it was given, then nothing more."""

    left: list[Any]
    polling: Polling | None = None

    async def __call__(self, _question: object, request_timeout: int) -> Any:
        """Answer a question for updates."""
        if self.left:
            return self.left.pop(0)
        assert self.polling is not None
        self.polling.stop()
        return []


def polling(answers: Sequence[Any], laid: Path) -> None:
    """Take in whatever comes by polling."""

    async def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with station(laid, Path(folder)) as at:
                number = updates.Numbered()
                given = [
                    [number(one) for one in batch] if isinstance(batch, list) else batch
                    for batch in answers
                ]
                cases.count("polling", sum(len(b) if isinstance(b, list) else 1 for b in given))
                asked = Batches(given)
                asked.polling = Polling(cast(Bot, asked), at.intake, Pauses(0, 0.0, 0.0))
                await asked.polling.run()
                await at.settles()

    asyncio.run(work())


def _told(text: str) -> None:
    if not text.strip() or "Traceback" in text:
        raise Wrong(f"said: {text[:500]!r}")


def schedule_file(named: tuple[str, bytes], _laid: Path) -> None:
    """Read a schedule from a file: it is taken whole, or every mistake has words."""
    name, body = named
    cases.count("schedule files")
    begun = process_time()
    calendar = WorkingCalendar()
    try:
        annex = read_annex(read_table(name, body), directory(), files.TODAY, calendar)
    except Invalid as why:
        for lang in Lang:
            _told(texts().write(in_words(problem_of(why)), lang))
    else:
        for problem in (*annex.problems, *annex.warnings):
            for lang in Lang:
                _told(texts().write(in_words(problem), lang))
        if not annex.problems:
            changed = apply(directory(), annex.schedules)
            assert changed == directory_from_dict(dump_directory(changed))
    if process_time() - begun > SLOW:
        raise Wrong(f"{process_time() - begun:.1f} s for a schedule of {len(body)} bytes")


def problem_of(why: Invalid) -> Any:
    """Return a mistake of the whole file."""
    from bot.reception.annex import Problem

    return Problem(0, None, "", why)


def directory_file(body: bytes, _laid: Path) -> None:
    """Read a directory: it can be used and written again, or every mistake has its line."""
    cases.count("directory files")
    begun = process_time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "directory.toml"
        path.write_bytes(body)
        try:
            found = read_directory(path)
        except DirectoryError as error:
            for line in str(error).splitlines():
                _told(line)
        else:
            assert found == directory_from_dict(dump_directory(found))
    if process_time() - begun > SLOW:
        raise Wrong(f"{process_time() - begun:.1f} s for a directory of {len(body)} bytes")


NAMES: Final = tuple(name.upper() for name in Settings.model_fields)
_SECRETS: Final = ("TELEGRAM_TOKEN", "TWILIO_AUTH_TOKEN", "DATA_KEY", "TELEGRAM_WEBHOOK_SECRET")
_environment = st.dictionaries(
    st.sampled_from(NAMES),
    st.one_of(
        hostile.words,
        st.sampled_from(
            ("123456:" + "A" * 30, "AC" + "0" * 32, "+77001234567", "https://bot.secret.kz",
            "webhook",
             "twilio", "http://[::1", "http://[x]", "postgresql+asyncpg://x/y", "1e400", "nan",
             "inf",
             "-0", "sqlite+aiosqlite:///", "sqlite+aiosqlite:///x?y", "AAAA", "=", ",", "json")
        ),
    ),
    max_size=6,
)  # fmt: skip


def settings_of(told: tuple[Mapping[str, str], bytes], _laid: Path) -> None:
    """Read settings: they can be used, or what is wrong is said without quoting a secret."""
    values, file = told
    cases.count("settings")
    usable = {
        name: value.replace("\0", "").encode("utf-8", "replace").decode()
        for name, value in values.items()
    }
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path(".env").write_bytes(file)
        for name in NAMES:
            os.environ.pop(name, None)
        os.environ.update(usable)
        try:
            read_settings()
        except BadSettings as problem:
            _told(str(problem))
            for name in _SECRETS:
                secret = usable.get(name, "").strip()
                if len(secret) > 12 and secret in str(problem):
                    raise Wrong(f"{name} is quoted") from None
        finally:
            os.environ.clear()
            os.environ.update(before)


_KNOWN: Final = (
    ("import",), ("import", "x.toml"), ("import", "x.csv"), ("import", "x.xlsx", "--check"),
    ("due",),
    ("export",), ("export", "a.csv"), ("export", "a.csv", "--from"), ("report",), ("access-list",),
    ("report", "--quarter"), ("invite",), ("breach",), ("calendar",), ("calendar", "show"),
    ("calendar", "export"), ("audit",), ("audit", "check"), ("export", "a.csv", "--office"),
    ("--help",),
    ("export", "a.csv", "--official"), ("due", "--registered"), ("",),
)  # fmt: skip
_argument = hostile.words.map(lambda one: re.sub(r"[/\0]|\.\.", "_", one)[:300])


def command_line(given: tuple[Sequence[str], Sequence[str], bytes], laid: Path) -> None:
    """Give a command: it does what it was asked, or says in words why it does not."""
    known, more, body = given
    cases.count("the command line")
    words = [*known, *(one.encode("utf-8", "replace").decode() for one in more)]
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name in ("x.toml", "x.csv", "x.xlsx"):
            Path(name).write_bytes(body)
        os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/house.db"
        try:
            done = CliRunner().invoke(app, words)
        finally:
            os.environ.clear()
            os.environ.update(before)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise Wrong(f"{words}: {done.exception!r}") from done.exception
    if done.exit_code:
        _told(done.output)


_calls = 15
TARGETS: Final[Mapping[str, Target]] = {
    "telegram": Target(
        st.lists(posts.telegrams, min_size=_calls, max_size=3 * _calls), posting, 0.3, _calls
    ),
    "twilio": Target(
        st.lists(posts.twilios, min_size=_calls, max_size=3 * _calls), posting, 0.15, _calls
    ),
    "strangers": Target(
        st.lists(posts.strangers, min_size=_calls, max_size=3 * _calls), posting, 0.05, _calls
    ),
    "polling": Target(
        st.lists(
            st.lists(updates.kept, min_size=4, max_size=12) | hostile.values, min_size=3, max_size=6
        ),
        polling,
        0.15,
        _calls,
    ),
    "schedules": Target(
        st.one_of(
            st.tuples(st.sampled_from(("a.xlsx", "a.csv", "a", "a.XLSX")), files.workbooks),
            st.tuples(st.sampled_from(("a.csv", "a.csv", "a.xlsx")), files.tables),
        ),
        schedule_file,
        0.05,
    ),
    "directories": Target(files.directories, directory_file, 0.05),
    "settings": Target(st.tuples(_environment, st.binary(max_size=40)), settings_of, 0.03),
    "commands": Target(
        st.tuples(st.sampled_from(_KNOWN), st.lists(_argument, max_size=3), st.binary(max_size=30)),
        command_line,
        0.005,
    ),
}
STATEFUL: Final = "people"
STATEFUL_SHARE: Final = 1 - sum(one.share for one in TARGETS.values())
