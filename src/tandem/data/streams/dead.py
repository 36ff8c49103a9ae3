"""Dead letters: events that could not be applied, kept with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tandem.data.streams.message import Message
from tandem.errors import Conflict
from tandem.record.catalog import Catalog
from tandem.record.tables import dead_letters as table
from tandem.record.times import from_text, now, to_text


class DeadLetter(msgspec.Struct, frozen=True):
    """A message as it came, and why it could not be applied."""

    message: Message
    reason: str


class DeadLetters:
    """The dead letters of one consumer in a catalog."""

    def __init__(self, catalog: Catalog, consumer: str) -> None:
        self.consumer = consumer
        self._catalog = catalog

    def find(self, stream: str, limit: int | None = None) -> list[DeadLetter]:
        """Those that wait to be applied, in the order of their offsets."""
        query = select(table).where(*self._waiting(stream))
        query = query.order_by(table.c.partition, table.c.offset).limit(limit)
        with self._catalog.read() as connection:
            rows = connection.execute(query).all()
        return [
            DeadLetter(
                Message(row.key, row.data, from_text(row.time), row.partition, row.offset),
                row.reason,
            )
            for row in rows
        ]

    def count(self, stream: str) -> int:
        """How many wait."""
        query = select(func.count()).where(*self._waiting(stream))
        with self._catalog.read() as connection:
            return connection.execute(query).scalar_one()

    def _waiting(self, stream: str) -> list[ColumnElement[bool]]:
        mine = [table.c.consumer == self.consumer, table.c.stream == stream]
        return [*mine, table.c.settled.is_(None)]


def add_dead(
    connection: Connection, consumer: str, stream: str, letters: Sequence[DeadLetter]
) -> None:
    """Keep letters. One that is kept already stays as it is."""
    if not letters:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    time = now()
    rows = [
        {
            "consumer": consumer,
            "stream": stream,
            "partition": letter.message.partition,
            "offset": letter.message.offset,
            "key": letter.message.key,
            "time": to_text(letter.message.time or time),
            "data": letter.message.data,
            "reason": letter.reason,
            "kept": to_text(time),
        }
        for letter in letters
    ]
    connection.execute(insert(table).on_conflict_do_nothing(), rows)


def settle_dead(
    connection: Connection, consumer: str, stream: str, letters: Sequence[DeadLetter]
) -> None:
    """Mark letters as applied after all. Raises ``Conflict`` for one that is marked already."""
    time = to_text(now())
    for letter in letters:
        place = {"partition": letter.message.partition, "offset": letter.message.offset}
        mine = {"consumer": consumer, "stream": stream, **place}
        where = [table.c[name] == value for name, value in mine.items()]
        waiting = update(table).where(*where, table.c.settled.is_(None))
        if connection.execute(waiting.values(settled=time)).rowcount != 1:
            raise Conflict(f"the dead letter {letter.message.key!r} was applied by somebody else")
