from __future__ import annotations

from typing import Any

from tandem.features.batch import Batch
from tandem.features.definition import definition_of
from tandem.features.filled import mark_of
from tandem.features.layout import Layout
from tests.features.payments import Payment, Signals, payment


def layouts() -> dict[str, Layout]:
    found = definition_of(Signals).layouts
    return {x.view: x for x in found if x.event is Payment and x.by == ("customer",)}


def test_events_of_one_entity_change_its_state_once() -> None:
    own, batch = layouts(), Batch()
    read: list[dict[str, Any]] = [{}, {}]
    for number, into in enumerate(read):
        batch.add(payment(number, hours=number, amount=2.0), own, own, into)
    (view,) = own
    assert batch.keys == [(view, "ann"), mark_of(view)]
    states = batch.edit([None, None])
    assert len(states) == 2
    assert [into["spent_1d"] for into in read] == [2.0, 4.0]
    assert [into["payments_before_1d"] for into in read] == [0, 1]


def test_an_edit_may_be_made_again() -> None:
    own, batch = layouts(), Batch()
    into: dict[str, Any] = {}
    batch.add(payment(1, hours=1), own, own, into)
    before = Batch()
    before.add(payment(0, hours=0), own, {})
    first, second = batch.edit([None, None]), batch.edit(before.edit([None, None]))
    assert first != second
    assert into["payments_before_1d"] == 1


def test_an_event_of_nobody_is_read_and_not_kept() -> None:
    own, batch = layouts(), Batch()
    into: dict[str, Any] = {}
    batch.add(payment(1, hours=0, customer=None), own, own, into)
    assert batch.entries == {}
    assert into["payments_1d"] == 0
