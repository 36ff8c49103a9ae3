"""What changed since an index was built, by document: acting at once, for every process.

An index is never written again. Deletions, changed access and new versions of documents go
into a small SQLite file beside the releases, which every query looks at first. Deletions
and access stay in force for later and for earlier releases alike: a rollback brings back no
document that was taken away.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec
import numpy as np

from tandem.errors import DefinitionError
from tandem.search.index.entry import Entry, content
from tandem.search.index.vector import Floats

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS changes (
    document TEXT PRIMARY KEY, number INTEGER NOT NULL, removed INTEGER NOT NULL DEFAULT 0,
    access TEXT, content TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
    document TEXT NOT NULL, place INTEGER NOT NULL, entry BLOB NOT NULL, vector BLOB NOT NULL,
    embedder TEXT NOT NULL, PRIMARY KEY (document, place)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS changes_number ON changes (number);
"""
_NUMBER: Final = "(SELECT coalesce(max(number), 0) + 1 FROM changes)"


@dataclass(frozen=True)
class Change:
    """What holds for a document in place of what the index says.

    ``access`` replaces its labels unless ``None``; ``content`` is the hash of its new
    version, ``None`` where there is none. A document that is neither is as the index has it.
    """

    document: str
    number: int
    removed: bool
    access: frozenset[str] | None
    content: str | None


@dataclass(frozen=True)
class Added:
    """An entry of a new version, with its vector and the digest of what made that."""

    entry: Entry
    vector: Floats
    embedder: str


class Overlay:
    """The changes to one named index. Open it as often as you like, from any process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(_connect(path)) as file:
            file.executescript(_SCHEMA)
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, name: str) -> Self:
        """The overlay of that name in the store's folder (``TANDEM_STORE``, or ``.tandem``)."""
        if not name or Path(name).name != name:
            raise DefinitionError(f"{name!r} does not name an overlay", hint='such as "handbook"')
        store = Path(os.environ.get("TANDEM_STORE") or ".tandem")
        return cls(store / "overlays" / f"{name}.db")

    def remove(self, document: str) -> None:
        """Take a document away: no query that begins after this returns finds it."""
        with self._writing() as file:
            file.execute("DELETE FROM entries WHERE document = ?", (document,))
            self._set(file, document, removed=1, content=None)

    def restrict(self, document: str, access: Sequence[str]) -> None:
        """Give a document other labels; none at all lets everyone read it."""
        with self._writing() as file:
            self._set(file, document, access=json.dumps(sorted(access)))

    def put(self, entries: Sequence[Entry], vectors: Floats, embedder: str) -> None:
        """Show a new version of a document, or a new document.

        Labels that ``restrict`` gave stay in force: changed text widens no access.
        """
        (document,) = {entry.document for entry in entries}
        rows = [
            (document, i, msgspec.json.encode(entry), vector.astype("<f4").tobytes(), embedder)
            for i, (entry, vector) in enumerate(zip(entries, vectors, strict=True))
        ]
        with self._writing() as file:
            file.execute("DELETE FROM entries WHERE document = ?", (document,))
            file.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", rows)
            self._set(file, document, removed=0, content=content(entries))

    def forget(self, document: str) -> None:
        """Drop everything said of a document: again it is as the index has it."""
        with self._writing() as file:
            file.execute("DELETE FROM entries WHERE document = ?", (document,))
            self._set(file, document, removed=0, access=None, content=None)

    @property
    def version(self) -> int:
        """Another number whenever any process has changed anything."""
        with self._lock:
            version: int = self._file.execute("PRAGMA data_version").fetchone()[0]
        return version

    def changes(self) -> list[Change]:
        """What holds now, by document."""
        sql = "SELECT document, number, removed, access, content FROM changes ORDER BY document"
        with self._lock:
            rows = self._file.execute(sql).fetchall()
        return [
            Change(document, number, bool(removed), access and frozenset(json.loads(access)), text)
            for document, number, removed, access, text in rows
        ]

    def added(self, document: str) -> list[Added]:
        """The entries of a document's new version."""
        sql = "SELECT entry, vector, embedder FROM entries WHERE document = ? ORDER BY place"
        with self._lock:
            rows = self._file.execute(sql, (document,)).fetchall()
        return [
            Added(
                msgspec.json.decode(entry, type=Entry),
                np.frombuffer(vector, dtype="<f4").astype(np.float32),
                embedder,
            )
            for entry, vector, embedder in rows
        ]

    @staticmethod
    def _set(file: sqlite3.Connection, document: str, **values: object) -> None:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        updates = ", ".join(f"{name} = excluded.{name}" for name in [*values, "number"])
        file.execute(
            f"INSERT INTO changes (document, number, {names}) VALUES (?, {_NUMBER}, {marks}) "
            f"ON CONFLICT (document) DO UPDATE SET {updates}",
            (document, *values.values()),
        )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction on a connection of its own, so that readers see the version change."""
        with contextlib.closing(_connect(self.path)) as file:
            file.execute("BEGIN IMMEDIATE")
            yield file
            file.execute("COMMIT")


def _connect(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=30, isolation_level=None)
    file.execute("PRAGMA journal_mode=WAL")
    file.execute("PRAGMA synchronous=FULL")
    return file
