"""Vectors that were made before, by the hash of their text and the digest of the embedder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from tandem.search.embed.base import Embedder
from tandem.search.index.vector import Floats

AT_ONCE: Final = 64
"""Texts embedded between two commits: what a kill can lose."""


def cache_folder() -> Path:
    """``TANDEM_CACHE``, or ``tandem`` in the user's cache folder."""
    named = os.environ.get("TANDEM_CACHE")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else base / "tandem"


class VectorCache:
    """The vectors of one embedder, in a SQLite file that processes share.

    What was embedded before a kill is not embedded again, and neither is what a rebuild
    finds unchanged. Losing the file costs time only.
    """

    def __init__(self, digest: str, folder: Path | None = None) -> None:
        self.path = (folder or cache_folder()) / "vectors" / f"{digest[:32]}.db"

    def embed(self, embedder: Embedder, texts: Sequence[str]) -> Floats:
        """Vectors of texts in their order, each distinct text embedded once and kept."""
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(self.path, timeout=60)) as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) "
                "WITHOUT ROWID"
            )
            known = _known(file, set(keys))
            missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
            # Texts of like length are embedded together: none is padded to a far longer one.
            todo = sorted(missing.items(), key=lambda item: len(item[1]))
            for start in range(0, len(todo), AT_ONCE):
                part = todo[start : start + AT_ONCE]
                made = embedder.embed([text for _, text in part]).astype("<f4")
                rows = [(key, row.tobytes()) for (key, _), row in zip(part, made, strict=True)]
                with file:
                    file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                known.update(rows)
        return np.array([np.frombuffer(known[key], "<f4") for key in keys], dtype=np.float32)

    def keep(self, texts: Sequence[str]) -> int:
        """Erase every vector but those of ``texts``; how many went."""
        kept = {hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts}
        if not self.path.exists():
            return 0
        with contextlib.closing(sqlite3.connect(self.path, timeout=60)) as file:
            gone = [key for key in file.execute("SELECT key FROM vectors") if key[0] not in kept]
            with file:
                file.executemany("DELETE FROM vectors WHERE key = ?", gone)
            file.execute("VACUUM")
        return len(gone)


def embed_all(embedder: Embedder, texts: Sequence[str]) -> Floats:
    """Vectors of texts, through the cache where the embedder is costly."""
    if not embedder.costly:
        return embedder.embed(texts)
    return VectorCache(embedder.digest).embed(embedder, texts)


def _known(file: sqlite3.Connection, keys: set[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        rows = file.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part)
        found.update(rows.fetchall())
    return found
