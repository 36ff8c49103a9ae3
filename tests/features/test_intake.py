from __future__ import annotations

import pytest

from tandem.errors import NotFilled
from tandem.features import History, MemoryStore, Online, reading
from tandem.features.intake import intake_of
from tests.features.payments import Outcome, Payment, Signals, payment


def test_features_are_asked_for_by_the_requests_they_are_made_of() -> None:
    payments = [payment(1, hours=0, amount=2.0), payment(2, hours=1, amount=3.0)]
    with reading(History({Payment: payments, Outcome: []})):
        intake = intake_of(Signals)
    assert intake.type is Payment
    assert [one.spent_1d for one in intake.inputs(payments)] == [2.0, 5.0]


def test_without_a_source_and_for_other_types_what_comes_in_is_the_input() -> None:
    assert intake_of(Signals).type is Signals
    with reading(History({})):
        assert intake_of(Payment).type is Payment
        assert intake_of(list[int]).inputs([[1]]) == [[1]]


def test_a_store_that_was_never_filled_is_told_at_once() -> None:
    with reading(Online(MemoryStore(), [Signals])), pytest.raises(NotFilled):
        intake_of(Signals)
