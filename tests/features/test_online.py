from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.errors import InvalidInput
from tandem.features import MemoryStore, Online
from tests.features.payments import START, Outcome, Payment, Signals, payment
from tests.features.streams import payments


def made(*events: object) -> Online:
    online = Online(MemoryStore(), [Signals], starts_empty=True)
    online.update_many(events)
    return online


def test_a_request_counts_for_itself_once_recorded_or_not() -> None:
    one = payment(1, hours=0, amount=3.0)
    for online in (made(), made(one), made(one, one)):
        signals = online.read(Signals, one)
        assert (signals.payments_1d, signals.payments_before_1d, signals.spent_1d) == (1, 0, 3.0)


def test_reading_records_nothing() -> None:
    online = made()
    online.read(Signals, payment(1, hours=0))
    assert online.read(Signals, payment(2, hours=1)).payments_1d == 1


def test_the_older_edge_is_outside_the_newer_inside() -> None:
    online = made(payment(1, hours=0))
    at_edge = online.read(Signals, payment(2, hours=24))
    before = payment(3, hours=24)
    before = replace(before, time=before.time - timedelta(microseconds=1))
    assert at_edge.payments_before_1d == 0
    assert online.read(Signals, before).payments_before_1d == 1
    assert at_edge.seen_late_1d == 1  # the delayed window ends where this event lies


def test_events_of_one_instant_are_in_the_order_of_their_keys() -> None:
    online = made(payment(2, hours=0, amount=2.0), payment(1, hours=0, amount=1.0))
    assert online.read(Signals, payment(1, hours=0, amount=1.0)).spent_1d == 1.0
    assert online.read(Signals, payment(2, hours=0, amount=2.0)).spent_1d == 3.0
    assert online.read(Signals, payment(0, hours=0, amount=0.5)).spent_1d == 0.5


def test_a_label_counts_after_its_delay() -> None:
    online = made(Outcome(1, START, terminal=7, fraud=True))
    assert online.read(Signals, payment(2, hours=23)).terminal_risk_2d is None
    assert online.read(Signals, payment(2, hours=24)).terminal_risk_2d == 1.0


@settings(max_examples=40)
@given(st.data())
def test_order_and_repetition_of_events_do_not_matter(data: st.DataObject) -> None:
    arrived = data.draw(payments())
    again = data.draw(st.permutations([*arrived, *arrived]))
    in_order = sorted(arrived, key=lambda event: event.time)
    for request in arrived:
        try:
            first = made(*in_order).read(Signals, request)
        except InvalidInput:
            continue
        assert made(*again).read(Signals, request) == first


def test_what_is_too_old_is_refused_and_not_guessed() -> None:
    online = made(*(payment(i, hours=24 * i) for i in range(10)))
    newest = START + timedelta(days=9)
    late = payment(100, hours=0)
    assert online.read(Signals, replace(late, time=newest - timedelta(days=2))).payments_1d == 2
    with pytest.raises(InvalidInput, match="before this request are gone"):
        online.read(Signals, replace(late, time=newest - timedelta(days=3)))


def test_the_state_of_an_entity_does_not_grow() -> None:
    store = MemoryStore()
    online = Online(store, [Signals])
    sizes = []
    for day in range(60):
        online.update_many(payment(24 * day + hour, hours=24 * day + hour) for hour in range(24))
        sizes.append(max(len(state) for _, state in store._states.values()))
    assert max(sizes) <= max(sizes[:8]) * 1.1


def test_a_request_of_nobody_has_empty_windows() -> None:
    signals = made(payment(1, hours=0, customer=None)).read(
        Signals, payment(1, hours=0, customer=None)
    )
    assert (signals.payments_1d, signals.mean_1d, signals.spent_1d) == (0, None, 0.0)


def test_an_event_that_no_feature_is_made_from_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"(?s)made from a str.*events are Payment, Outcome"):
        made("event")


def test_many_are_read_as_one_by_one() -> None:
    events = [payment(i, hours=i, customer=("ann", None, "bob")[i % 3]) for i in range(9)]
    online = made(*events)
    together = online.read_many(Signals, events)
    assert together == [online.read(Signals, event) for event in events]
    assert online.read_many(Signals, []) == []


def test_a_batch_is_as_good_as_one_by_one() -> None:
    events: list[Payment] = [payment(i, hours=i / 10) for i in range(600)]
    alone = made()
    for event in events:
        alone.update(event)
    request = payment(1000, hours=70)
    assert made(*events).read(Signals, request) == alone.read(Signals, request)


@settings(max_examples=40)
@given(st.data())
def test_following_is_reading_and_counting_in_turns(data: st.DataObject) -> None:
    arrived = data.draw(payments())
    arrived += data.draw(st.lists(st.sampled_from(arrived), max_size=3)) if arrived else []
    turns, followed = made(), made()
    expected = []
    try:
        for event in arrived:
            expected.append(turns.read(Signals, event))
            turns.update(event)
    except InvalidInput:
        with pytest.raises(InvalidInput):
            followed.follow(Signals, arrived)
        return
    cut = data.draw(st.integers(0, len(arrived)))
    found = followed.follow(Signals, arrived[:cut]) + followed.follow(Signals, arrived[cut:])
    assert found == expected
    latest = max((event.time for event in arrived), default=START)
    for one in [replace(event, id=99, time=latest) for event in arrived]:
        assert followed.read(Signals, one) == turns.read(Signals, one)


def test_a_late_event_is_followed_as_it_is_read() -> None:
    late = payment(3, hours=0)
    for new in (payment(1, hours=24 * 9), late):
        turns, followed = made(payment(1, hours=24 * 9)), made(payment(1, hours=24 * 9))
        expected = turns.read(Signals, new)
        turns.update(new)
        assert followed.follow(Signals, [new]) == [expected]
        again = payment(4, hours=24 * 9)
        assert followed.read(Signals, again) == turns.read(Signals, again)


def test_only_what_is_kept_can_be_followed() -> None:
    online = Online(MemoryStore(), [])
    with pytest.raises(InvalidInput, match="not kept here") as caught:
        online.follow(Signals, [payment(1, hours=0)])
    assert "Online(store, [Signals])" in str(caught.value)
