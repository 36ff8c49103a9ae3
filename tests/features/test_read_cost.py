from __future__ import annotations

from typing import Any

from tandem.features import History
from tandem.features.frames import from_records
from tandem.features.layout import Layout
from tandem.features.read_cost import read_costs
from tests.features.payments import Outcome, Payment, Signals, payment

EVENTS = [payment(n, hours=n, customer="ann" if n % 3 else "bob") for n in range(120)]


def scan(layout: Layout) -> Any:
    history = History({Payment: EVENTS, Outcome: []})
    return history._events(layout)


def test_the_costs_of_features_and_what_they_share_are_those_of_a_whole_read() -> None:
    found = read_costs(Signals, from_records(EVENTS, Payment), scan)
    assert found.keys() == {"", *Signals.__dataclass_fields__}
    assert all(seconds >= 0 for seconds in found.values())
    assert 1e-6 < sum(found.values()) < 0.1


def test_requests_of_entities_without_events_are_read_too() -> None:
    strangers = from_records(
        [payment(n, hours=500, customer="eve") for n in range(900, 910)], Payment
    )
    assert sum(read_costs(Signals, strangers, scan).values()) > 0
