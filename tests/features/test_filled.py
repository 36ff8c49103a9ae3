"""A store that was never filled is refused; in every kind of store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from tandem.errors import NotFilled
from tandem.features import (
    CatalogStore,
    Features,
    MemoryStore,
    Online,
    OnlineStore,
    RedisStore,
    count,
    follow_events,
    materialize,
)
from tandem.features.filled import mark_of
from tandem.record import Catalog
from tests.features.payments import Outcome, Payment, Signals, payment


class Visits(Features[Payment], key="id"):
    visits_1d: int = count(by="customer", days=1)


class Longer(Features[Payment], key="id"):
    visits_9d: int = count(by="customer", days=9)


@pytest.fixture(params=["memory", "catalog", "redis"])
def store(request: pytest.FixtureRequest) -> Iterator[OnlineStore]:
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "redis":
        redis = RedisStore(request.getfixturevalue("redis_url"), prefix=uuid4().hex)
        yield redis
        redis.close()
    else:
        catalog = Catalog.open("sqlite://")
        yield CatalogStore(catalog)
        catalog.close()


def test_what_was_never_filled_is_refused_until_an_event_is_counted(store: OnlineStore) -> None:
    online, request = Online(store, [Visits]), payment(2, hours=1)
    with pytest.raises(NotFilled, match=r"never filled with Payment by customer(?s:.)*materialize"):
        online.read(Visits, request)
    Online(store, [Visits]).update(payment(1, hours=0))
    assert online.read(Visits, request).visits_1d == 2
    assert online.read(Visits, payment(3, hours=2, customer="new")).visits_1d == 1


def test_a_changed_definition_is_refused_and_the_old_one_is_not(store: OnlineStore) -> None:
    Online(store, [Visits]).update(payment(1, hours=0))
    with pytest.raises(NotFilled, match=r"another definition \(Payment.customer.*Longer was chang"):
        Online(store, [Longer]).read(Longer, payment(2, hours=1))
    Online(store, [Longer]).update(payment(1, hours=0))
    for one in (Visits, Longer):
        Online(store, [one]).read(one, payment(2, hours=1))


def test_every_view_of_a_definition_has_to_be_filled() -> None:
    online = Online(MemoryStore(), [Signals])
    online.update(payment(1, hours=0))
    with pytest.raises(NotFilled, match="Outcome by terminal"):
        online.read(Signals, payment(2, hours=1))
    online.update(Outcome(1, payment(1, hours=0).time, 7, fraud=False))
    assert online.read(Signals, payment(2, hours=1)).payments_1d == 2


def test_a_store_may_start_empty() -> None:
    online = Online(MemoryStore(), [Visits], starts_empty=True)
    assert online.read(Visits, payment(1, hours=0)).visits_1d == 1


def test_events_of_nobody_fill_a_view() -> None:
    online = Online(MemoryStore(), [Visits])
    online.update(payment(1, hours=0, customer=None))
    assert online.read(Visits, payment(2, hours=0)).visits_1d == 1


@pytest.mark.parametrize("events", [[], [payment(1, hours=0)]])
def test_a_backfill_fills_even_with_nothing(events: list[Payment]) -> None:
    catalog = Catalog.open("sqlite://")
    store = CatalogStore(catalog)
    materialize({Payment: events}, [Visits], store)
    found = Online(store, [Visits]).read(Visits, payment(2, hours=1))
    assert found.visits_1d == 1 + len(events)
    catalog.close()


def test_the_mark_says_since_when_and_lives_as_long_as_the_states() -> None:
    catalog = Catalog.open("sqlite://")
    store, (layout,) = CatalogStore(catalog), Visits.definition.layouts
    Online(store, [Visits]).update(payment(2, hours=9))
    materialize({Payment: [payment(1, hours=0)]}, [Visits], store)
    assert store.load([mark_of(layout.view)]) == [b"2026-03-28T12:00:00+00:00"]
    catalog.close()
    brief = MemoryStore(keep=timedelta(microseconds=1))
    Online(brief, [Visits]).update(payment(1, hours=0))
    while brief.load([mark_of(layout.view)]) != [None]:
        pass
    with pytest.raises(NotFilled):
        Online(brief, [Visits]).read(Visits, payment(2, hours=1))


def test_a_stream_that_is_followed_fills_the_store() -> None:
    store = MemoryStore()
    _, staged = follow_events(store, Visits, [payment(1, hours=0)])
    staged.save(store)
    assert Online(store, [Visits]).read(Visits, payment(2, hours=1)).visits_1d == 2


def test_a_filled_view_is_looked_up_once() -> None:
    class Counted(MemoryStore):
        loads = 0

        def load(self, keys: object, /) -> list[bytes | None]:
            Counted.loads += 1
            return super().load(keys)  # type: ignore[arg-type]  # passed on as it came

    store = Counted()
    online = Online(store, [Visits])
    online.update(payment(1, hours=0))
    online.read(Visits, payment(2, hours=1))
    before = Counted.loads
    for _ in range(5):
        online.read(Visits, payment(2, hours=1))
    assert Counted.loads == before + 5
