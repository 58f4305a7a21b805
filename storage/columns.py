"""The kinds of columns there are, the same for both databases."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    false,
    literal_column,
    true,
)  # fmt: skip
from sqlalchemy.types import TypeEngine

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

Id: Final = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers its rows by itself only where the type is INTEGER."""


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite, which has no such type, keeps microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type in this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a moment without its zone: it would be stored as another one."""
        if value is None or dialect.name != "sqlite":
            return value
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the moment back as it was."""
        if value is None or dialect.name != "sqlite":
            return value  # type: ignore[no-any-return]
        return EPOCH + timedelta(microseconds=value)


class Sealed(TypeDecorator[bytes]):
    """What `Keys` sealed, and nothing else."""

    impl = LargeBinary
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:  # noqa: ARG002
        """Refuse anything but bytes: a text would be stored, and could be read by anybody."""
        return _sealed_only

    def result_processor(self, dialect: Dialect, coltype: object) -> None:  # noqa: ARG002
        """Give the bytes as the drivers give them."""
        return


def _sealed_only(value: bytes | None) -> bytes | None:
    if value is not None and type(value) is not bytes:
        raise TypeError("a column of sealed data takes only what was sealed")
    return value


metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key() -> Column[int]:
    """Make the number of a row."""
    return Column("id", Id, primary_key=True)


def text_(name: str, *, needed: bool = True, unique: bool = False) -> Column[str]:
    """Make a text."""
    return Column(name, Text, nullable=not needed, unique=unique)


def moment(name: str, *, needed: bool = True) -> Column[Any]:
    """Make a moment."""
    return Column(name, Moment, nullable=not needed)


def number(name: str, *, needed: bool = True) -> Column[int]:
    """Make a whole number."""
    return Column(name, Integer, nullable=not needed)


def yes_no(name: str, *, otherwise: bool) -> Column[bool]:
    """Make a yes or no."""
    default = true() if otherwise else false()
    return Column(name, Boolean, nullable=False, server_default=default)


def link(
    name: str,
    to: str | Table,
    *,
    needed: bool = True,
    index: bool = False,
    unique: bool = False,
) -> Column[Any]:
    """Make a reference to the row of another table."""
    table = to if isinstance(to, str) else to.name
    return Column(
        name, Id, ForeignKey(f"{table}.id"), nullable=not needed, index=index, unique=unique
    )


def sealed(name: str, *, needed: bool = False) -> Column[bytes]:
    """Make a column that holds only what `Keys` sealed."""
    return Column(name, Sealed, nullable=not needed)


def sealed_columns() -> dict[Table, list[Column[Any]]]:
    """Return every column of sealed data, by table."""
    found = {
        table: [column for column in table.columns if isinstance(column.type, Sealed)]
        for table in metadata.sorted_tables
    }
    return {table: columns for table, columns in found.items() if columns}


def index(
    name: str, *columns: Column[Any], where: ColumnElement[bool], unique: bool = False
) -> Index:
    """Make an index of only those rows."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def among(column: Column[str], states: Iterable[StrEnum]) -> ColumnElement[bool]:
    """Compare with states written out: only then a partial index is recognised."""
    return column.in_([literal_column(f"'{state}'") for state in sorted(states)])
