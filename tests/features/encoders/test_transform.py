from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import pytest

from tandem import learned
from tandem.data.columns import Columns
from tandem.errors import DefinitionError, InvalidInput
from tandem.features.encoders import Imputer, Table, Transform
from tandem.features.encoders.transform import replaced
from tests.features.encoders.samples import TRIP, Row, Trip, keeps_the_contract, rows


class Shift(Transform[Trip, Row]):
    """An encoder as a user writes one: kilometres above the shortest trip."""

    least: float = learned()

    def learn(self, table: Table) -> Self:
        return self.evolve(least=min(km for km in table.columns["km"] if km is not None))

    def transform(self, columns: Columns, size: int) -> Columns:
        above = [None if km is None else km - self.least for km in columns["km"]]
        return {**columns, "km": above}


@dataclass(frozen=True)
class Short:
    km: float
    city: str | None


class Filled(Imputer[Trip, Short]):
    """Fills the kilometres and gives a record of its own class."""


def test_an_encoder_of_ones_own_keeps_the_contract() -> None:
    keeps_the_contract(Shift())


def test_other_columns_pass_through() -> None:
    [found] = Shift().fit(rows()).predict([TRIP])
    assert found["city"] == "Bern"
    assert list(found) == ["km", "seats", "city", "day", "night"]


def test_what_comes_out_is_of_the_class_that_a_subclass_names() -> None:
    fitted = Filled(columns=("km",), strategy="constant", number=7.0).fit(rows())
    assert fitted.predict([Trip(None, 1, None, "2026-01-01")]) == [Short(7.0, None)]
    keeps_the_contract(Filled(columns=("km",)))


def test_a_value_that_does_not_fit_that_class_is_named() -> None:
    fitted = Filled(columns=("city",)).fit(rows())
    with pytest.raises(InvalidInput, match="km"):
        fitted.predict([Trip(None, 1, None, "2026-01-01")])


def test_nothing_in_is_nothing_out() -> None:
    assert Shift().fit(rows()).predict([]) == []


def test_an_encoder_without_transform_says_what_to_write() -> None:
    with pytest.raises(DefinitionError, match="Transform has no transform"):
        Transform[Trip, Row]().fit(rows()).predict([TRIP])


def test_new_columns_stand_where_the_old_ones_were() -> None:
    columns = {"a": [1], "b": [2], "c": [3]}
    assert list(replaced(columns, {"b": {"x": [4], "y": [5]}})) == ["a", "x", "y", "c"]
    assert list(replaced(columns, {"b": {"x": [4]}}, keep=True)) == ["a", "b", "x", "c"]
