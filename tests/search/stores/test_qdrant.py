from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tandem.errors import MissingExtra
from tandem.search import QdrantStore
from tandem.search.stores import qdrant
from tandem.search.stores.base import Lookup
from tests.search.stores.conftest import ENTRIES, VECTORS
from tests.search.stores.suite import StoreSuite


@pytest.fixture
def empty(tmp_path: Path) -> QdrantStore:
    return QdrantStore(name=f"test_{uuid4().hex[:8]}", path=str(tmp_path / "qdrant"))


class TestQdrantStore(StoreSuite):
    """The suite."""


def test_a_table_that_was_not_filled_to_its_end_is_not_there(
    empty: QdrantStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = QdrantStore._upsert

    def half(self: QdrantStore, table: str, entries: Any, vectors: Any) -> None:
        whole(self, table, entries[:100], vectors[:100])
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(QdrantStore, "_upsert", half)
        with pytest.raises(OSError, match="the power went"):
            empty.load(ENTRIES, VECTORS, "one")
    store = empty.load(ENTRIES, VECTORS, "one")
    assert len(store.find(Lookup(VECTORS[0].tolist(), ("staff", "board"), limit=999))) == 300


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "qdrant_client", None)
    with pytest.raises(MissingExtra, match="QdrantStore needs qdrant-client"):
        qdrant._connect("", str(tmp_path / "other"))
