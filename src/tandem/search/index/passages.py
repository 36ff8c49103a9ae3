"""Text, metadata and access labels of an index, in a read-only SQLite file.

Texts are read when they are found, so that opening costs the same for ten and for a
million. What is needed for every row (its labels) lies beside them in an array.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from tandem.search.document import Span
from tandem.search.index.entry import Entry, content
from tandem.search.index.vector import Ints, mapped

_SCHEMA: Final = """
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, document TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER NOT NULL,
    access TEXT NOT NULL, metadata TEXT NOT NULL, parent INTEGER);
CREATE TABLE parents (
    number INTEGER PRIMARY KEY, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE documents (document TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE fields (
    name TEXT NOT NULL, value TEXT NOT NULL, row INTEGER NOT NULL,
    PRIMARY KEY (name, value, row)) WITHOUT ROWID;
CREATE TABLE labels (number INTEGER PRIMARY KEY, labels TEXT NOT NULL);
"""
MAPPED: Final = 1 << 31
"""Bytes of the file that are mapped, not read page by page: what is mapped is not copied."""
_OWN: Final = """
    id, title, passages.text, document, passages.start, passages."end", page, access, metadata"""
_WITH_PARENTS: Final = f"""{_OWN}, parents.start, parents."end", parents.text
FROM passages LEFT JOIN parents ON parents.number = passages.parent"""
_WITHOUT_PARENTS: Final = f"{_OWN}, NULL, NULL, NULL FROM passages"
"""For files that were written when chunks had no parents yet: a release of then is read as ever."""


def write_passages(folder: Path, entries: Sequence[Entry]) -> None:
    """Write ``passages.db`` and ``access.npy`` into a folder."""
    sets = {access: i for i, access in enumerate(sorted({entry.access for entry in entries}))}
    by_document: dict[str, list[Entry]] = {}
    for entry in entries:
        by_document.setdefault(entry.document, []).append(entry)
    with contextlib.closing(sqlite3.connect(folder / "passages.db")) as file:
        file.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        parents: dict[tuple[str, Span], int] = {}
        for entry in entries:
            if entry.parent is not None:
                parents.setdefault((entry.document, entry.parent), len(parents))
        file.executemany(
            "INSERT INTO parents VALUES (?, ?, ?, ?)",
            ((i, span.start, span.end, span.text) for (_, span), i in parents.items()),
        )
        rows = (
            _row(i, entry, parents[entry.document, entry.parent] if entry.parent else None)
            for i, entry in enumerate(entries)
        )
        file.executemany(f"INSERT INTO passages VALUES ({', '.join('?' * 11)})", rows)
        documents = sorted((name, content(found)) for name, found in by_document.items())
        file.executemany("INSERT INTO documents VALUES (?, ?)", documents)
        fields = sorted((k, v, i) for i, e in enumerate(entries) for k, v in e.metadata.items())
        file.executemany("INSERT INTO fields VALUES (?, ?, ?)", fields)
        file.executemany(
            "INSERT INTO labels VALUES (?, ?)", ((i, json.dumps(s)) for s, i in sets.items())
        )
        file.execute("CREATE INDEX passages_document ON passages (document)")
        file.commit()
    numbers = np.array([sets[entry.access] for entry in entries], dtype=np.int32)
    np.save(folder / "access.npy", numbers, allow_pickle=False)


class Passages:
    """The open file. Many threads and processes may read it at once."""

    def __init__(self, folder: Path) -> None:
        uri = f"{(folder / 'passages.db').resolve().as_uri()}?mode=ro&immutable=1"
        self._file = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._file.execute(f"PRAGMA mmap_size={MAPPED}")
        self._lock = threading.Lock()
        columns = {name for _, name, *_ in self._read("PRAGMA table_info(passages)")}
        self._columns = _WITH_PARENTS if "parent" in columns else _WITHOUT_PARENTS
        self.access: Ints = mapped(folder / "access.npy")
        self.labels: list[frozenset[str]] = [
            frozenset(json.loads(labels))
            for (labels,) in self._read("SELECT labels FROM labels ORDER BY number")
        ]

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        """The entries of some rows, in their order."""
        marks = ", ".join("?" * len(rows))
        sql = f"SELECT row, {self._columns} WHERE row IN ({marks})"
        found = {row: _entry(values) for row, *values in self._read(sql, *rows)}
        return [found[row] for row in rows]

    def row_of(self, id: str) -> int | None:
        """The row of a passage by its id."""
        found = self._read("SELECT row FROM passages WHERE id = ?", id)
        return found[0][0] if found else None

    def rows_of(self, document: str) -> list[int]:
        """The rows of a document, none if it is not in the index."""
        return [
            row for (row,) in self._read("SELECT row FROM passages WHERE document = ?", document)
        ]

    def rows_within(self, document: str, start: int, end: int) -> list[int]:
        """The rows of a document whose text lies at least in part from ``start`` to ``end``."""
        sql = 'SELECT row FROM passages WHERE document = ? AND start < ? AND "end" > ?'
        return [row for (row,) in self._read(sql, document, end, start)]

    def content(self, document: str) -> str | None:
        """The hash of a document's content, ``None`` if it is not in the index."""
        found = self._read("SELECT content FROM documents WHERE document = ?", document)
        return found[0][0] if found else None

    def having(self, name: str, values: Sequence[str]) -> Ints:
        """The rows whose metadata ``name`` is one of ``values``."""
        marks = ", ".join("?" * len(values))
        sql = f"SELECT row FROM fields WHERE name = ? AND value IN ({marks})"
        return np.array([row for (row,) in self._read(sql, name, *values)], dtype=np.int64)

    def _read(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._file.execute(sql, values).fetchall()


def _row(i: int, entry: Entry, parent: int | None) -> tuple[Any, ...]:
    access, metadata = json.dumps(entry.access), json.dumps(entry.metadata, sort_keys=True)
    return (i, entry.id, entry.document, entry.title, entry.text, entry.start, entry.end,
            entry.page, access, metadata, parent)  # fmt: skip


def _entry(values: Sequence[Any]) -> Entry:
    id, title, text, document, start, end, page, access, metadata, *place = values
    labels, fields = msgspec.json.decode(access), msgspec.json.decode(metadata)
    parent = None if place[0] is None else Span(*place)
    return Entry(id, title, text, document, start, end, page, tuple(labels), fields, parent)
