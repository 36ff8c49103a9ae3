from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tandem.errors import NotFound
from tandem.record import Catalog, TraceStore
from tests.record.made import START, made


@pytest.fixture
def store(catalog: Catalog) -> TraceStore:
    return TraceStore(catalog)


def minutes(store: TraceStore, **filters: Any) -> list[int]:
    found = store.find(**filters)
    assert store.count(**{k: v for k, v in filters.items() if k not in ("limit", "newest_first")})
    return [round((trace.time - START).total_seconds() / 60) for trace in found]


def test_what_is_added_comes_back(store: TraceStore) -> None:
    trace = made()
    assert store.add([trace, made(1)]) == 2
    assert store.get(trace.id) == trace


def test_an_unknown_id_is_named(store: TraceStore) -> None:
    with pytest.raises(NotFound, match="no trace 'abc'"):
        store.get("abc")


def test_many_ids_give_those_that_are_there(store: TraceStore) -> None:
    some = [made(number) for number in range(1_200)]
    store.add(some)
    ids = [trace.id for trace in some[:1_100]]
    assert store.get_many([*ids, ids[0], "abc"]) == {trace.id: trace for trace in some[:1_100]}
    assert store.get_many([]) == {}


def test_nothing_is_added_twice(store: TraceStore) -> None:
    trace = made()
    assert store.add([trace]) == 1
    assert store.add([trace, made(1)]) == 1
    assert store.add([]) == 0
    assert store.count() == 2


def test_what_is_added_is_redacted(store: TraceStore) -> None:
    trace = made(input={"password": "hunter2"})
    store.add([trace])
    assert store.get(trace.id).input == {"password": "[redacted]"}


def test_finding(store: TraceStore) -> None:
    store.add(
        [
            made(0),
            made(1, release="r2"),
            made(2, channel="evaluation"),
            made(3, subject="bob", session="s2"),
            made(4, status="error", error="ValueError: no"),
            made(5, system="churn"),
        ]
    )
    assert minutes(store) == [5, 4, 3, 2, 1, 0]
    assert minutes(store, newest_first=False) == [0, 1, 2, 3, 4, 5]
    assert minutes(store, limit=2) == [5, 4]
    assert minutes(store, limit=None, system="help") == [4, 3, 2, 1, 0]
    assert minutes(store, release="r2") == [1]
    assert minutes(store, channel="evaluation") == [2]
    assert minutes(store, subject="bob") == minutes(store, session="s2") == [3]
    assert minutes(store, status="error", system="help") == [4]
    two, four = START + timedelta(minutes=2), START + timedelta(minutes=4)
    assert minutes(store, since=two, until=four) == [3, 2]
    assert store.count(since=two, until=four) == 2
    assert store.find("nobody") == []


def test_old_traces_go_and_kept_channels_stay(store: TraceStore) -> None:
    store.add([made(0), made(1, channel="evaluation"), made(2), made(3, channel="batch")])
    assert store.delete_before(START + timedelta(minutes=2)) == 1
    assert minutes(store) == [3, 2, 1]
    later = START + timedelta(hours=1)
    assert store.delete_before(later, keep_channels=("batch",)) == 2
    assert minutes(store) == [3]
    assert store.delete_before(later, keep_channels=()) == 1
