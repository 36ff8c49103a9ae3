from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.models import Boosting, shapley
from tests.models.samples import BERN, Person, people

Record = dict[str, float]
numbers = st.floats(-5, 5)


@settings(max_examples=25)
@given(st.lists(numbers, min_size=4, max_size=4), st.lists(numbers, min_size=4, max_size=4))
def test_values_of_a_sum_are_exact(weights: list[float], values: list[float]) -> None:
    random = np.random.default_rng(0)
    background = [
        dict(zip("abcd", row, strict=True)) for row in random.normal(size=(20, 4)).tolist()
    ]

    def predict(xs: Sequence[Record]) -> list[float]:
        return [
            sum(w * math.sin(x[name]) for w, name in zip(weights, "abcd", strict=True)) for x in xs
        ]

    record = dict(zip("abcd", values, strict=True))
    found = {c.feature: c.effect for c in shapley(predict, record, background, samples=20)}
    for weight, name in zip(weights, "abcd", strict=True):
        mean = np.mean([math.sin(x[name]) for x in background])
        assert found[name] == pytest.approx(weight * (math.sin(record[name]) - mean), abs=1e-9)


def by_definition(predict: object, record: Record, base: Record) -> dict[str, float]:
    names = list(record)
    found = dict.fromkeys(names, 0.0)
    orders = list(itertools.permutations(names))
    for order in orders:
        now = dict(base)
        for name in order:
            before = predict([now])[0]  # type: ignore[operator]  # a function
            now[name] = record[name]
            found[name] += (predict([now])[0] - before) / len(orders)  # type: ignore[operator]
    return found


def test_it_is_the_definition_within_its_error() -> None:
    def predict(xs: Sequence[Record]) -> list[float]:
        return [x["a"] * x["b"] * x["c"] + max(x["a"], x["c"]) for x in xs]

    record, base = {"a": 2.0, "b": -1.0, "c": 3.0}, {"a": 0.5, "b": 1.0, "c": -1.0}
    expected = by_definition(predict, record, base)
    found = shapley(predict, record, [base], samples=500)
    for contribution in found:
        away = abs(contribution.effect - expected[contribution.feature])
        assert away <= 4 * contribution.error + 1e-12
    assert sum(c.effect for c in found) == pytest.approx(predict([record])[0] - predict([base])[0])


def test_it_finds_what_trees_say_themselves() -> None:
    rows = people(800)
    model = Boosting[Person](trees=40, leaves=4).fit(rows)
    found = shapley(model.margins, BERN, rows.inputs[:200])
    [reason, *_] = model.reasons([BERN])[0]
    assert found[0].feature == reason.feature == "city"
    assert found[0].effect == pytest.approx(reason.effect, rel=0.25)


def test_nothing_to_compare_with_is_refused() -> None:
    with pytest.raises(DefinitionError, match="0 background records"):
        shapley(lambda xs: [0.0] * len(xs), {"a": 1}, [])
