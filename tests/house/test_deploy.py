"""The samples for systemd, nginx and Prometheus, checked by the programs they are for."""

import os
import re
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.cli import app
from bot.metrics import Metrics
from bot.settings import Settings
from bot.troubles import Trouble
from tests.house.tree import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("qabyldau.service", "qabyldau@.service", "qabyldau-doctor.service")
MOST_EXPOSED = 20
"""Tenths: systemd calls it exposed from 5.0 on and safe below 2.0."""
HOST = "reception.example.kz"
CERTIFICATE = f"/etc/letsencrypt/live/{HOST}"


# systemd -----------------------------------------------------------------------------------------


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Units whose program is there, as after an installation."""
    program = tmp_path / "opt/.venv/bin/python"
    program.parent.mkdir(parents=True)
    program.symlink_to("/bin/true")
    for path in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]:
        text = path.read_text("utf-8").replace("/opt/qabyldau", str(tmp_path / "opt"))
        (tmp_path / path.name).write_text(text)
    (tmp_path / "qabyldau@8080.service").symlink_to(tmp_path / "qabyldau@.service")
    return tmp_path


def analyze(program: Path, *words: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        [program, *words], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "unit",
    [
        "qabyldau.service",
        "qabyldau@8080.service",
        "qabyldau-doctor.service",
        "qabyldau-doctor.timer",
    ],
)
def test_systemd_finds_nothing_wrong_with_a_unit(
    systemd_analyze: Path, installed: Path, unit: str
) -> None:
    assert (0, "") == analyze(systemd_analyze, "verify", "--man=no", installed / unit)


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_calls_a_unit_safe(systemd_analyze: Path, unit: str) -> None:
    words = ("security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager")
    code, said = analyze(systemd_analyze, *words, DEPLOY / unit)
    assert 0 == code, said


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_gives_commands_and_settings_that_there_are(unit: str) -> None:
    text = (DEPLOY / unit).read_text("utf-8")
    command = re.search(r"-m bot (\w+)$", text, re.MULTILINE)
    assert command is not None
    assert command[1] in {one.callback.__name__ for one in app.registered_commands if one.callback}
    variables = {
        name
        for line in re.findall(r"^Environment=(.*)$", text, re.MULTILINE)
        for name in re.findall(r"\b([A-Z_]+)=", line)
    } - {"MPLCONFIGDIR", "PYTHONDONTWRITEBYTECODE"}
    assert variables <= {name.upper() for name in Settings.model_fields}


# nginx -------------------------------------------------------------------------------------------


def certify(folder: Path) -> None:
    """Put a certificate of our own making into a folder, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)  # noqa: TID251 - it must be valid now
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(secret)


class Proxy:
    """The sample for nginx in a folder of its own, before two processes of ours."""

    def __init__(self, nginx: Path, folder: Path, *, strangers: bool = False) -> None:
        self.folder, self.port, self.plain = folder, unused_port(), unused_port()
        self.ours = {8080: unused_port(), 8081: unused_port()}
        self._words: list[str | Path] = [
            nginx,
            "-p",
            folder,
            "-e",
            "error.log",
            "-c",
            folder / "nginx.conf",
        ]
        certify(folder)
        self._write(strangers=strangers)

    def _write(self, *, strangers: bool) -> None:
        """Write the configuration: the sample, with our ports, certificate and networks."""
        text = (DEPLOY / "nginx.conf").read_text("utf-8").replace(CERTIFICATE, str(self.folder))
        text = re.sub(r"\n    listen \[::\].*", "", text)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.plain};")
        text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;")
        for port, ours in self.ours.items():
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{ours}")
        if not strangers:
            text = text.replace("        deny all;", "        allow 127.0.0.1;\n        deny all;")
        (self.folder / "sample.conf").write_text(text)
        temporary = "".join(
            f"{name}_temp_path {self.folder}/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # Else its workers would not get into our folder.
        user = "user root;\n" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"{user}pid {self.folder}/pid;\ndaemon on;\nworker_processes 1;\nevents {{}}\n"
            f"http {{\n{temporary}include {self.folder}/sample.conf;\n}}\n"
        )

    def gives(self, *more: str) -> str:
        """Give nginx an order; return what it says."""
        done = subprocess.run([*self._words, *more], capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stderr
        return str(done.stderr)

    async def posts(self, path: str, size: int = 10) -> tuple[int, str]:
        """Post to it, as a provider does."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        async with (
            aiohttp.ClientSession() as http,
            http.post(
                f"https://127.0.0.1:{self.port}{path}",
                data=BytesIO(b"x" * size),
                ssl=trusted,
                server_hostname=HOST,
                headers={"Host": HOST},
            ) as response,
        ):
            return response.status, await response.text()

    @asynccontextmanager
    async def process(self, port: int, status: int = 200) -> AsyncIterator[None]:
        """Let one of ours run, that answers with a status and what it was asked."""

        async def answer(request: web.Request) -> web.Response:
            await request.read()
            seen = [request.headers.get(f"X-Forwarded-{what}") for what in ("Proto", "Host")]
            text = f"{port} {request.host} {request.path} {seen}"
            return web.Response(status=status, text=text)

        serving = web.Application(client_max_size=2**22)
        serving.router.add_route("*", "/{rest:.*}", answer)
        runner = web.AppRunner(serving)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.ours[port]).start()
        try:
            yield
        finally:
            await runner.cleanup()


@pytest.fixture
def proxy(request: pytest.FixtureRequest, nginx: Path, tmp_path: Path) -> Iterator[Proxy]:
    """A running proxy that takes us for Telegram; with the parameter "strict" it does not."""
    made = Proxy(nginx, tmp_path, strangers=getattr(request, "param", "") == "strict")
    made.gives()
    yield made
    made.gives("-s", "stop")


SEEN = f"{HOST} /telegram/webhook ['https', '{HOST}']"


def test_nginx_takes_the_sample_as_it_stands(nginx: Path, tmp_path: Path) -> None:
    said = Proxy(nginx, tmp_path, strangers=True).gives("-t")
    assert "test is successful" in said
    assert "warn" not in said


async def test_only_the_webhooks_are_let_through(proxy: Proxy) -> None:
    async with proxy.process(8080), proxy.process(8081):
        assert 200 == (await proxy.posts("/telegram/webhook"))[0]
        assert 200 == (await proxy.posts("/twilio/sms"))[0]
        assert 200 == (await proxy.posts("/twilio/status"))[0]
        inside = ["/metrics", "/readyz", "/healthz", "/", "/telegram/", "/telegram/webhook/x"]
        inside += ["/twilio/../metrics", "/twilio/%2e%2e/readyz"]
        assert {404} == {(await proxy.posts(path))[0] for path in inside}


async def test_a_process_that_is_gone_is_made_up_for_by_the_other(proxy: Proxy) -> None:
    async with proxy.process(8081):
        assert {(200, f"8081 {SEEN}")} == {await proxy.posts("/telegram/webhook") for _ in "1234"}


async def test_what_one_process_can_not_take_in_goes_to_the_other(proxy: Proxy) -> None:
    async with proxy.process(8080), proxy.process(8081, status=503):
        assert {(200, f"8080 {SEEN}")} == {await proxy.posts("/telegram/webhook") for _ in "1234"}


async def test_what_is_too_long_is_refused(proxy: Proxy) -> None:
    async with proxy.process(8080), proxy.process(8081):
        assert 200 == (await proxy.posts("/telegram/webhook", 900_000))[0]
        assert 413 == (await proxy.posts("/telegram/webhook", 1_100_000))[0]
        assert 413 == (await proxy.posts("/twilio/sms", 70_000))[0]


@pytest.mark.parametrize("proxy", ["strict"], indirect=True)
async def test_only_telegram_calls_telegrams_webhook(proxy: Proxy) -> None:
    async with proxy.process(8080), proxy.process(8081):
        assert 403 == (await proxy.posts("/telegram/webhook"))[0]
        assert 200 == (await proxy.posts("/twilio/sms"))[0]


async def test_strangers_who_try_doors_are_slowed_down(proxy: Proxy) -> None:
    tried = [(await proxy.posts("/admin"))[0] for _ in range(40)]
    assert {404, 429} == set(tried)
    assert 404 == tried[0]


# Prometheus --------------------------------------------------------------------------------------


def test_the_alerts_ask_for_figures_that_there_are() -> None:
    metrics = Metrics()
    metrics.show_troubles(Trouble, frozenset())
    there = {sample.name for family in metrics.registry.collect() for sample in family.samples} | {
        f"qabyldau_{name}" for name in ("sends_total", "queue_age_seconds")
    }
    text = (DEPLOY / "alerts.yml").read_text("utf-8")
    asked = set(re.findall(r"\bqabyldau_\w+", "\n".join(re.findall(r"expr: (.*)", text))))
    assert set() == asked - there
    assert asked
    assert text.count("- alert:") == text.count("expr:") == text.count("summary:")
