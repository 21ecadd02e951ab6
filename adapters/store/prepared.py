"""Statements that every reply needs: compiled once, and from then on handed to the driver as they are.

SQLAlchemy spends more on getting so small a statement ready than the database spends on it (`make bench`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The statement in one database's words, and what makes each value one of that database's."""

    sql: str
    values: tuple[tuple[str, Callable[[Any], Any] | None], ...]


class Prepared:
    """A statement whose values are given by name; `columns` names those of an INSERT without a SELECT.

    The row it returns is the driver's own: for columns of text, whole numbers and truth, which need no translation.
    """

    def __init__(self, statement: ClauseElement, *, columns: Sequence[str] = ()) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, _Compiled] = {}

    def first(self, connection: Connection, given: Mapping[str, Any]) -> Row | None:
        """Its first row, or None. Raises DBAPIError as SQLAlchemy would."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        pairs = [(name, bind(given[name]) if bind else given[name]) for name, bind in compiled.values]
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, [value for _, value in pairs] if dialect.positional else dict(pairs))
            row: Row | None = cursor.fetchone() if cursor.description else None
        except dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy_has_it(connection, compiled.sql, error) from error
        finally:
            cursor.close()
        return row

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what a statement with values compiles to
        names = compiled.positiontup if dialect.positional else compiled.binds
        values = tuple(
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in names or ()
        )
        made = self._compiled[dialect.name] = _Compiled(compiled.string, values)
        return made


def _as_sqlalchemy_has_it(connection: Connection, sql: str, error: Any) -> BaseException:
    dialect = connection.dialect
    ours: BaseException = DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=dialect.is_disconnect(error, connection.connection, None),
        dialect=dialect,
    )
    return ours
