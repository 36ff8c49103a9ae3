from __future__ import annotations

import polars as pl

from tandem.features import Features, compute
from tandem.features.definition import definition_of
from tandem.features.row import columns_of, make, record_of
from tests.features.payments import Payment, payment


def rounded(amount: float) -> float:
    return round(amount)


def doubled(amount: float) -> float:
    return 2 * amount


def always() -> int:
    return 1


class Rounded(Features[Payment]):
    amount: float = compute(rounded)
    twice: float = compute(doubled)
    one: int = compute(always)


PLAN = definition_of(Rounded)


def test_a_name_is_a_feature_first_and_a_field_where_it_means_itself() -> None:
    record = record_of(Rounded, PLAN, payment(1, hours=0, amount=2.4), {})
    assert record == Rounded(amount=2, twice=4, one=1)


def test_columns_are_computed_alike() -> None:
    requests = pl.DataFrame({"amount": [2.4, 7.6]})
    values: dict[str, pl.Series] = {}
    for name, row in PLAN.rows.items():
        values[name] = pl.Series(columns_of(name, row, requests, values))
    assert {name: column.to_list() for name, column in values.items()} == {
        "amount": [2, 8],
        "twice": [4, 16],
        "one": [1, 1],
    }


def test_a_record_made_of_values_is_one_made_by_its_constructor() -> None:
    values = {"amount": 1.0, "twice": 2.0, "one": 1}
    assert make(Rounded, values) == Rounded(amount=1.0, twice=2.0, one=1)
    assert repr(make(Rounded, values)) == "Rounded(amount=1.0, twice=2.0, one=1)"
