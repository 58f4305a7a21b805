"""The settings: what is wrong is named, all at once, and never shown."""

from pathlib import Path

import pytest

from bot.settings import BadSettings, read_settings
from tests.databases import KEY

TOKEN = "123456:secret-secret-secret-secret"
SID = "AC" + "0" * 32


def complaints(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as caught:
        read_settings()
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TELEGRAM_TOKEN", "not-a-token"),
        ("TELEGRAM_API", "api.example.kz"),
        ("TELEGRAM_MODE", "carrier-pigeon"),
        ("TELEGRAM_RATE", "-5"),
        ("TELEGRAM_RATE", "fast"),
        ("TELEGRAM_RATE", "100001"),
        ("TELEGRAM_GROUP_RATE", "1.5"),
        ("TELEGRAM_IN_FLIGHT", "-3"),
        ("TELEGRAM_WEBHOOK_SECRET", "құпия сөз"),
        ("TWILIO_ACCOUNT_SID", "AC-not-hexadecimal"),
        ("TWILIO_FROM", "a name that is too long"),
        ("TWILIO_API", "ftp://example.kz"),
        ("SMS_INBOUND", "perhaps"),
        ("PUBLIC_URL", "nowhere"),
        ("HTTP_PORT", "65536"),
        ("HTTP_PORT", "eighty"),
        ("DATABASE_URL", "mysql://clerk:password@host/reception"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:"),
        ("DATABASE_URL", "postgresql+asyncpg://host"),
        ("DATA_KEY", "too-short"),
    ],
)
def test_a_wrong_value_is_a_line_that_names_the_variable_and_not_the_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    (line,) = complaints(monkeypatch, **{variable: value})
    assert line.startswith(f"{variable}: ")
    assert value not in line


def test_a_database_without_a_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = complaints(monkeypatch, DATABASE_URL="sqlite+aiosqlite:///")
    assert line.startswith("DATABASE_URL: expected sqlite+aiosqlite:///data/reception.db or ")


def test_every_wrong_value_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = complaints(monkeypatch, TELEGRAM_TOKEN="x", HTTP_PORT="x", DATA_KEY="x", TWILIO_FROM="")
    assert ["TELEGRAM_TOKEN", "HTTP_PORT", "DATA_KEY"] == [line.split(":")[0] for line in lines]


def test_everything_that_must_be_set_together_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = complaints(
        monkeypatch,
        TWILIO_ACCOUNT_SID=SID,
        TELEGRAM_MODE="webhook",
        SMS_INBOUND="twilio",
        DIRECTORY="missing.toml",
        DATABASE_URL="postgresql+asyncpg://clerk@host/reception",
    )
    assert [
        "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM: set all three, or none",
        "TELEGRAM_MODE=webhook needs TELEGRAM_WEBHOOK_SECRET and PUBLIC_URL as well",
        "SMS_INBOUND=twilio needs the three TWILIO_… variables and PUBLIC_URL as well",
        "DIRECTORY: there is no file missing.toml",
        "DATA_KEY: a PostgreSQL database needs one; make one with `openssl rand -base64 32`",
    ] == lines


def test_without_any_variable_there_are_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    assert settings.telegram_token is None
    assert not settings.sms
    assert "sqlite+aiosqlite:///data/reception.db" == settings.database_url
    assert ("127.0.0.1", 8080) == (settings.http_host, settings.http_port)


def test_a_blank_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "TWILIO_FROM", "PUBLIC_URL", "DATA_KEY", "DIRECTORY"):
        monkeypatch.setenv(name, "")
    assert read_settings().telegram_token is None


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("DATA_KEY", KEY)
    settings = read_settings()
    for shown in (repr(settings), str(settings), f"{settings.telegram_token}"):
        assert TOKEN not in shown
        assert KEY not in shown


def test_the_file_env_is_read_and_the_environment_goes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_bytes(
        f"# comment\r\nTELEGRAM_TOKEN={TOKEN}\r\nHTTP_PORT=9000\r\nOTHER=1\r\n".encode()
    )
    monkeypatch.setenv("HTTP_PORT", "9001")
    settings = read_settings()
    assert settings.telegram_token is not None
    assert TOKEN == settings.telegram_token.get_secret_value()
    assert 9001 == settings.http_port


def test_a_file_env_that_is_no_text_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    assert [".env can't be read: UnicodeDecodeError"] == complaints(monkeypatch)
