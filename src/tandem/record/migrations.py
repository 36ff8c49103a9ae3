"""Numbered steps that bring an older catalog to the tables of this version.

A new catalog is made whole from ``tables.py`` and stamped with the newest number; an older
one takes the steps after its own. Change a table: add a step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, inspect, select

from tandem.errors import StoreError
from tandem.record.tables import meta, metadata

Step = Callable[[Connection], None]

STEPS: Mapping[int, Step] = {2: metadata.create_all, 3: metadata.create_all, 4: metadata.create_all}
"""The step that leads to each version after the first.

2 adds tables only: those of events, chunks, labels and datasets. So does 3: limits and
answers of chat models. So does 4: tasks for people.
"""

_LOCK = 7_262_336  # any number, the same for every process: PostgreSQL's advisory lock


def newest(steps: Mapping[int, Step] = STEPS) -> int:
    """The version that this code reads and writes."""
    return max(steps, default=1)


def migrate(connection: Connection, steps: Mapping[int, Step] = STEPS) -> int:
    """Bring the catalog to the newest version, inside the caller's transaction.

    Raises ``StoreError`` if a newer Tandem wrote it.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    target = newest(steps)
    found = version(connection)
    if found is None:
        metadata.create_all(connection)
        connection.execute(meta.insert().values(version=target))
        return target
    if found > target:
        raise StoreError(
            f"the catalog has version {found}; this Tandem knows {target}",
            hint="install a newer tandem-ai",
        )
    for number in range(found + 1, target + 1):
        steps[number](connection)
    if found < target:
        connection.execute(meta.update().values(version=target))
    return target


def version(connection: Connection) -> int | None:
    """The catalog's version; ``None`` for an empty database."""
    if not inspect(connection).has_table(meta.name):
        return None
    number: int = connection.execute(select(meta.c.version)).scalar_one()
    return number
