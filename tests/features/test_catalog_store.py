from __future__ import annotations

from datetime import timedelta

import pytest

from tandem.features import CatalogStore
from tandem.record import Catalog


def test_a_change_in_the_transaction_of_somebody_else_shares_its_fate(catalog: Catalog) -> None:
    store = CatalogStore(catalog)

    def fail_after_changing() -> None:
        with catalog.begin() as connection:
            store.changing([("v", "a")], lambda states: [b"1"])(connection)
            assert store.within(connection).load([("v", "a")]) == [b"1"]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_changing()
    assert store.load([("v", "a")]) == [None]
    with catalog.begin() as connection:
        store.changing([("v", "a")], lambda states: [b"2"])(connection)
    assert store.load([("v", "a")]) == [b"2"]


def test_sweeping_deletes_what_is_no_longer_kept(catalog: Catalog) -> None:
    store = CatalogStore(catalog)
    store.change([("v", "a"), ("v", "b")], lambda states: [b"1", b"2"])
    assert store.sweep() == 0
    assert CatalogStore(catalog, keep=timedelta(days=1)).sweep() == 0
    assert CatalogStore(catalog, keep=timedelta(days=-1)).sweep() == 2
    assert store.load([("v", "a")]) == [None]
