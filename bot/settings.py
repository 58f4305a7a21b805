"""Settings from the environment: frozen, checked at start, secrets never printed."""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.encryption import Keys

TELEGRAM: Final = "https://api.telegram.org"
TWILIO: Final = "https://api.twilio.com"
SQLITE: Final = "sqlite+aiosqlite:///"
FILE: Final = Path(".env")
"""Variables may also stand in this file of the working directory; the environment goes first."""
MAKE_KEY: Final = "make one with `openssl rand -base64 32`"


class TelegramMode(StrEnum):
    """How updates reach us."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class SmsInbound(StrEnum):
    """Whether people can answer an SMS."""

    NONE = "none"
    TWILIO = "twilio"


class LogFormat(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


class BadSettings(ValueError):
    """The settings, or what they name, are not as they must be; a line for each variable."""


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("expected an address such as https://bot.example.kz")
    return value.rstrip("/")


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]{20,}", value.get_secret_value()):
        raise ValueError("expected a bot token such as 123456:AA…, as given by @BotFather")
    return value


def _account(value: str) -> str:
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", value):
        raise ValueError("expected the SID of the account: AC and 32 hexadecimal digits")
    return value


def _sender(value: str) -> str:
    if not re.fullmatch(r"\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|[A-Za-z0-9 ]{1,11}", value):
        raise ValueError(
            "expected a number such as +77001234567, a Messaging Service MG…, "
            "or a name of up to 11 Latin letters"
        )
    return value


def _database(value: str) -> str:
    file = value.removeprefix(SQLITE) if value.startswith(SQLITE) else None
    named = file and Path(file).name and file != ":memory:" and "?" not in file
    if not named and not re.fullmatch(r"postgresql\+asyncpg://[^/]+/.+", value):
        raise ValueError(
            "expected sqlite+aiosqlite:///data/reception.db or postgresql+asyncpg://user@host/name"
        )
    return value


def _keys(value: SecretStr) -> SecretStr:
    try:
        Keys.parse(value.get_secret_value())
    except ValueError as problem:
        what = str(problem).removeprefix("DATA_KEY: ")
        raise ValueError(f"{what}; {MAKE_KEY}") from None
    return value


def _blank_is_unset(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


BaseUrl = Annotated[str, AfterValidator(_base_url)]
Unset = BeforeValidator(_blank_is_unset)


class Settings(BaseSettings):
    """All that the environment says; the variables are the names of the fields in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_api: BaseUrl = TELEGRAM
    telegram_mode: TelegramMode = TelegramMode.POLLING
    telegram_webhook_secret: SecretStr | None = None
    telegram_rate: Annotated[float, Field(gt=0, le=100_000)] = 29.5
    telegram_group_rate: Annotated[int, Field(gt=0, le=60_000)] = 20
    telegram_person_rate: Annotated[int, Field(ge=0, le=1000)] = 30
    sms_person_rate: Annotated[int, Field(ge=0, le=1000)] = 10
    requests_a_day: Annotated[int, Field(ge=0, le=100)] = 3
    telegram_in_flight: Annotated[int, Field(gt=0, le=50)] | None = None
    twilio_account_sid: Annotated[str, AfterValidator(_account)] | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: Annotated[str, AfterValidator(_sender)] | None = None
    twilio_api: BaseUrl = TWILIO
    sms_inbound: SmsInbound = SmsInbound.NONE
    sms_segment_price: Annotated[Decimal, Field(ge=0, le=1_000_000)] = Decimal(0)
    sms_monthly_budget: Annotated[Decimal | None, Field(gt=0, le=10**12)] = None
    public_url: Annotated[BaseUrl | None, Unset] = None
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    database_url: Annotated[str, AfterValidator(_database)] = (
        "sqlite+aiosqlite:///data/reception.db"
    )
    data_key: Annotated[SecretStr, AfterValidator(_keys)] | None = None
    directory: Path | None = None
    backup_folder: Annotated[Path | None, Unset] = None
    backup_keep: Annotated[int, Field(gt=0, le=3660)] = 14
    log_format: LogFormat = LogFormat.TEXT

    @property
    def database_exists(self) -> bool:
        """Whether there is a database; one on a server is taken to be there."""
        file = Path(self.database_url.removeprefix(SQLITE))
        return not self.database_url.startswith(SQLITE) or (
            file.is_file() and file.stat().st_size > 0
        )

    @property
    def sms(self) -> bool:
        """Whether SMS can be sent."""
        return self.twilio_account_sid is not None

    @model_validator(mode="after")
    def _together(self) -> Self:
        """Check what must be set together, and what must be there."""
        wrong = "\n".join(self._conflicts())
        if wrong:
            raise ValueError(wrong)
        return self

    def _conflicts(self) -> Iterator[str]:
        from_ = self.twilio_from or ""
        twilio = (self.twilio_account_sid, self.twilio_auth_token, self.twilio_from)
        if any(twilio) and not all(twilio):
            yield "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM: set all three, or none"
        webhook = self.telegram_mode is TelegramMode.WEBHOOK
        if webhook and not (self.telegram_webhook_secret and self.public_url):
            yield "TELEGRAM_MODE=webhook needs TELEGRAM_WEBHOOK_SECRET and PUBLIC_URL as well"
        secret = self.telegram_webhook_secret
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            yield "TELEGRAM_WEBHOOK_SECRET: Latin letters, digits, _ and - only, up to 256"
        if self.sms_inbound is SmsInbound.TWILIO and not (all(twilio) and self.public_url):
            yield "SMS_INBOUND=twilio needs the three TWILIO_… variables and PUBLIC_URL as well"
        answered = re.fullmatch(r"(\+\d+|MG[0-9a-fA-F]{32})?", from_)
        if self.sms_inbound is SmsInbound.TWILIO and not answered:
            yield "SMS_INBOUND=twilio: a name can't be answered; set TWILIO_FROM to +… or MG…"
        if self.sms_monthly_budget is not None and not self.sms_segment_price:
            yield "SMS_MONTHLY_BUDGET needs SMS_SEGMENT_PRICE as well"
        if self.directory is not None and not self.directory.is_file():
            yield f"DIRECTORY: there is no file {self.directory}"
        if self.database_url.startswith("postgresql") and self.data_key is None:
            yield f"DATA_KEY: a PostgreSQL database needs one; {MAKE_KEY}"


def read_settings() -> Settings:
    """Read the environment, or raise `BadSettings` with a line for each variable that is wrong."""
    try:
        return Settings(_env_file=FILE)
    except ValidationError as problem:
        lines = [_line(error["loc"], _meant(error)) for error in problem.errors()]
        raise BadSettings("\n".join(lines)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSettings(f"{FILE} can't be read: {type(problem).__name__}") from None


def _meant(error: Any) -> str:
    """Return what was expected, never the value that stood there."""
    match error["type"], error.get("ctx", {}):
        case "enum", {"expected": expected}:
            return f"expected {expected}"
        case "int_parsing" | "int_from_float", _:
            return "expected a whole number"
        case "float_parsing" | "decimal_parsing" | "decimal_type" | "finite_number", _:
            return "expected a number"
        case (("greater_than" | "greater_than_equal" | "less_than_equal"), _):
            return str(error["msg"]).replace("Input should be", "expected a number")
    return str(error["msg"])


def _line(place: tuple[int | str, ...], message: str) -> str:
    """Return one complaint, with the variable's name in front."""
    text = message.removeprefix("Value error, ")
    return f"{str(place[0]).upper()}: {text}" if place else text
