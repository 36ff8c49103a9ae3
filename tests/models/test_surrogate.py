from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.models import Boosting, lime, shapley
from tests.models.samples import Person, people

PEOPLE = people(200).inputs
ONE = Person(age=70.0, city="Bern", member=True, visits=9)


def linear(xs: Sequence[Person]) -> list[float]:
    """Two numbers, a truth value and a category that add up; ``None`` weighs nothing."""
    return [
        0.5 * (x.age or 0.0) - 2.0 * x.visits + 3.0 * x.member + 4.0 * (x.city == "Bern")
        for x in xs
    ]


def test_a_linear_model_is_recovered_and_the_fidelity_is_perfect() -> None:
    found = lime(linear, ONE, PEOPLE)
    effects = {one.feature: one.effect for one in found.contributions}
    ages = [x.age for x in PEOPLE if x.age is not None]
    expected = {
        "age": 0.5 * (70 - np.mean(ages)),
        "visits": -2.0 * (9 - np.mean([x.visits for x in PEOPLE])),
        "member": 3.0 * (1 - np.mean([x.member for x in PEOPLE])),
        "city": 4.0 * (1 - np.mean([x.city == "Bern" for x in PEOPLE])),
    }
    assert effects == {name: pytest.approx(value, abs=1e-4) for name, value in expected.items()}
    assert found.fidelity == pytest.approx(1, abs=1e-6)
    assert max(one.error for one in found.contributions) < 1e-3
    sizes = [abs(one.effect) for one in found.contributions]
    assert sizes == sorted(sizes, reverse=True)


@settings(max_examples=15)
@given(st.lists(st.floats(-5, 5), min_size=2, max_size=4), st.integers(0, 100))
def test_any_slopes_of_numbers_are_recovered(slopes: list[float], seed: int) -> None:
    names = [f"x{i}" for i in range(len(slopes))]
    random = np.random.default_rng(seed)
    background = [
        dict(zip(names, row, strict=True)) for row in random.normal(size=(20, len(names)))
    ]
    record = dict.fromkeys(names, 1.0)

    def predict(xs: Sequence[dict[str, float]]) -> list[float]:
        return [sum(s * x[n] for s, n in zip(slopes, names, strict=True)) for x in xs]

    found = {
        o.feature: o.effect for o in lime(predict, record, background, samples=200).contributions
    }
    for slope, name in zip(slopes, names, strict=True):
        off = 1.0 - np.mean([x[name] for x in background])
        assert found[name] == pytest.approx(slope * off, abs=1e-4)


def test_it_is_local_and_says_where_a_line_does_not_fit() -> None:
    background = [{"x": float(i)} for i in range(-10, 11)]

    def bent(xs: Sequence[dict[str, float]]) -> list[float]:
        return [abs(x["x"]) for x in xs]

    right = lime(bent, {"x": 9.0}, background, width=0.2)
    assert right.contributions[0].effect == pytest.approx(9, abs=0.1)
    assert right.fidelity > 0.95
    assert lime(bent, {"x": 0.5}, background, width=0.75).fidelity < 0.2


def test_whole_numbers_stay_whole_and_the_record_is_never_torn() -> None:
    seen: list[Person] = []

    def keep(xs: Sequence[Person]) -> list[float]:
        seen.extend(xs)
        return linear(xs)

    lime(keep, replace(ONE, age=None), PEOPLE, samples=50)
    assert all(isinstance(x.visits, int) for x in seen)
    assert {x.city for x in seen} <= {x.city for x in PEOPLE}
    assert any(x.age is None for x in seen)


def test_of_a_model_whose_fields_add_up_it_agrees_with_shapley_values_on_what_matters() -> None:
    fitted: Boosting[Person] = Boosting(trees=60, leaves=2)
    fitted = fitted.fit(people(800))
    near = lime(fitted.margins, ONE, PEOPLE, samples=2_000, width=2.0).contributions
    exact = shapley(fitted.margins, ONE, PEOPLE)
    assert {one.feature for one in near[:2]} == {one.feature for one in exact[:2]}
    for one in near[:2]:
        other = next(c for c in exact if c.feature == one.feature)
        assert math.copysign(1, one.effect) == math.copysign(1, other.effect)


def test_the_same_seed_is_the_same_and_the_error_is_that_of_other_seeds() -> None:
    @dataclass(frozen=True)
    class Point:
        x: float
        y: float

    random = np.random.default_rng(0)
    background = [Point(*row) for row in random.normal(size=(50, 2))]

    def curved(xs: Sequence[Point]) -> list[float]:
        return [math.sin(2 * x.x) + x.y * x.y for x in xs]

    def effects(seed: int) -> dict[str, tuple[float, float]]:
        found = lime(curved, Point(1.0, 1.5), background, samples=300, seed=seed)
        return {one.feature: (one.effect, one.error) for one in found.contributions}

    assert effects(0) == effects(0)
    runs = [effects(seed) for seed in range(60)]
    for name in ("x", "y"):
        spread = float(np.std([run[name][0] for run in runs]))
        told = float(np.mean([run[name][1] for run in runs]))
        assert told == pytest.approx(spread, rel=0.3)


def test_what_cannot_be_explained_is_said() -> None:
    with pytest.raises(DefinitionError, match="1 background records"):
        lime(linear, ONE, PEOPLE[:1])
    with pytest.raises(DefinitionError, match="5 samples for 4 fields"):
        lime(linear, ONE, PEOPLE, samples=5)
    with pytest.raises(DefinitionError, match="no finite number"):
        lime(lambda xs: [math.nan] * len(xs), ONE, PEOPLE)
