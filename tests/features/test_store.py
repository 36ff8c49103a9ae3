from __future__ import annotations

from collections.abc import Sequence
from threading import Thread

import pytest

from tandem.features import MemoryStore


def test_states_come_back_in_order_and_unknown_ones_are_none() -> None:
    store = MemoryStore()
    store.change([("v", "a"), ("v", "b")], lambda states: [b"1", b"2"])
    assert store.load([("v", "b"), ("w", "a"), ("v", "a")]) == [b"2", None, b"1"]


def test_a_change_that_fails_changes_nothing() -> None:
    store = MemoryStore()

    def fail(states: Sequence[bytes | None]) -> list[bytes]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.change([("v", "a")], fail)
    assert store.load([("v", "a")]) == [None]


def test_no_change_is_lost_among_writers() -> None:
    store = MemoryStore()

    def count(states: Sequence[bytes | None]) -> list[bytes]:
        return [str(int(states[0] or b"0") + 1).encode()]

    def work() -> None:
        for _ in range(500):
            store.change([("v", "a")], count)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.load([("v", "a")]) == [b"2000"]
