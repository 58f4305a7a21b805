"""Statements of SQLAlchemy Core, compiled once and handed to the driver as they are.

SQLAlchemy's own execution costs several times what a short statement costs by itself. What it
does, to bind values by their types and to read them back, is done here, once per statement.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    FromClause,
    Text,
    TypeDecorator,
    bindparam,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine

Values: TypeAlias = Mapping[str, Any]
Process: TypeAlias = Callable[[Any], Any]


class Prepared:
    """A statement in the words of one database: its text, the order and types of its values."""

    def __init__(self, statement: Any, dialect: Dialect, given: Iterable[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(given), for_executemany=True)
        self.sql = str(compiled)
        if "POSTCOMPILE" in self.sql:
            raise TypeError("a statement's lists are written with `among` or passed by `one_of`")
        self._fixed = compiled.construct_params(_check=False)
        kinds: dict[str, Process | None] = {}
        for bind, name in compiled.bind_names.items():
            kinds[name] = _binding(bind.type, dialect) or kinds.get(name)
        order = list(compiled.positiontup or ())
        places: dict[str, list[int]] = {}
        for nth, name in enumerate(order):
            places.setdefault(name, []).append(nth)
        bound = [(name, there, kinds[name]) for name, there in places.items()]
        own = {name for bind, name in compiled.bind_names.items() if bind.unique}
        self._places = [one for one in bound if one[0] in own]
        self._written: list[Any] = [None] * len(order)
        self._written = self.values({})  # what the statement says itself is bound here, once
        self._places = [one for one in bound if one[0] not in own]
        columns = list(getattr(statement, "exported_columns", ()))
        row: Any = namedtuple("row", [str(one.key) for one in columns], rename=True)  # type: ignore[misc]
        self._make = row._make
        readings = [_reading(column.type, dialect) for column in columns]
        self._readings = [(nth, read) for nth, read in enumerate(readings) if read is not None]

    def values(self, given: Values) -> list[Any]:
        """Put values in the order of the statement, as the driver takes them."""
        found = self._written.copy()
        for name, there, bind in self._places:
            value = given[name] if name in given else self._fixed[name]
            if bind is not None:
                value = bind(value)
            for nth in there:
                found[nth] = value
        return found

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """Give rows the names and types of their columns."""
        make = self._make
        if not self._readings:
            return [make(row) for row in found]
        rows = []
        for row in found:
            values = list(row)
            for nth, read in self._readings:
                values[nth] = read(values[nth])
            rows.append(make(values))
        return rows


class Listed(TypeDecorator[list[Any]]):
    """A list passed as one value: as JSON to SQLite, as an array to PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, item: type[Text] | type[BigInteger]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type in this database."""
        kind: TypeEngine[Any] = Text() if dialect.name == "sqlite" else ARRAY(self.item())
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        """Write the list for this database."""
        if value is None or dialect.name != "sqlite":
            return value
        return msgspec.json.encode(value).decode()


class _Each(GenericFunction[Any]):
    """A row for each value of a list."""

    name = "each_of"
    inherit_cache = True


@compiles(_Each, "sqlite")
def _each_in_sqlite(each: _Each, compiler: Any, **how: Any) -> str:
    return f"json_each({compiler.process(each.clauses, **how)})"


@compiles(_Each, "postgresql")
def _each_in_postgresql(each: _Each, compiler: Any, **how: Any) -> str:
    return f"(SELECT unnest({compiler.process(each.clauses, **how)}) AS value)"


def each(name: str, item: type[Text] | type[BigInteger]) -> FromClause:
    """Make the parameter `name`, a list, a table with one column: `value`."""
    column: Column[Any] = Column("value", item)
    return _Each(bindparam(name, type_=Listed(item))).table_valued(column)


def one_of(column: Any, name: str) -> Any:
    """Compare with the parameter `name`, a list."""
    item = Text if isinstance(column.type, Text) else BigInteger
    return column.in_(select(each(name, item).c.value))


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
