from __future__ import annotations

import pytest

from tandem.deliver import Channels, Loaded, Registry, build, sweep
from tandem.errors import Corrupt
from tandem.record import Store
from tests.deliver.samples import delivered, inputs


def test_nothing_that_is_named_is_swept(loaded: Loaded, store: Store) -> None:
    made = delivered(loaded, store)
    other = delivered(loaded, store, targets="5 5")
    orphan = store.blobs.put(b"orphan")
    assert sweep(store) == 0  # too young
    assert sweep(store, grace=-1.0) == 1
    assert orphan not in store.blobs
    registry = Registry(store)
    for release in (made.release, other.release):
        registry.load(release)
        assert registry.evidence(release.id)
    assert delivered(loaded, store).build.fitted == []
    Channels(store).promote("shift", made.release.id, by="ann")


def test_a_state_without_a_release_is_kept(loaded: Loaded, store: Store) -> None:
    build(loaded, store, inputs(loaded))
    sweep(store, grace=-1.0)
    assert build(loaded, store, inputs(loaded)).fitted == []


def test_with_an_unreadable_manifest_nothing_is_deleted(loaded: Loaded, store: Store) -> None:
    release = delivered(loaded, store).release
    orphan = store.blobs.put(b"orphan")
    path = store.blobs.path(release.id)
    path.unlink()
    path.write_bytes(b"{}")
    with pytest.raises(Corrupt):
        sweep(store, grace=-1.0)
    assert orphan in store.blobs
