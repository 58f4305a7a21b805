"""A throw-away PostgreSQL server: one for a test run, a fresh database for every test that asks.

The first test that needs it starts it, whichever xdist worker that is; the run's end stops it.
"""

import contextlib
import fcntl
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest

OLDEST = 15
FOLDER_VARIABLE = "QABYLDAU_TEST_POSTGRES"
FOLDER = pytest.StashKey[Path]()
USER = "qabyldau"
# Nothing survives the run, so nothing has to reach the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""What a server says that is measured: it keeps what it committed."""


def find_binaries() -> Path | None:
    """Find the folder with the programs of a PostgreSQL server of version 15 or newer."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = shutil.which("postgres")
    candidates = [*installed, *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in candidates:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "createdb", "dropdb")):
            said = subprocess.run(
                [folder / "postgres", "--version"], capture_output=True, text=True, check=True
            )
            number = re.search(r"(\d+)", said.stdout)
            if number and int(number[1]) >= OLDEST:
                return folder
    return None


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server: where its programs and its files are, and its port on the loopback."""

    binaries: Path
    folder: Path
    port: int

    def url(self, database: str) -> str:
        """Give the address of a database in SQLAlchemy's form."""
        return f"postgresql+asyncpg://{USER}@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Lend the address of a fresh database, a copy of the template; drop it afterwards."""
        name = f"test_{uuid.uuid4().hex}"
        self._run("createdb", "--template", template, name)
        try:
            yield self.url(name)
        finally:
            self._run("dropdb", "--force", name)

    def template(self, name: str, prepare: Callable[[str], None]) -> str:
        """Make a database once in the run, let `prepare(url)` fill it, and give its name.

        `prepare` closes its connections: a database that somebody uses cannot be copied.
        """
        with _locked(self.folder):
            made = self.folder / f"template-{name}"
            if not made.exists():
                self._run("dropdb", "--force", "--if-exists", name)
                self._run("createdb", "--template", "template0", name)
                prepare(self.url(name))
                made.touch()
        return name

    def _run(self, program: str, *words: str) -> None:
        address = ("--host", "127.0.0.1", "--port", str(self.port), "--username", USER)
        _call(self.binaries / program, *address, *words)


@contextlib.contextmanager
def server_of_our_own(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Run a server outside of any test run; stop it and leave nothing behind."""
    binaries = find_binaries()
    assert binaries is not None, "PostgreSQL 15 or newer is not installed"
    folder = Path(tempfile.mkdtemp(prefix="qabyldau-postgres-"))
    try:
        _start(binaries, folder, DURABLE if durable else {})
        yield PostgresServer(binaries, folder, int((folder / "port").read_text()))
    finally:
        _stop(binaries, folder)


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """Give the run's server, started by whoever asks first."""
    folder = Path(os.environ[FOLDER_VARIABLE])
    binaries = find_binaries()
    assert binaries is not None, "PostgreSQL 15 or newer is not installed"
    with _locked(folder):
        started = folder / "port"
        if not started.exists():
            _start(binaries, folder)
        return PostgresServer(binaries, folder, int(started.read_text()))


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of an empty database of this test's own."""
    with postgres_server.database() as url:
        yield url


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all processes of this run share; the workers inherit the variable."""
    if not hasattr(config, "workerinput"):
        config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="qabyldau-postgres-"))
        os.environ[FOLDER_VARIABLE] = str(config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, if anybody started one, and leave nothing behind."""
    folder = config.stash.get(FOLDER, None)
    if folder is None:
        return
    _stop(find_binaries(), folder)


def _start(binaries: Path, folder: Path, more: Mapping[str, str] = MappingProxyType({})) -> None:
    owner = _owner()
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    _as_owner(
        folder, binaries / "initdb", "--pgdata", data, "--username", USER,
        "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync",
    )  # fmt: skip
    port = _free_port()
    settings = {**SETTINGS, **more, "port": str(port), "unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    log = folder / "log"
    _as_owner(folder, binaries / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)
    (folder / "port").write_text(str(port))


def _stop(binaries: Path | None, folder: Path) -> None:
    """Stop the server of a folder, if it was started, and take the folder away."""
    if binaries and (folder / "port").exists():
        stop = ("stop", "-w", "-m", "immediate", "-D", folder / "data")
        _as_owner(folder, binaries / "pg_ctl", *stop)
    shutil.rmtree(folder)


def _owner() -> pwd.struct_passwd | None:
    """Choose who runs the server: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _as_owner(folder: Path, *words: str | Path) -> None:
    owner = _owner()
    if owner:
        _call(*words, cwd=folder, user=owner.pw_uid, group=owner.pw_gid)
    else:
        _call(*words, cwd=folder)


def _call(
    *words: str | Path, cwd: Path | None = None, user: int | None = None, group: int | None = None
) -> None:
    # Into a file, not a pipe: the server inherits it, and a pipe would never close.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            words, cwd=cwd, user=user, group=group, check=False,
            stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        said.seek(0)
        assert done.returncode == 0, f"{Path(words[0]).name} failed: {said.read()}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process of the run at a time start the server or fill a template."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
