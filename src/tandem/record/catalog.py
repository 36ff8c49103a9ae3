"""The catalog: one SQL database, SQLite in a file by default, PostgreSQL for a team."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from tandem.errors import MissingExtra, StoreError
from tandem.record.migrations import migrate, newest, version

_BUSY_SECONDS = 30
_SYNC = "tandem_sync"


class Catalog:
    """Transactions on the catalog's tables. Safe to share between threads.

    In SQLite a write transaction takes the write lock when it begins (``BEGIN IMMEDIATE``),
    so that read-then-write cannot lose an update, and readers never wait (WAL).
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._writer = engine.execution_options(**{_SYNC: "FULL"})
        self._fast_writer = engine.execution_options(**{_SYNC: "NORMAL"})

    @classmethod
    def open(cls, url: str | URL) -> Self:
        """Open a database by SQLAlchemy URL and bring its tables up to date.

        ``sqlite:///folder/catalog.db`` or ``postgresql+psycopg://user@host/name``. Raises
        ``StoreError`` for an unusable URL or a catalog that a newer Tandem wrote.
        """
        catalog = cls(_engine(url))
        try:
            with catalog.read() as connection:
                current = version(connection) == newest()
            if not current:
                with catalog.begin() as connection:
                    migrate(connection)
        except BaseException:
            catalog.close()
            raise
        return catalog

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Connection]:
        """A write transaction: committed at the end of the block, rolled back by an error.

        A durable commit has reached the disk when the block ends; otherwise the last ones
        survive a killed process and may be lost with the machine's power.
        """
        with (self._writer if durable else self._fast_writer).begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction: one consistent view in SQLite."""
        with self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close every idle connection."""
        self.engine.dispose()


def _engine(url: str | URL) -> Engine:
    try:
        if make_url(url).get_backend_name() == "sqlite":
            return _sqlite(url)
        return create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            f"the catalog's URL cannot be used: {error}",
            hint="write sqlite:///path/catalog.db or postgresql+psycopg://user@host/name",
        ) from None
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"the catalog's driver is not installed: {error.name}",
            hint="pip install 'tandem-ai[postgres]'",
        ) from None


def _sqlite(url: str | URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions, not the driver
        cursor = connection.cursor()
        _use_write_ahead_log(cursor)
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        sync = connection.get_execution_options().get(_SYNC)
        if sync is None:
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql(f"PRAGMA synchronous = {sync}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _use_write_ahead_log(cursor: sqlite3.Cursor) -> None:
    """Switch the file to WAL, which it stays in.

    SQLite answers "locked" at once, without its busy timeout, to all but one of those who
    switch a new file at the same moment.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
