"""What every online store must do: in this process, in a catalog of each kind, in Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tandem.features import CatalogStore, MemoryStore, Online, OnlineStore, RedisStore
from tandem.record import Catalog
from tests.features.payments import Payment, Signals

Make = Callable[[timedelta | None], OnlineStore]


@pytest.fixture(
    params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "redis"]
)
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    """A function that makes an empty store of each kind, or opens it again."""
    with ExitStack() as stack:
        if request.param == "memory":
            yield lambda keep: MemoryStore(keep=keep)
        elif request.param == "redis":
            url, prefix = request.getfixturevalue("redis_url"), uuid4().hex

            def redis(keep: timedelta | None) -> OnlineStore:
                store = RedisStore(url, keep=keep, prefix=prefix)
                stack.callback(store.close)
                return store

            yield redis
        else:
            if request.param == "sqlite":
                url = f"sqlite:///{request.getfixturevalue('tmp_path') / 'catalog.db'}"
            else:
                url = request.getfixturevalue("server").create()
            catalog = Catalog.open(url)
            stack.callback(catalog.close)
            yield lambda keep: CatalogStore(catalog, keep=keep)


@pytest.fixture
def store(make: Make) -> OnlineStore:
    return make(None)


def put(*states: bytes) -> Callable[[Sequence[bytes | None]], list[bytes]]:
    return lambda _: list(states)


def test_states_come_back_in_order_and_unknown_ones_are_none(store: OnlineStore) -> None:
    assert store.load([]) == []
    odd = "é:\x1f 'quoted' \N{GRINNING FACE}"
    store.change([("v", "a"), ("v", odd), ("w", "a")], put(b"1", b"\x00\xff", b""))
    wanted = [("v", odd), ("w", odd), ("v", "a"), ("w", "a"), ("v", "a")]
    assert store.load(wanted) == [b"\x00\xff", None, b"1", b"", b"1"]
    store.change([("v", "a")], put(b"2"))
    assert store.load([("v", "a")]) == [b"2"]
    store.change([], put())


def test_many_states_at_once(store: OnlineStore) -> None:
    keys = [("v", str(n)) for n in range(12_000)]
    store.change(keys, put(*(str(n).encode() for n in range(12_000))))
    assert store.load([*reversed(keys), ("v", "none")])[:2] == [b"11999", b"11998"]
    assert store.load(keys)[-1] == b"11999"


def test_a_change_sees_the_states_and_one_that_fails_changes_nothing(store: OnlineStore) -> None:
    store.change([("v", "a")], put(b"1"))
    seen: list[bytes | None] = []

    def fail(states: Sequence[bytes | None]) -> list[bytes]:
        seen.extend(states)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.change([("v", "a"), ("v", "b")], fail)
    assert seen == [b"1", None]
    assert store.load([("v", "a"), ("v", "b")]) == [b"1", None]


def test_no_change_is_lost_among_writers(store: OnlineStore) -> None:
    def add(states: Sequence[bytes | None]) -> list[bytes]:
        return [b"%d" % (int(state or b"0") + 1) for state in states]

    def work(number: int) -> None:
        keys = [("v", "shared"), ("v", f"own {number}")]
        for _ in range(25):
            store.change(keys, add)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert store.load([("v", "shared"), ("v", "own 3")]) == [b"100", b"25"]


def test_states_live_as_long_as_they_are_kept(make: Make) -> None:
    for keep in (None, timedelta(days=1)):
        lasting = make(keep)
        lasting.change([("v", "a")], put(b"1"))
        assert lasting.load([("v", "a")]) == [b"1"]
    brief = make(timedelta(milliseconds=20))
    brief.change([("v", "b")], put(b"1"))
    while brief.load([("v", "b")]) != [None]:
        pass
    brief.change([("v", "b")], lambda states: [repr(states).encode()])
    assert brief.load([("v", "b")]) in ([b"[None]"], [None])  # it begins anew


def test_features_are_the_same_in_every_store(store: OnlineStore) -> None:
    online, memory = (Online(one, [Signals], starts_empty=True) for one in (store, MemoryStore()))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    payments = [
        Payment(n, start + timedelta(hours=5 * n), f"c{n % 3}", n % 2, n / 3) for n in range(60)
    ]
    for one in (online, memory):
        one.update_many(payments[:40])
        one.update_many(payments[30:50])  # ten of them again
    assert online.read_many(Signals, payments[50:]) == memory.read_many(Signals, payments[50:])
