from __future__ import annotations

from tandem.features import History
from tandem.features.metering import Costs, Watch, costs_of, metering
from tests.features.payments import Outcome, Payment, Signals, payment

EVENTS = [payment(n, hours=n, customer="ann") for n in range(60)]


def test_inside_the_block_the_history_measures_every_feature_of_a_definition() -> None:
    history = History({Payment: EVENTS, Outcome: []})
    with metering() as costs:
        history.table(Signals, EVENTS)
        history.table(Signals, EVENTS[:20])
    (found,) = costs.values()
    assert found.rows == 80
    names = set(Signals.__dataclass_fields__)
    assert found.offline.keys() == found.online.keys() == names | {""}
    assert min(found.offline.values()) >= 0
    assert sum(found.online.values()) > 0


def test_outside_nothing_is_measured() -> None:
    assert costs_of(Signals) is None
    watch = Watch(None)
    watch.lap("x")
    assert watch.costs is None


def test_a_lap_is_added_to_its_feature() -> None:
    costs = Costs()
    watch = Watch(costs)
    for name in ("a", "b", "a"):
        sum(range(10_000))
        watch.lap(name)
    assert costs.offline.keys() == {"a", "b"}
    assert costs.offline["a"] > costs.offline["b"] * 0.5
