"""A consumer as a user would write one: how often each colour occurred, in the catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from tandem.data.streams import CatalogProgress, Event, Source, Worker
from tandem.record import Catalog

table = Table("colours", MetaData(), Column("colour", Text, primary_key=True), Column("n", Integer))


@dataclass
class Seen:
    colour: str


class Counting:
    """Counts colours; ``transparent`` is one that no count is kept of."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.batches: list[int] = []
        with catalog.begin() as connection:
            table.metadata.create_all(connection)

    def apply(self, events: Sequence[Event[Seen]]) -> list[Callable[[Connection], object]]:
        self.batches.append(len(events))
        if any(event.value.colour == "transparent" for event in events):
            raise ValueError("transparent is no colour")
        counts = Counter(event.value.colour for event in events)
        return [lambda connection: self.add(connection, counts)]

    def add(self, connection: Connection, counts: Counter[str]) -> None:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        rows = [{"colour": colour, "n": n} for colour, n in counts.items()]
        query = insert(table)
        more = {"n": table.c.n + query.excluded.n}
        connection.execute(query.on_conflict_do_update(index_elements=["colour"], set_=more), rows)

    def counts(self) -> dict[str, int]:
        with self.catalog.read() as connection:
            return {row.colour: row.n for row in connection.execute(select(table))}


def worker(
    source: Source, counting: Counting, *, batch: int = 500, halt: int = 100
) -> Worker[Seen, Connection]:
    return Worker(
        source,
        counting.apply,
        CatalogProgress(counting.catalog),
        consumer="colours",
        type=Seen,
        batch=batch,
        halt=halt,
    )
