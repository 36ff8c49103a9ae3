"""Kept answers: by their exact question in memory and in the catalog, checked by a hash."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from tandem.record.catalog import Catalog
from tandem.record.digest import digest_bytes
from tandem.record.tables import answers as table

Floats = np.ndarray[Any, np.dtype[np.float32]]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Kept:
    """An answer to the question ``key`` of a ``scope``, until ``expires`` (seconds since 1970).

    ``cost`` is what it did cost, in US dollars. ``hash`` covers all of it: an entry that was
    changed is ``sound`` no more.
    """

    key: str
    scope: str
    text: str
    cost: float
    expires: float
    vector: bytes = b""
    hash: str = ""

    @classmethod
    def of(
        cls, key: str, scope: str, text: str, cost: float, expires: float, vector: bytes = b""
    ) -> Kept:
        """An entry with its hash."""
        unsigned = cls(key, scope, text, cost, expires, vector)
        return cls(key, scope, text, cost, expires, vector, unsigned.digest)

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        head = f"{self.key}\0{self.scope}\0{self.cost!r}\0{self.expires!r}\0{self.text}\0"
        return digest_bytes(head.encode() + self.vector)

    @property
    def sound(self) -> bool:
        """Whether it is as it was written."""
        return self.hash == self.digest


class InMemory:
    """The answers of this process: at most ``limit``, the least used going first."""

    def __init__(self, limit: int, clock: Clock = time.time) -> None:
        self._limit, self._clock = limit, clock
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        """The answer to a question, if it has not expired."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.expires <= self._clock():
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return kept

    def put(self, kept: Kept) -> None:
        """Keep an answer."""
        self._kept[kept.key] = kept
        self._kept.move_to_end(kept.key)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def drop(self, key: str) -> None:
        """Forget an answer."""
        self._kept.pop(key, None)


class InCatalog:
    """The answers that every process with the catalog shares."""

    def __init__(self, catalog: Catalog, clock: Clock = time.time) -> None:
        self._catalog, self._clock = catalog, clock
        self._dialect = postgresql if catalog.dialect == "postgresql" else sqlite

    def get(self, key: str) -> Kept | None:
        """The answer to a question, if it has not expired."""
        query = select(table).where(table.c.key == key, table.c.expires > self._clock())
        with self._catalog.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _kept(row)

    def put(self, kept: Kept) -> None:
        """Keep an answer; those that have expired go."""
        values = {
            "key": kept.key,
            "scope": kept.scope,
            "text": kept.text,
            "cost": kept.cost,
            "expires": kept.expires,
            "vector": kept.vector,
            "hash": kept.hash,
            "written": self._clock(),
        }
        insert: Any = self._dialect.insert(table).values(values)
        again = {name: insert.excluded[name] for name in values if name != "key"}
        upsert = insert.on_conflict_do_update(index_elements=[table.c.key], set_=again)
        with self._catalog.begin(durable=False) as connection:
            connection.execute(delete(table).where(table.c.expires <= self._clock()))
            connection.execute(upsert)

    def drop(self, key: str) -> None:
        """Forget an answer."""
        with self._catalog.begin(durable=False) as connection:
            connection.execute(delete(table).where(table.c.key == key))

    def since(self, scope: str, written: float) -> tuple[list[Kept], float]:
        """Answers of a scope that were kept at ``written`` or later, and when the last was."""
        alive = (table.c.scope == scope, table.c.expires > self._clock())
        query = select(table).where(*alive, table.c.written >= written).order_by(table.c.written)
        with self._catalog.read() as connection:
            rows: Sequence[Any] = connection.execute(query).all()
        return [_kept(row) for row in rows], rows[-1].written if rows else written


def _kept(row: Any) -> Kept:
    return Kept(row.key, row.scope, row.text, row.cost, row.expires, row.vector, row.hash)
