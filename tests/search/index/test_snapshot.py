from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tandem.errors import Corrupt, EmbedderMismatch
from tandem.search.index.entry import Entry
from tandem.search.index.snapshot import Snapshot, write_snapshot

ENTRIES = [
    Entry(f"d{i}", "", f"word{i} common", f"d{i}", metadata={"odd": str(i % 2)}) for i in range(6)
]
VECTORS = np.eye(6, dtype=np.float32)


def write(folder: Path, embedder: str = "one") -> Path:
    folder.mkdir()
    write_snapshot(folder, ENTRIES, VECTORS, embedder=embedder)
    return folder


def test_an_opened_folder_holds_what_was_written(tmp_path: Path) -> None:
    opened = Snapshot.open(write(tmp_path / "index"), embedder="one")
    assert len(opened) == 6
    assert opened.manifest.dimensions == 6
    assert opened.lexical.scores("word3").argmax() == 3
    assert opened.vectors.nearest(VECTORS[4], 1) == {4: 1.0}
    assert opened.passages.entries([5]) == [ENTRIES[5]]
    assert np.flatnonzero(opened.having({"odd": "1"})).tolist() == [1, 3, 5]
    assert not opened.having({"odd": "1", "year": "1"}).any()


def test_vectors_of_another_embedder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbedderMismatch, match="built with embedder one, the query comes from two"):
        Snapshot.open(write(tmp_path / "index"), embedder="two")


def test_parts_of_two_indexes_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "index")
    np.save(folder / "vectors.npy", VECTORS[:5])
    with pytest.raises(Corrupt, match=r"parts of \[5, 6\] rows"):
        Snapshot.open(folder, embedder="one")


def test_the_manifest_names_the_source(tmp_path: Path) -> None:
    one, two = (tmp_path / name for name in ("one", "two"))
    for folder in (one, two):
        folder.mkdir()
    first = write_snapshot(one, ENTRIES, VECTORS, embedder="one")
    second = write_snapshot(two, [*ENTRIES[1:], ENTRIES[0]], VECTORS, embedder="one")
    assert first.source != second.source
