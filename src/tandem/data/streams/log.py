"""The event log: a stream kept in the catalog, in SQLite or PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from tandem.data.streams.message import Message
from tandem.record.catalog import Catalog
from tandem.record.tables import events, streams
from tandem.record.times import from_text, now, to_text

_LOOK = 0.005
"""Seconds between two looks for what another process appended."""

_READ = (
    select(events.c.key, events.c.data, events.c.time, events.c.offset)
    .where(events.c.stream == bindparam("stream"), events.c.offset >= bindparam("start"))
    .order_by(events.c.offset)
    .limit(bindparam("limit"))
)
_INSERT_SQLITE = """
    INSERT INTO events (stream, "offset", key, time, data) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
_INSERT_POSTGRESQL = """
    INSERT INTO events (stream, "offset", key, time, data)
    SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[])
    ON CONFLICT DO NOTHING
"""
# Written by hand because thousands go through at a time, and the count of new ones is needed.


class EventLog:
    """An append-only stream of events, read by offset; each key is kept once.

    Many may append and read at once, from several processes. Offsets grow in the order of
    commits, so that a reader never passes an event that is still being written. They may
    have gaps.

    >>> from tandem.data.streams import Message
    >>> from tandem.record import Catalog
    >>> log = EventLog(Catalog.open("sqlite://"), "payments")
    >>> log.append([Message.of("p1", {"amount": 5}), Message.of("p1", {"amount": 5})])
    1
    >>> [found.data for found in log.read({}, 10)]
    [b'{"amount":5}']
    """

    unique = True
    finite = False

    def __init__(self, catalog: Catalog, name: str, *, durable: bool = True) -> None:
        self.name = name
        self._catalog = catalog
        self._durable = durable
        self._grown = threading.Condition()
        self._appends = 0
        insert = postgresql.insert if catalog.dialect == "postgresql" else sqlite.insert
        take = insert(streams)
        taken = take.on_conflict_do_update(
            index_elements=["stream"], set_={"next": streams.c.next + take.excluded.next}
        )
        self._take = taken.returning(streams.c.next)

    def append(self, messages: Sequence[Message]) -> int:
        """Store messages in one transaction; how many had a key that was not there yet.

        When it returns they are on disk, unless the log is not ``durable``: then the last
        ones may be lost with the machine's power, though not with the process.
        """
        with self._catalog.begin(durable=self._durable) as connection:
            added = self._write(connection, messages)
        self.wake()
        return added

    def appending(self, messages: Sequence[Message]) -> Callable[[Connection], int]:
        """The same as a write for a transaction of somebody else, such as a worker's."""
        return lambda connection: self._write(connection, messages)

    def _write(self, connection: Connection, messages: Sequence[Message]) -> int:
        if not messages:
            return 0
        count = len(messages)
        # The row of the stream stays locked until the commit: offsets follow commits.
        end = connection.execute(self._take, {"stream": self.name, "next": count}).scalar_one()
        taken = to_text(now())
        times = [taken if item.time is None else to_text(item.time) for item in messages]
        keys, data = [item.key for item in messages], [item.data for item in messages]
        rows = (range(end - count, end), keys, times, data)
        if connection.dialect.name == "postgresql":
            given: Any = (self.name, *map(list, rows))
            return connection.exec_driver_sql(_INSERT_POSTGRESQL, given).rowcount
        given = list(zip([self.name] * count, *rows, strict=True))
        return connection.exec_driver_sql(_INSERT_SQLITE, given).rowcount

    def wake(self) -> None:
        """Let readers of this object look at once."""
        with self._grown:
            self._appends += 1
            self._grown.notify_all()

    def read(
        self, positions: Mapping[int, int], limit: int, wait: float = 0.0
    ) -> Sequence[Message]:
        """At most ``limit`` messages from ``positions[0]`` on; see ``Source``.

        What this object appended is seen at once, what others did within 5 ms.
        """
        start, deadline = positions.get(0, 0), monotonic() + wait
        while True:
            seen = self._appends
            found = self._find(start, limit)
            left = deadline - monotonic()
            if found or left <= 0:
                return found
            with self._grown:
                if self._appends == seen:
                    self._grown.wait(min(left, _LOOK))

    def _find(self, start: int, limit: int) -> list[Message]:
        given = {"stream": self.name, "start": start, "limit": limit}
        with self._catalog.read() as connection:
            rows = connection.execute(_READ, given).all()
        return [Message(key, data, from_text(time), 0, offset) for key, data, time, offset in rows]

    def end(self) -> int:
        """The offset that the next event will have."""
        query = select(streams.c.next).where(streams.c.stream == self.name)
        with self._catalog.read() as connection:
            return connection.execute(query).scalar() or 0

    def count(self) -> int:
        """How many events there are."""
        query = select(func.count()).where(events.c.stream == self.name)
        with self._catalog.read() as connection:
            return connection.execute(query).scalar_one()

    def trim(self, before: datetime, consumed: int) -> int:
        """Delete what happened ``before`` and lies below the offset ``consumed``; how many.

        A key that was deleted counts as new when it comes again.
        """
        old: Any = (events.c.stream == self.name, events.c.offset < consumed)
        with self._catalog.begin(durable=False) as connection:
            query = delete(events).where(*old, events.c.time < to_text(before))
            return connection.execute(query).rowcount
