"""LanceDB: a folder or a bucket, for more than fits one process's memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from tandem.errors import MissingExtra
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

INDEXED: Final = 10_000
"""Rows from which on a graph is built: below, an exact scan is faster than it is to build."""


class LanceStore(VectorStore):
    """A LanceDB database at ``uri``: a folder, or ``s3://bucket/path``.

    Each release has a table of its own and no tags: with tags, LanceDB refuses its own
    maintenance after a week. A document is replaced in one commit over a declared key, since
    concurrent inserts would duplicate rows. Results of the graph are refined by exact
    distances; without that a tenth to a third of the nearest are missed.
    Removed text leaves the files only when the table is built anew and the old one dropped.
    Needs the extra ``lancedb``.
    """

    uri: str
    refine: int = 10

    def exists(self) -> bool:
        return self.table in self._database().list_tables().tables

    def create(self, entries: Sequence[Entry], vectors: Floats) -> None:
        rows = _rows(entries, vectors)
        table = self._database().create_table(self.table, data=rows, mode="create")
        table.set_unenforced_primary_key("id")
        if len(entries) >= INDEXED:
            from lancedb.index import HnswSq

            table.create_index("vector", config=HnswSq(distance_type="dot"))

    def find(self, x: Lookup) -> list[Found]:
        conditions = [_any("access", [EVERYONE, *x.access])]
        conditions += [_any("fields", words) for words in wanted(x.where)]
        query = (
            self._table()
            .search(x.vector, vector_column_name="vector", query_type="vector")
            .distance_type("dot")
            .where(" AND ".join(conditions), prefilter=True)
            .select(["entry", "access", "_distance"])
            .refine_factor(self.refine)
            .limit(x.limit)
        )
        return [
            Found(labelled(row["entry"], row["access"]), 1.0 - row["_distance"])
            for row in query.to_list()
        ]

    def put(self, entries: Sequence[Entry], vectors: Floats, embedder: str) -> None:
        self.check_embedder(embedder)
        for document, places in by_document(entries).items():
            rows = _rows([entries[i] for i in places], vectors[places])
            merge = self._table().merge_insert("id").when_matched_update_all()
            merge = merge.when_not_matched_insert_all()
            merge.when_not_matched_by_source_delete(f"document = {_quoted(document)}").execute(rows)

    def remove(self, document: str) -> None:
        self._table().delete(f"document = {_quoted(document)}")

    def restrict(self, document: str, access: Sequence[str]) -> None:
        values = {"access": labels(access)}
        self._table().update(where=f"document = {_quoted(document)}", values=values)

    def drop(self) -> None:
        self._database().drop_table(self.table)

    def _database(self) -> Any:
        try:
            import lancedb
        except ImportError as error:
            raise MissingExtra(
                "LanceStore needs lancedb", hint="pip install 'tandem-ai[lancedb]'"
            ) from error
        return lancedb.connect(self.uri)

    def _table(self) -> Any:
        return self._database().open_table(self.table)


def _rows(entries: Sequence[Entry], vectors: Floats) -> Any:
    import pyarrow  # type: ignore[import-untyped]  # it ships no types

    schema = pyarrow.schema(
        [
            pyarrow.field("id", pyarrow.string(), nullable=False),
            ("document", pyarrow.string()),
            ("entry", pyarrow.binary()),
            ("access", pyarrow.list_(pyarrow.string())),
            ("fields", pyarrow.list_(pyarrow.string())),
            ("vector", pyarrow.list_(pyarrow.float32(), vectors.shape[1])),
        ]
    )
    rows = [
        {
            "id": entry.id,
            "document": entry.document,
            "entry": msgspec.json.encode(entry),
            "access": labels(entry.access),
            "fields": fields(entry),
            "vector": vector.tolist(),
        }
        for entry, vector in zip(entries, vectors, strict=True)
    ]
    return pyarrow.Table.from_pylist(rows, schema=schema)


def _any(column: str, words: Sequence[str]) -> str:
    return f"array_has_any({column}, [{', '.join(map(_quoted, words))}])"


def _quoted(text: str) -> str:
    """A literal of SQL, whatever the text holds."""
    return "'" + text.replace("'", "''") + "'"
