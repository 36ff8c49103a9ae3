from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tandem.features import History, MemoryStore, follow_events
from tests.features.payments import Outcome, Payment, Signals

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_each_event_sees_those_before_it_as_the_history_does() -> None:
    payments = [
        Payment(n, START + timedelta(minutes=37 * n), f"c{n % 4}", n % 3, float(n))
        for n in range(80)
    ]
    store = MemoryStore()
    found = []
    for start in range(0, len(payments), 13):
        features, staged = follow_events(store, Signals, payments[start : start + 13])
        staged.save(store)
        found += features
    expected = History({Payment: payments, Outcome: []}).read_many(Signals, payments)
    for one, other in zip(found, expected, strict=True):
        assert vars(one) == pytest.approx(vars(other))
