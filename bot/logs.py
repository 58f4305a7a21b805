"""Lines of the log, for people or as JSON: what happened and where, never with a value in it.

What an error says may quote what somebody wrote, so of an error only its kind, its code and the
places it went through are told.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from errno import errorcode
from pathlib import Path
from typing import Any, Final

NOISY: Final = ("alembic", "apscheduler")
"""They tell at length what goes without saying."""
ABOUT: Final = ("update", "outgoing", "request", "channel")
"""What a line may be about; given by `extra`."""
QUOTING: Final = frozenset({"asyncio"})
"""Loggers whose further lines quote errors and what was worked on."""
ROOT: Final = Path(__file__).parent.parent


def write_log(*, as_json: bool) -> None:
    """Write the log to the error output from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


class PlainLines(logging.Formatter):
    """A line for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write the line, and below it where an error came from."""
        record.message = _message(record)
        record.asctime = self.formatTime(record)
        lines = [self.formatMessage(record)]
        error = _error(record)
        if error is not None:
            for one in chain(error):
                lines += [f"  {kind(one)}", *(f"    {place}" for place in places(one))]
        return "\n".join(lines)


class JsonLines(logging.Formatter):
    """A line for programs: one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the object."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        said |= {name: getattr(record, name) for name in ABOUT if hasattr(record, name)}
        error = _error(record)
        if error is not None:
            said["error"] = kind(error)
            said["trace"] = [line for one in chain(error) for line in (*places(one), kind(one))]
        return json.dumps(said, ensure_ascii=False, default=str)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those it came from, also those of a group, the first cause first."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from chain(cause)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from chain(one)
    yield error


def kind(error: BaseException) -> str:
    """Return what kind of error it is, with the code that the system or the database gave it."""
    name = type(error).__qualname__
    module = type(error).__module__
    full = name if module == "builtins" else f"{module}.{name}"
    number = getattr(error, "errno", None)
    code = (
        getattr(error, "sqlite_errorname", None)
        or getattr(error, "sqlstate", None)
        or (errorcode.get(number) if isinstance(number, int) else None)
    )
    return f"{full} ({code})" if isinstance(code, str) else full


def places(error: BaseException) -> list[str]:
    """Return the places an error went through, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]


def _short(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT))
    return str(Path(*path.parts[-2:]))


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _message(record: logging.LogRecord) -> str:
    said = record.getMessage()
    return said.partition("\n")[0] if record.name in QUOTING else said
