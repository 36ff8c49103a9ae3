from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import Corrupt, DefinitionError, InvalidInput, NotFilled
from tandem.features import CatalogStore, MemoryStore, OnlineStore, RedisStore, View, join_views
from tandem.features.latest import Latest
from tandem.record import Catalog

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Monthly:
    customer: str | None
    time: datetime
    spent: float | None
    visits: int = 0


def row(customer: str | None, day: float, spent: float | None = 1.0) -> Monthly:
    return Monthly(customer, START + timedelta(days=day), spent, 3)


def made(store: OnlineStore) -> Latest[Monthly]:
    return Latest(store, Monthly, by="customer", ttl=timedelta(days=5))


@pytest.fixture(params=["memory", "catalog", "redis"])
def latest(request: pytest.FixtureRequest) -> Iterator[Latest[Monthly]]:
    if request.param == "memory":
        yield made(MemoryStore())
    elif request.param == "redis":
        redis = RedisStore(request.getfixturevalue("redis_url"), prefix=uuid4().hex)
        yield made(redis)
        redis.close()
    else:
        catalog = Catalog.open("sqlite://")
        yield made(CatalogStore(catalog))
        catalog.close()


def test_rows_come_back_typed_and_only_while_they_are_good(latest: Latest[Monthly]) -> None:
    one = row("ann", 1, spent=None)
    assert latest.put([one, row("bob", 3)]) == 2
    at = START + timedelta(days=6)
    assert latest.read_many(["bob", "nobody", "ann"], at) == [row("bob", 3), None, one]
    assert latest.read("ann", at + timedelta(microseconds=1)) is None
    assert latest.read("bob", START + timedelta(days=2)) is None  # not known yet


def test_the_newest_wins_whenever_it_comes(latest: Latest[Monthly]) -> None:
    latest.put([row("ann", 2, 2.0), row("ann", 1, 1.0)])
    latest.put([row("ann", 1.5, 1.5)])
    assert latest.read("ann", START + timedelta(days=3)) == row("ann", 2, 2.0)
    latest.put([row("ann", 2, 4.0)])  # a correction
    assert latest.read("ann", START + timedelta(days=3)) == row("ann", 2, 4.0)


def test_what_was_never_put_is_refused(latest: Latest[Monthly]) -> None:
    with pytest.raises(NotFilled, match="no rows of Monthly"):
        latest.read("ann", START)
    latest.put([])
    assert latest.read("ann", START) is None


def test_a_frame_is_as_good_as_records() -> None:
    rows = [row("ann", 1), row("bob", 2, None)]
    frame = pl.DataFrame([vars(one) for one in rows])
    one, other = made(MemoryStore()), made(MemoryStore())
    one.put(frame)
    other.put(rows)
    at = START + timedelta(days=3)
    assert one.read_many(["ann", "bob"], at) == other.read_many(["ann", "bob"], at) == rows


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9)), min_size=1), st.integers(9, 15)
)
def test_serving_gives_what_the_join_gives_for_training(
    found: list[tuple[str, int]], day: int
) -> None:
    rows = [row(name, at, float(n)) for n, (name, at) in enumerate(found)]
    at = START + timedelta(days=day)
    latest = made(MemoryStore())
    latest.put(rows)
    labels = pl.DataFrame({"customer": ["a", "b"], "time": [at, at]})
    table = pl.DataFrame([vars(one) for one in rows])
    joined = join_views(labels, [View(table=table, by="customer", ttl=timedelta(days=5))])
    served = latest.read_many(["a", "b"], at)
    assert [None if one is None else one.spent for one in served] == joined["spent"].to_list()


def test_faults_are_said() -> None:
    store = MemoryStore()
    with pytest.raises(DefinitionError, match="no field 'client'"):
        Latest(store, Monthly, by="client")
    latest = made(store)
    with pytest.raises(InvalidInput, match="no entity"):
        latest.put([row(None, 1)])
    latest.put([row("ann", 1)])
    store.change([(latest.view, "ann")], lambda _: [b"\x01"])
    with pytest.raises(Corrupt, match="Monthly"):
        latest.read("ann", START + timedelta(days=2))
