"""States of entities in the catalog: SQLite on one machine, PostgreSQL for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import time
from typing import Any

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from tandem.features.store import Edit, Key
from tandem.record.catalog import Catalog
from tandem.record.tables import online as table

_VARIABLES = 10_000
"""Entities in one query: SQLite takes 32,766 variables."""
_SELECT = "SELECT entity, state FROM online WHERE view = {0} AND written > {0} AND entity {1}"


def _put(insert: Any) -> Any:
    new = {"state": insert.excluded.state, "written": insert.excluded.written}
    return insert.on_conflict_do_update(index_elements=["view", "entity"], set_=new)


_PUT = {
    "sqlite": _put(sqlite.insert(table)),
    "postgresql": _put(postgresql.insert(table)),
}


class CatalogStore:
    """States in a catalog, for any number of processes.

    States that were not changed for ``keep`` are no longer there; ``sweep`` deletes them.
    Without ``durable`` the last changes may be lost with the machine's power, though not
    with the process.
    """

    def __init__(
        self, catalog: Catalog, *, keep: timedelta | None = None, durable: bool = True
    ) -> None:
        self.catalog = catalog
        self._keep = keep
        self._durable = durable

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        """The states of entities, in order; one query a view."""
        connection = self.catalog.engine.raw_connection()  # a quarter of a transaction's cost
        try:
            cursor = connection.cursor()
            return _load(cursor, self.catalog.dialect, self._oldest(), keys)
        finally:
            connection.close()

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        """Replace states in one transaction, one writer after the other."""
        with self.catalog.begin(durable=self._durable) as connection:
            self.within(connection).change(keys, edit)

    def changing(self, keys: Sequence[Key], edit: Edit, /) -> Callable[[Connection], None]:
        """The same as a write for a transaction of somebody else, such as a worker's."""
        return lambda connection: self.within(connection).change(keys, edit)

    def within(self, connection: Connection) -> StatesWithin:
        """The store as a transaction of this catalog sees and changes it."""
        return StatesWithin(connection, self._oldest())

    def _oldest(self) -> float:
        return 0.0 if self._keep is None else time() - self._keep.total_seconds()

    def sweep(self) -> int:
        """Delete states that were not changed for as long as states are kept; how many."""
        if self._keep is None:
            return 0
        old = table.c.written <= self._oldest()
        with self.catalog.begin(durable=False) as connection:
            return connection.execute(delete(table).where(old)).rowcount


@dataclass(frozen=True)
class StatesWithin:
    """States in one transaction; those written before ``oldest`` are not there."""

    connection: Connection
    oldest: float

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        """The states of entities, in order."""
        cursor = self.connection.connection.cursor()
        return _load(cursor, self.connection.dialect.name, self.oldest, keys)

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        """Replace states; other writers of their views wait for the transaction to end."""
        if self.connection.dialect.name == "postgresql":
            for view in sorted({view for view, _ in keys}):
                self.connection.exec_driver_sql(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (view,)
                )
        self.put(keys, edit(self.load(keys)))

    def put(self, keys: Sequence[Key], states: Sequence[bytes]) -> None:
        """Set states to these, whatever they were."""
        if not keys:
            return
        written = time()
        rows = [
            {"view": view, "entity": entity, "state": state, "written": written}
            for (view, entity), state in zip(keys, states, strict=True)
        ]
        self.connection.execute(_PUT[self.connection.dialect.name], rows)


def _load(cursor: Any, dialect: str, oldest: float, keys: Sequence[Key]) -> list[bytes | None]:
    # By the driver itself: building the query would take longer than running it.
    entities: dict[str, list[str]] = {}
    for view, entity in keys:
        entities.setdefault(view, []).append(entity)
    found: dict[Key, bytes] = {}
    for view, names in entities.items():
        for start in range(0, len(names), _VARIABLES):
            some = names[start : start + _VARIABLES]
            if dialect == "postgresql":
                cursor.execute(_SELECT.format("%s", "= ANY(%s)"), (view, oldest, some))
            else:
                marks = ",".join("?" * len(some))
                cursor.execute(_SELECT.format("?", f"IN ({marks})"), (view, oldest, *some))
            for entity, state in cursor.fetchall():
                found[view, entity] = state
    cursor.close()
    return [found.get(key) for key in keys]
