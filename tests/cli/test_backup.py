"""A backup by hand, and the document's own steps to restore one: what is restored starts."""

import os
import re
import stat
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import build
from bot.settings import Settings
from sandbox.server import Sandbox
from storage.backup import make_backup
from storage.encryption import Keys
from tests.cli.terminal import SAMPLE, Said, give
from tests.house.tree import ROOT
from tests.postgres import USER, PostgresServer
from tests.storage.samples import FIRST_KEY, requested

PLACE = "/var/lib/qabyldau"
NAMED = "qabyldau-2026-11-21"


def steps(title: str) -> str:
    """Return the commands under a title of the operator's document."""
    part = (ROOT / "docs/operations.md").read_text("utf-8").partition(f"### {title}\n")[2]
    found = re.search(r"```bash\n(.*?)```", part, re.DOTALL)
    assert found is not None, title
    return found[1]


def follow(commands: str, **variables: str) -> None:
    """Give the commands one after the other; each must succeed."""
    done = subprocess.run(
        ["bash", "-euc", commands], env=os.environ | variables, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr


def settings_of(sandbox: Sandbox, url: str) -> Settings:
    return Settings(
        database_url=url,
        data_key=SecretStr(FIRST_KEY),
        directory=SAMPLE,
        http_port=0,
        telegram_token=SecretStr(sandbox.token),
        telegram_api=sandbox.url,
    )


async def lives(sandbox: Sandbox, url: str, person: int) -> None:
    """Let the program run with a database, and a person book."""
    app = await build(settings_of(sandbox, url))
    async with app.running():
        await requested(app.store, person)  # type: ignore[arg-type]


async def starts(sandbox: Sandbox, url: str) -> list[str]:
    """Start the program with a database; return the numbers of the requests it has."""
    app = await build(settings_of(sandbox, url))
    async with app.running(), app.store.reading() as tx:
        return await tx.numbers(10)


async def counted(url: str, file: Path) -> Mapping[str, int]:
    """Make a copy, and return the rows in it."""
    return (await make_backup(url, Keys.parse(FIRST_KEY), file)).rows


async def test_by_the_documents_steps_an_sqlite_copy_is_restored_and_starts(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/reception.db"
    await lives(sandbox, url, 701)
    backups = tmp_path / "backups"
    backups.mkdir()
    rows = await counted(url, backups / f"{NAMED}.db")
    await lives(sandbox, url, 702)
    follow(steps("To restore, SQLite").replace(PLACE, str(tmp_path)))
    assert rows == await counted(url, backups / "again.db")
    assert ["2026-000001-5"] == await starts(sandbox, url)


@pytest.fixture
def named_databases(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Lend the address of an empty database; the one restored beside it is dropped as well."""
    monkeypatch.setenv("PATH", f"{postgres_server.binaries}{os.pathsep}{os.environ['PATH']}")
    with postgres_server.database() as url:
        yield url
        postgres_server._run("dropdb", "--force", "--if-exists", "reception_restored")


async def test_by_the_documents_steps_a_postgresql_copy_is_restored_and_starts(
    sandbox: Sandbox, tmp_path: Path, postgres_server: PostgresServer, named_databases: str
) -> None:
    await lives(sandbox, named_databases, 701)
    backups = tmp_path / "backups"
    backups.mkdir()
    rows = await counted(named_databases, backups / f"{NAMED}.dump")
    await lives(sandbox, named_databases, 702)
    server = f"--host 127.0.0.1 --port {postgres_server.port} --username {USER}"
    commands = steps("To restore, PostgreSQL").replace(
        "--host db.example.kz --username qabyldau", server
    )
    follow(commands.replace(PLACE, str(tmp_path)))
    restored = postgres_server.url("reception_restored")
    assert rows == await counted(restored, backups / "again.dump")
    assert ["2026-000001-5"] == await starts(sandbox, restored)


def test_the_command_counts_and_says_where_the_key_is(tmp_path: Path) -> None:
    assert 0 == give("migrate").code
    said = give("backup", "copy.db")
    assert 0 == said.code, said.text
    assert re.search(r"^ +1  alembic_version$", said.text, re.MULTILINE)
    verified = r"^Verified: copy\.db, [\d,]+ bytes, \d+ tables, \d+ rows\.$"
    assert re.search(verified, said.text, re.MULTILINE)
    assert "The key is not in it: it is in data/reception.key. Keep a copy of it" in said.text
    assert 0o600 == stat.S_IMODE((tmp_path / "copy.db").stat().st_mode)


def test_the_command_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    assert 0 == give("migrate").code
    told = "copy.db exists already: nothing is written over it.\n"
    assert Said(1, told) == give("backup", "copy.db")
    assert "precious" == (tmp_path / "copy.db").read_text()


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    told = "DATABASE_URL: there is no database yet, so there is nothing to back up.\n"
    assert Said(1, told) == give("backup", "copy.db")
    assert [] == list(tmp_path.iterdir())
