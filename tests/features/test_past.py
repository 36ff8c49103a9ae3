from __future__ import annotations

from dataclasses import replace

import polars as pl

from tandem.features import frames
from tandem.features.definition import definition_of
from tandem.features.metering import Watch
from tandem.features.past import Events, aggregates
from tests.features.payments import Outcome, Payment, Signals, payment


def table(events: list[Payment]) -> pl.DataFrame:
    return frames.scan(events, Payment).collect()


def test_events_of_one_key_count_once_and_the_first_one_does() -> None:
    layout = next(x for x in definition_of(Signals).layouts if x.by == ("customer",))
    first = payment(1, hours=0, amount=1.0)
    events = [first, replace(first, amount=5.0), replace(first, time=payment(0, hours=1).time)]
    asked = [payment(2, hours=2, amount=0.5)]
    found = dict(
        aggregates(
            layout,
            Events.of(layout, table(events)),
            Events.asked(layout, table(asked)),
            Watch(None),
        )
    )
    assert found["spent_1d"].to_list() == [1.5]
    assert found["payments_before_1d"].to_list() == [1]
    assert found["idle"].to_list() == [7200.0]


def test_requests_that_are_no_events_have_no_keys() -> None:
    layout = next(x for x in definition_of(Signals).layouts if x.event is Outcome)
    asked = Events.asked(layout, table([payment(1, hours=0)]))
    assert asked.keys is None
    assert asked.columns == ()


def test_rows_are_taken_with_all_their_columns() -> None:
    layout = next(x for x in definition_of(Signals).layouts if x.by == ("customer",))
    events = Events.of(layout, table([payment(i, hours=i, amount=float(i)) for i in range(3)]))
    taken = events.take(events.times.argsort()[::-1])
    assert taken.keys is not None
    assert taken.keys.tolist() == [2, 1, 0]
    assert taken.columns[layout.names.index("amount")].to_list() == [2.0, 1.0, 0.0]
