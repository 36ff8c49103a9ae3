"""PostgreSQL with pgvector: where the database is there already."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from tandem.errors import DefinitionError, MissingExtra
from tandem.search.index.entry import Entry
from tandem.search.index.vector import Floats
from tandem.search.stores.base import (
    EVERYONE,
    Found,
    Lookup,
    VectorStore,
    by_document,
    fields,
    labelled,
    labels,
    wanted,
)

_LARGEST: Final = 2000
"""Dimensions that pgvector's graph takes; above, the scan is exact."""


class PgvectorStore(VectorStore):
    """A database whose URL (``postgresql://...``) is in the environment variable ``variable``.

    The graph is scanned iteratively in strict order: without that, which is pgvector's
    default, a filter that keeps one row in a hundred gives 3 rows of 10. Loading, replacing
    and removing are transactions. Needs the extra ``pgvector`` and, once, the right to
    ``CREATE EXTENSION vector``.
    """

    variable: str = "TANDEM_PGVECTOR"
    reach: int = 100
    """Candidates of one scan (``hnsw.ef_search``)."""

    def exists(self) -> bool:
        with self._connected() as database:
            found = database.execute("SELECT to_regclass(%s)", (f'"{self.table}"',)).fetchone()
        return found[0] is not None

    def create(self, entries: Sequence[Entry], vectors: Floats) -> None:
        size, table = vectors.shape[1], f'"{self.table}"'
        with self._connected() as database:
            database.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (self.table,))
            database.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (id text PRIMARY KEY, document text NOT NULL, "
                f"entry bytea NOT NULL, access text[] NOT NULL, fields text[] NOT NULL, "
                f"vector vector({size}) NOT NULL)"
            )
            self._insert(database, entries, vectors)
            database.execute(f"CREATE INDEX ON {table} (document)")
            database.execute(f"CREATE INDEX ON {table} USING gin (access)")
            database.execute(f"CREATE INDEX ON {table} USING gin (fields)")
            if size <= _LARGEST:
                database.execute(f"CREATE INDEX ON {table} USING hnsw (vector vector_ip_ops)")

    def find(self, x: Lookup) -> list[Found]:
        conditions = [("access", [EVERYONE, *x.access])]
        conditions += [("fields", words) for words in wanted(x.where)]
        where = " AND ".join(f"{column} && %s::text[]" for column, _ in conditions)
        vector = _text(x.vector)
        with self._connected() as database:
            database.execute("SET LOCAL hnsw.iterative_scan = strict_order")
            database.execute(f"SET LOCAL hnsw.ef_search = {int(max(self.reach, x.limit))}")
            rows = database.execute(
                f'SELECT entry, access, -(vector <#> %s::vector) FROM "{self.table}" WHERE {where} '
                f"ORDER BY vector <#> %s::vector LIMIT %s",
                (vector, *(words for _, words in conditions), vector, x.limit),
            ).fetchall()
        return [Found(labelled(entry, access), score) for entry, access, score in rows]

    def put(self, entries: Sequence[Entry], vectors: Floats, embedder: str) -> None:
        self.check_embedder(embedder)
        with self._connected() as database:
            for document in by_document(entries):
                database.execute(f'DELETE FROM "{self.table}" WHERE document = %s', (document,))
            self._insert(database, entries, vectors)

    def remove(self, document: str) -> None:
        with self._connected() as database:
            database.execute(f'DELETE FROM "{self.table}" WHERE document = %s', (document,))

    def restrict(self, document: str, access: Sequence[str]) -> None:
        with self._connected() as database:
            database.execute(
                f'UPDATE "{self.table}" SET access = %s WHERE document = %s',
                (labels(access), document),
            )

    def drop(self) -> None:
        with self._connected() as database:
            database.execute(f'DROP TABLE IF EXISTS "{self.table}"')

    def _insert(self, database: Any, entries: Sequence[Entry], vectors: Floats) -> None:
        rows = [
            (
                e.id,
                e.document,
                msgspec.json.encode(e),
                labels(e.access),
                fields(e),
                _text(v.tolist()),
            )
            for e, v in zip(entries, vectors, strict=True)
        ]
        with database.cursor() as cursor:
            cursor.executemany(
                f'INSERT INTO "{self.table}" VALUES (%s, %s, %s, %s, %s, %s::vector) '
                f"ON CONFLICT (id) DO NOTHING",
                rows,
            )

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Any]:
        """A transaction of its own."""
        try:
            import psycopg
        except ImportError as error:
            raise MissingExtra(
                "PgvectorStore needs psycopg", hint="pip install 'tandem-ai[pgvector]'"
            ) from error
        url = os.environ.get(self.variable)
        if not url:
            raise DefinitionError(
                f"PgvectorStore needs a database, and {self.variable} is not set",
                hint="such as postgresql://user@host/database",
            )
        with psycopg.connect(url) as database:
            database.execute("CREATE EXTENSION IF NOT EXISTS vector")
            yield database


def _text(vector: Sequence[float]) -> str:
    return f"[{','.join(map(repr, vector))}]"
