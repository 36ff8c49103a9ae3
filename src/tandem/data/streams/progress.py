"""Where a consumer stands, kept with what it wrote: both change in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection, Text, bindparam, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tandem.data.streams.dead import DeadLetter, add_dead, settle_dead
from tandem.errors import Conflict
from tandem.record.catalog import Catalog
from tandem.record.tables import applied, positions
from tandem.record.times import from_text, now, to_text

Transaction = TypeVar("Transaction")

_KEYS = 500
"""Keys in one query: SQLite takes a limited number of parameters."""

_NEWER = bindparam("newest", type_=Text)
_MOVE = (
    update(positions)
    .where(
        positions.c.consumer == bindparam("at_consumer"),
        positions.c.stream == bindparam("at_stream"),
        positions.c.partition == bindparam("at_partition"),
        positions.c.next == bindparam("before"),
    )
    .values(
        next=bindparam("after"),
        time=case(
            (positions.c.time > _NEWER, positions.c.time),
            else_=func.coalesce(_NEWER, positions.c.time),
        ),
    )
)


@dataclass(frozen=True)
class Step(Generic[Transaction]):
    """What a consumer commits at once: writes, and the place from which it goes on.

    ``before`` and ``after`` are positions by partition; ``keys`` are those that count from
    now on; ``dead`` is set aside; ``settled`` was set aside earlier and is applied now.
    ``newest`` is when the latest of these events happened.
    """

    consumer: str
    stream: str
    before: Mapping[int, int]
    after: Mapping[int, int]
    writes: Sequence[Callable[[Transaction], object]] = ()
    keys: Sequence[str] = ()
    dead: Sequence[DeadLetter] = ()
    settled: Sequence[DeadLetter] = ()
    newest: datetime | None = None


class Progress(Protocol[Transaction]):
    """Keeps positions and applied keys, and commits them together with the writes.

    ``Transaction`` is what a write gets: the connection of the transaction for a catalog.
    """

    def positions(self, consumer: str, stream: str) -> dict[int, int]:
        """The offset to read next, by partition."""

    def applied(self, consumer: str, keys: Iterable[str]) -> set[str]:
        """Those of the keys that were applied already."""

    def commit(self, step: Step[Transaction]) -> None:
        """Do all of a step or nothing.

        Raises ``Conflict`` if the positions are no longer ``step.before``: somebody else
        works under the name of this consumer.
        """


class CatalogProgress:
    """Progress in a catalog, for writes to the same catalog.

    Without ``durable`` the last commits may be lost with the machine's power, state and
    positions alike, and are then done again.
    """

    def __init__(self, catalog: Catalog, *, durable: bool = True) -> None:
        self._catalog = catalog
        self._durable = durable
        insert = postgresql.insert if catalog.dialect == "postgresql" else sqlite.insert
        begin = insert(positions).on_conflict_do_nothing()
        self._begin = begin.returning(positions.c.partition)

    def positions(self, consumer: str, stream: str) -> dict[int, int]:
        query = select(positions.c.partition, positions.c.next).where(
            positions.c.consumer == consumer, positions.c.stream == stream
        )
        with self._catalog.read() as connection:
            return {row.partition: row.next for row in connection.execute(query)}

    def applied(self, consumer: str, keys: Iterable[str]) -> set[str]:
        wanted, found = list(keys), set[str]()
        query = select(applied.c.key).where(applied.c.consumer == consumer)
        with self._catalog.read() as connection:
            for start in range(0, len(wanted), _KEYS):
                some = applied.c.key.in_(wanted[start : start + _KEYS])
                found.update(connection.execute(query.where(some)).scalars())
        return found

    def commit(self, step: Step[Connection]) -> None:
        with self._catalog.begin(durable=self._durable) as connection:
            for partition, next in step.after.items():
                if not self._move(connection, step, partition, next):
                    raise Conflict(
                        f"another worker of {step.consumer!r} moved on in {step.stream!r}",
                        hint="run one worker a consumer, or give each its partitions",
                    )
            for write in step.writes:
                write(connection)
            if step.keys:
                time = to_text(now())
                rows = [{"consumer": step.consumer, "key": key, "time": time} for key in step.keys]
                connection.execute(applied.insert(), rows)
            add_dead(connection, step.consumer, step.stream, step.dead)
            settle_dead(connection, step.consumer, step.stream, step.settled)

    def _move(
        self, connection: Connection, step: Step[Connection], partition: int, next: int
    ) -> bool:
        place = {"consumer": step.consumer, "stream": step.stream, "partition": partition}
        time = None if step.newest is None else to_text(step.newest)
        given = {**place, "next": next, "time": time}
        before = step.before.get(partition)
        if before is None:
            return connection.execute(self._begin, given).first() is not None
        at = {f"at_{name}": value for name, value in place.items()}
        given = {**at, "before": before, "after": next, "newest": time}
        return connection.execute(_MOVE, given).rowcount == 1

    def newest(self, consumer: str, stream: str) -> datetime | None:
        """When the newest event happened that was applied; now minus that is the age of what
        was made of the stream. ``None`` before the first."""
        query = select(func.max(positions.c.time)).where(
            positions.c.consumer == consumer, positions.c.stream == stream
        )
        with self._catalog.read() as connection:
            time = connection.execute(query).scalar()
        return None if time is None else from_text(time)

    def forget(self, consumer: str, before: datetime) -> int:
        """Delete keys that were applied before a time; how many.

        An event that comes again later than that counts again.
        """
        old = (applied.c.consumer == consumer, applied.c.time < to_text(before))
        with self._catalog.begin(durable=False) as connection:
            return connection.execute(delete(applied).where(*old)).rowcount
