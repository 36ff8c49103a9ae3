from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import datetime

import msgspec
import pytest

from tandem.core.schema import decoder, encode
from tandem.errors import DefinitionError
from tandem.features import Features, compute, count, mean
from tandem.features.definition import definition_of
from tests.features.payments import Outcome, Payment, Signals


class Small(Features[Payment], key="id"):
    amount: float | None
    payments_1d: int = count(by="customer", days=1)


class Larger(Small, key="id"):
    payments_2d: int = count(by="customer", days=2)


def test_a_definition_is_also_the_record_of_its_values() -> None:
    record = Small(amount=2.0, payments_1d=1)
    assert record == Small(amount=2.0, payments_1d=1)
    assert decoder(Small)(encode(record)) == record
    with pytest.raises(AttributeError):
        record.amount = 3.0  # type: ignore[misc]  # frozen, which is the test


def test_it_says_which_events_it_is_made_from() -> None:
    assert definition_of(Signals).events == (Payment, Outcome)
    assert [layout.by for layout in definition_of(Signals).layouts] == [
        ("customer",),
        ("customer", "terminal"),
        ("terminal",),
        ("terminal",),
    ]


def test_a_subclass_has_the_features_of_its_base() -> None:
    assert list(inspect.signature(Larger).parameters) == ["amount", "payments_1d", "payments_2d"]
    (layout,) = definition_of(Larger).layouts
    assert len(layout.slices) == 2


def test_row_functions_come_after_their_inputs() -> None:
    class Chain(Features[Payment]):
        c: float = compute(lambda b: b + 1)
        b: float = compute(lambda a: a + 1)
        a: float = compute(lambda amount: amount)
        amount: float

    assert list(definition_of(Chain).rows) == ["a", "b", "c"]


def test_a_function_may_have_the_name_of_the_field_it_changes() -> None:
    class Absolute(Features[Payment]):
        amount: float = compute(abs_amount)

    assert definition_of(Absolute).rows["amount"].inputs == ("amount",)


def abs_amount(amount: float) -> float:
    return abs(amount)


def test_what_nobody_has_is_refused() -> None:
    with pytest.raises(DefinitionError, match="takes 'price' from Payment"):

        class NoField(Features[Payment]):
            price: float

    with pytest.raises(DefinitionError, match="needs 'price', which is no feature"):

        class NoInput(Features[Payment]):
            twice: float = compute(lambda price: 2 * price)

    with pytest.raises(DefinitionError, match="needs 'shop', which Payment has not"):

        class NoEntity(Features[Payment]):
            payments: int = count(by="shop", days=1)

    with pytest.raises(DefinitionError, match="needs 'amount', which Outcome has not"):

        class NoValue(Features[Payment]):
            spent: float = mean("amount", of=Outcome, by="terminal", days=1)


def test_features_that_need_each_other_are_refused() -> None:
    with pytest.raises(DefinitionError, match="need each other"):

        class Circle(Features[Payment]):
            a: float = compute(lambda b: b)
            b: float = compute(lambda a: a)


def test_it_says_what_it_describes() -> None:
    with pytest.raises(DefinitionError, match="does not say what it describes"):

        class Nothing(Features):  # type: ignore[type-arg]  # which is the test
            a: int = count(by="customer", days=1)

    with pytest.raises(DefinitionError, match="defines no features"):
        definition_of(Payment)


def test_structs_are_requests_too() -> None:
    class Event(msgspec.Struct):
        time: datetime
        user: str

    class Visits(Features[Event]):
        visits: int = count(by="user", hours=1)

    assert definition_of(Visits).request is Event


def test_requests_without_a_time_are_refused() -> None:
    @dataclass
    class Timeless:
        user: str

    with pytest.raises(DefinitionError, match="takes 'time' from Timeless"):

        class Visits(Features[Timeless]):
            user: str
