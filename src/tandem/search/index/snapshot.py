"""The folder of an index: written once, read by any number of processes, never changed.

manifest.json            what it was built from, and with which embedder
passages.db, access.npy  texts, metadata and labels
lexical/                 BM25
vectors.npy              unit vectors, one a row
codes.npy, steps.npy     the same in eight bits, where there are many
vectors.usearch          a graph over them, where one was asked for
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from tandem.errors import Corrupt, EmbedderMismatch
from tandem.record.digest import digest
from tandem.search.index.entry import Entry
from tandem.search.index.lexical import Lexical
from tandem.search.index.passages import Passages, write_passages
from tandem.search.index.vector import Floats, Vectors


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an index holds and what made its vectors; ``truncated`` texts were not read whole."""

    entries: int
    source: str
    embedder: str
    dimensions: int
    language: str
    truncated: int = 0


def write_snapshot(
    folder: Path,
    entries: Sequence[Entry],
    vectors: Floats,
    *,
    embedder: str,
    language: str = "english",
    truncated: int = 0,
    graph: bool = False,
) -> Manifest:
    """Write an index into an empty folder; equal entries and vectors give equal bytes."""
    write_passages(folder, entries)
    Lexical.build([entry.ranked for entry in entries], language=language).save(folder / "lexical")
    Vectors.build(vectors, graph=graph).save(folder)
    manifest = Manifest(
        len(entries), digest(list(entries)), embedder, vectors.shape[1], language, truncated
    )
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    return manifest


@dataclass(frozen=True)
class Snapshot:
    """An open index folder."""

    manifest: Manifest
    passages: Passages
    lexical: Lexical
    vectors: Vectors

    @classmethod
    def open(cls, folder: Path, *, embedder: str) -> Snapshot:
        """Open a folder for queries of the embedder named by its digest.

        Raises ``EmbedderMismatch`` when another one made its vectors, and ``Corrupt`` where
        its parts do not belong together.
        """
        manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
        if manifest.embedder != embedder:
            raise EmbedderMismatch(
                f"the index at {folder} was built with embedder {manifest.embedder[:12]}, "
                f"the query comes from {embedder[:12]}",
                hint="use the weights and precision it was built with, or build it again",
            )
        opened = cls(
            manifest,
            Passages(folder),
            Lexical.open(folder / "lexical"),
            Vectors.open(folder),
        )
        sizes = {len(opened.passages.access), opened.lexical.size, len(opened.vectors.rows)}
        if sizes != {manifest.entries}:
            raise Corrupt(f"the index at {folder} has parts of {sorted(sizes)} rows")
        return opened

    def __len__(self) -> int:
        return self.manifest.entries

    def having(self, where: dict[str, str | list[str]]) -> np.ndarray:
        """Whether each row has the metadata that a query names."""
        mask = np.ones(len(self), dtype=bool)
        for name, wanted in where.items():
            found = np.zeros(len(self), dtype=bool)
            found[self.passages.having(name, [wanted] if isinstance(wanted, str) else wanted)] = (
                True
            )
            mask &= found
        return mask
