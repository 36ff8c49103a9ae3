"""Stored traces: add, get, find, count, delete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from tandem.errors import NotFound
from tandem.record.catalog import Catalog
from tandem.record.pack import Row, pack, unpack
from tandem.record.redact import Redactor
from tandem.record.span import Trace
from tandem.record.tables import traces
from tandem.record.times import to_text

_AT_ONCE = 500


class TraceStore:
    """The traces in a catalog. What is added is redacted first."""

    def __init__(self, catalog: Catalog, *, redactor: Redactor | None = None) -> None:
        self.catalog = catalog
        self._redactor = redactor or Redactor()
        mark = "?" if catalog.dialect == "sqlite" else "%s"
        marks = ", ".join([mark] * len(traces.columns))
        names = ", ".join(traces.columns.keys())
        # Plain SQL: twice as fast as Core, and this is the one statement where it counts.
        self._insert = f"INSERT INTO traces ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"

    def add(self, batch: Iterable[Trace], *, durable: bool = True) -> int:
        """Store traces in one transaction; how many were new. A known id is left as it is."""
        return self.add_rows([self.pack(trace) for trace in batch], durable=durable)

    def pack(self, trace: Trace) -> Row:
        """The redacted row of a trace, for ``add_rows``."""
        return pack(trace, self._redactor)

    def add_rows(self, rows: Sequence[Row], *, durable: bool = True) -> int:
        """Store packed traces in one transaction; how many were new."""
        if not rows:
            return 0
        with self.catalog.begin(durable=durable) as connection:
            return connection.exec_driver_sql(self._insert, list(rows)).rowcount

    def get(self, id: str) -> Trace:
        """The trace of that id. Raises ``NotFound``."""
        with self.catalog.read() as connection:
            row = connection.execute(select(traces).where(traces.c.id == id)).one_or_none()
        if row is None:
            raise NotFound(f"there is no trace {id!r}", hint="tandem traces lists the latest")
        return unpack(row)

    def get_many(self, ids: Iterable[str]) -> dict[str, Trace]:
        """The traces of those ids that are there, by id."""
        found: dict[str, Trace] = {}
        wanted = sorted(set(ids))
        with self.catalog.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                some = traces.c.id.in_(wanted[start : start + _AT_ONCE])
                for row in connection.execute(select(traces).where(some)):
                    found[row.id] = unpack(row)
        return found

    def find(
        self,
        system: str | None = None,
        *,
        release: str | None = None,
        channel: str | None = None,
        subject: str | None = None,
        session: str | None = None,
        status: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = 100,
        newest_first: bool = True,
    ) -> list[Trace]:
        """Traces that match, by time. ``since`` is included, ``until`` is not."""
        order = traces.c.time.desc() if newest_first else traces.c.time.asc()
        query = select(traces).order_by(order, traces.c.id).limit(limit)
        query = query.where(
            *_matching(
                system=system,
                release=release,
                channel=channel,
                subject=subject,
                session=session,
                status=status,
                since=since,
                until=until,
            )
        )
        with self.catalog.read() as connection:
            return [unpack(row) for row in connection.execute(query)]

    def count(
        self,
        system: str | None = None,
        *,
        release: str | None = None,
        channel: str | None = None,
        subject: str | None = None,
        session: str | None = None,
        status: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> int:
        """How many traces match."""
        conditions = _matching(
            system=system,
            release=release,
            channel=channel,
            subject=subject,
            session=session,
            status=status,
            since=since,
            until=until,
        )
        query = select(func.count()).select_from(traces).where(*conditions)
        with self.catalog.read() as connection:
            return connection.execute(query).scalar_one()

    def delete_before(self, time: datetime, keep_channels: Sequence[str] = ("evaluation",)) -> int:
        """Delete traces older than ``time``, except those of kept channels; how many."""
        query = delete(traces).where(
            traces.c.time < to_text(time), traces.c.channel.not_in(keep_channels)
        )
        with self.catalog.begin() as connection:
            return connection.execute(query).rowcount


def _matching(
    *, since: datetime | None, until: datetime | None, **equal: Any
) -> list[ColumnElement[bool]]:
    found = [traces.c[name] == value for name, value in equal.items() if value is not None]
    if since is not None:
        found.append(traces.c.time >= to_text(since))
    if until is not None:
        found.append(traces.c.time < to_text(until))
    return found
