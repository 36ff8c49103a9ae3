from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.evaluate.conditions import conditions


@dataclass(frozen=True)
class Visit:
    minutes: float | None
    device: str | None
    member: bool = True
    tags: tuple[str, ...] = ()


def test_numbers_are_binned_and_categories_taken_as_they_are() -> None:
    visits = [Visit(float(i), "phone" if i % 3 else "tv") for i in range(8)]
    found = {condition.text: int(condition.holds.sum()) for condition in conditions(visits, bins=2)}
    assert found == {
        "minutes 0 to below 3": 3,
        "minutes 3 to 7": 5,
        "device = phone": 5,
        "device = tv": 3,
    }


def test_missing_is_a_condition_and_nan_is_missing() -> None:
    visits = [Visit(float("nan"), None), Visit(None, "tv"), Visit(2.0, "tv")]
    found = {condition.text: condition.holds.tolist() for condition in conditions(visits)}
    assert found["minutes is missing"] == [True, True, False]
    assert found["device is missing"] == [True, False, False]


def test_dicts_may_differ_in_their_keys_and_texts_say_nothing() -> None:
    found = [condition.text for condition in conditions([{"a": 1, "b": "x"}, {"a": 2}])]
    assert found == ["a = 1", "a = 2", "b is missing", "b = x"]
    assert conditions(["a question", "another"]) == []
    assert conditions([]) == []


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6), st.integers(0, 3)), min_size=1))
def test_the_conditions_of_a_field_hold_for_every_record_once(values: list[float | None]) -> None:
    found = conditions([{"x": value} for value in values])
    if found:
        assert np.sum([condition.holds for condition in found], axis=0).tolist() == [1] * len(
            values
        )
