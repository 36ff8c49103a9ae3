"""What is known of every document, in one SQLite file: the last whole ingestion, no other."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from tandem.search.ingest.near import Signature

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS parsed (
    key TEXT PRIMARY KEY, text TEXT NOT NULL, normal TEXT NOT NULL, minima BLOB NOT NULL,
    sparse TEXT NOT NULL, document BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, entry BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that is there: where it is from, and hashes of its bytes and of its text.

    ``key`` names what was parsed: bytes, format and reader. ``repeats`` is the id of the
    document that is served in its place, with the ``similarity`` of the two.
    """

    id: str
    source: str
    stamp: str
    time: str
    access: tuple[str, ...]
    key: str
    text: str
    repeats: str = ""
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parsed file is compared by: hash of title and text, of its words, their minima.

    ``sparse`` are the pages whose text is missing.
    """

    key: str
    text: str
    normal: str
    minima: Signature
    sparse: tuple[int, ...]


class Ledger:
    """Reads and writes the file. Parsed files are kept as they come, entries all at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, timeout=30, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.execute("PRAGMA secure_delete = ON")  # what was taken away is erased
        self._file.executescript(_SCHEMA)

    def entries(self) -> dict[str, Entry]:
        """Every document of the last whole ingestion, by id."""
        rows = self._file.execute("SELECT entry FROM documents ORDER BY id")
        found = (msgspec.json.decode(row[0], type=Entry) for row in rows)
        return {entry.id: entry for entry in found}

    def keep(self, parsed: Iterable[tuple[Parsed, bytes]]) -> None:
        """Keep parsed files with their JSON, so that an ingestion that is cut off has them."""
        rows = [
            (p.key, p.text, p.normal, p.minima.astype("<u4").tobytes(), _joined(p.sparse), json)
            for p, json in parsed
        ]
        with self._writing():
            self._file.executemany("INSERT OR REPLACE INTO parsed VALUES (?, ?, ?, ?, ?, ?)", rows)

    def parsed(self, key: str) -> Parsed | None:
        """What a file is compared by, if it was parsed before."""
        sql = "SELECT text, normal, minima, sparse FROM parsed WHERE key = ?"
        row = self._file.execute(sql, (key,)).fetchone()
        if row is None:
            return None
        text, normal, minima, sparse = row
        pages = tuple(int(page) for page in sparse.split())
        return Parsed(key, text, normal, np.frombuffer(minima, dtype="<u4"), pages)

    def document(self, key: str) -> bytes:
        """The JSON of a parsed file."""
        sql = "SELECT document FROM parsed WHERE key = ?"
        found: bytes = self._file.execute(sql, (key,)).fetchone()[0]
        return found

    def replace(self, entries: Mapping[str, Entry]) -> None:
        """Make these the documents, in one transaction, and erase what none of them needs."""
        rows = [(id, msgspec.json.encode(entry)) for id, entry in entries.items()]
        keys = {entry.key for entry in entries.values()}
        with self._writing():
            self._file.execute("DELETE FROM documents")
            self._file.executemany("INSERT INTO documents VALUES (?, ?)", rows)
            old = [row[0] for row in self._file.execute("SELECT key FROM parsed")]
            gone = [(key,) for key in old if key not in keys]
            self._file.executemany("DELETE FROM parsed WHERE key = ?", gone)
        if gone:
            self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")


def _joined(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))
