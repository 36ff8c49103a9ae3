from __future__ import annotations

from collections.abc import Sequence

import pytest

from tandem.errors import Conflict
from tandem.features import CatalogStore, MemoryStore, Staged
from tandem.features.store import Edit, Key
from tandem.record import Catalog

A, B = ("v", "a"), ("v", "b")


class Watched(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self.loads: list[list[Key]] = []

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        self.loads.append(list(keys))
        return super().load(keys)

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        super().change(keys, edit)


def test_changes_are_seen_here_and_reach_the_store_when_saved() -> None:
    store = Watched()
    store.change([A], lambda states: [b"1"])
    staged = Staged(store)
    store.loads.clear()
    staged.change([A, B], lambda states: [(state or b"0") + b"!" for state in states])
    staged.change([A], lambda states: [states[0] + b"?"])  # type: ignore[operator]  # it is there
    assert staged.load([B, A]) == [b"0!", b"1!?"]
    assert store.loads == [[A, B]]  # once
    assert store.load([A, B]) == [b"1", None]
    staged.save(store)
    assert store.load([A, B]) == [b"1!?", b"0!"]


def test_nothing_is_saved_over_the_change_of_somebody_else() -> None:
    store = MemoryStore()
    staged = Staged(store)
    staged.change([A, B], lambda states: [b"1", b"2"])
    store.change([B], lambda states: [b"other"])
    with pytest.raises(Conflict, match="'b' in v"):
        staged.save(store)
    assert store.load([A, B]) == [None, b"other"]


def test_saving_within_a_transaction(catalog: Catalog) -> None:
    store = CatalogStore(catalog)
    staged = Staged(store)
    staged.change([A], lambda states: [b"1"])
    with catalog.begin() as connection:
        staged.save(store.within(connection))
    assert store.load([A]) == [b"1"]
    Staged(store).save(store)  # nothing to save
