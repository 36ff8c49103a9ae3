"""The rows of an SQL query, through SQLAlchemy, with a cursor on the server's side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from tandem.data.table import typed
from tandem.errors import DefinitionError, InvalidInput, MissingExtra

Record = TypeVar("Record")
_FETCHED = 2_000


@dataclass(frozen=True)
class Query:
    """A database by SQLAlchemy URL, a statement, and values for its ``:names``.

    Values travel beside the statement and are never written into it.
    """

    url: str = field(repr=False)  # it may hold a password
    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"query of {_shown(self.url)}"

    def records(self, cls: type[Record]) -> Iterator[Record]:
        return typed(self._rows(), cls, self.name)

    def stamp(self) -> str | None:
        return None  # another process may write to the table at any time

    def _rows(self) -> Iterator[Mapping[str, Any]]:
        engine = _engine(self.url)
        try:
            with engine.connect() as connection:
                connection = connection.execution_options(yield_per=_FETCHED)
                # A row mapping is a view of the row; a reader wants a plain one.
                for row in connection.execute(text(self.sql), dict(self.values)).mappings():
                    yield dict(row)
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise InvalidInput(f"{self.name} failed: {reason}", hint=self.sql) from None
        finally:
            engine.dispose()


def _engine(url: str) -> Engine:
    try:
        return create_engine(url)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DefinitionError(
            f"the URL of a database cannot be used: {error}",
            hint="write sqlite:///path/file.db or postgresql+psycopg://user@host/name",
        ) from None
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"the driver of {_shown(url)} is not installed: {error.name}",
            hint="pip install 'tandem-ai[postgres]'",
        ) from None


def _shown(url: str) -> str:
    """The URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "a database"
