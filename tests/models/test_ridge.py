from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import linear_model

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Ridge
from tests.models.samples import BERN, Person, people


@dataclass(frozen=True)
class Point:
    x: float | None
    y: float | None


class Plane(Ridge[Point]):
    """A concrete model, as a user would name one."""


class Spending(Ridge[Person]):
    pass


def spending(count: int, seed: int = 0) -> Rows[Person, float]:
    """What persons spend: 2 a year of age, 30 more in Bern, 10 a visit."""
    persons = people(count, seed).inputs
    amounts = [2 * (p.age or 50) + 30 * (p.city == "Bern") + 10 * p.visits for p in persons]
    return Rows(persons, amounts)


@pytest.mark.parametrize("penalty", [0.01, 1.0, 300.0])
def test_it_is_the_ridge_regression_of_scikit_learn(penalty: float) -> None:
    draw = np.random.default_rng(3)
    numbers = draw.normal(size=(200, 2)) * [1.0, 50.0] + [0.0, 9.0]
    targets = numbers @ [1.0, -0.2] + draw.normal(size=200)
    points = [Point(x, y) for x, y in numbers.tolist()]
    standard = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)
    expected = linear_model.Ridge(alpha=penalty).fit(standard, targets)
    model = Plane(penalty=penalty).fit(Rows(points, targets.tolist()))
    assert model.predict(points) == pytest.approx(expected.predict(standard).tolist())


def test_weights_of_rows_are_those_of_scikit_learn() -> None:
    draw = np.random.default_rng(4)
    numbers = draw.normal(size=(200, 2))
    targets = numbers[:, 0] ** 2 + draw.normal(size=200)
    weights = draw.random(200)
    points = [Point(x, y) for x, y in numbers.tolist()]
    standard = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)
    expected = linear_model.Ridge(alpha=3.0).fit(standard, targets, sample_weight=weights)
    rows = Rows(points, targets.tolist(), weights=weights.tolist())
    found = Plane(penalty=3.0).fit(rows).predict(points)
    assert found == pytest.approx(expected.predict(standard).tolist())


def test_it_finds_the_law_of_numbers_categories_and_what_is_missing() -> None:
    model = Spending(penalty=0.01).fit(spending(2_000))
    unseen = spending(200, seed=1)
    errors = np.array(model.predict(unseen.inputs)) - unseen.targets
    assert np.abs(errors).max() < 1.0


def test_effects_add_up_to_the_number_and_average_to_nothing() -> None:
    rows = spending(300)
    model = Spending().fit(rows)
    effects = np.array(model.effects(rows.inputs))
    assert np.allclose(effects.mean(axis=0), 0, atol=1e-9)
    assert model.bias == pytest.approx(np.mean(rows.targets))
    assert model.predict(rows.inputs) == pytest.approx((effects.sum(axis=1) + model.bias).tolist())


def test_reasons_are_in_the_unit_of_the_target() -> None:
    model = Spending(penalty=0.01).fit(spending(2_000))
    [reasons] = model.reasons([Person(age=40.0, city="Bern", member=False, visits=9)])
    visits = next(reason for reason in reasons if reason.feature == "visits")
    assert visits.effect == pytest.approx(10 * (9 - 4.5), abs=2)


@given(st.floats(1e-3, 1e3), st.floats(1.5, 1e3))
def test_a_stronger_penalty_never_makes_weights_larger(penalty: float, factor: float) -> None:
    draw = np.random.default_rng(0)
    points = [Point(x, y) for x, y in draw.normal(size=(30, 2)).tolist()]
    rows = Rows(points, [float(point.x or 0) for point in points])

    def size(strength: float) -> float:
        terms = Plane(penalty=strength).fit(rows).terms
        return math.hypot(*(term.weight for term in terms))

    assert size(penalty * factor) < size(penalty)


def test_it_keeps_the_contract() -> None:
    rows = spending(60)
    odd = Person(None, "nowhere", True, 10**400)
    model = Spending().fit(rows)
    check(model, [BERN, odd, *rows.inputs[:20]], learn=rows)
    assert math.isfinite(model.predict([Person(math.inf, None, False, -(10**400))])[0])


def test_columns_that_say_the_same_share_the_weight() -> None:
    points = [Point(float(i), float(i)) for i in range(20)]
    model = Plane(penalty=1e-6).fit(Rows(points, [float(i) for i in range(20)]))
    assert model.terms[0].weight == pytest.approx(model.terms[1].weight)
    assert model.predict([Point(30.0, 30.0)]) == pytest.approx([30.0], abs=1e-3)


def test_wrong_targets_and_penalties_are_refused() -> None:
    with pytest.raises(DefinitionError, match="Spending learns numbers, got True"):
        Spending().fit(Rows([BERN], [True]))
    with pytest.raises(DefinitionError, match="penalty=0"):
        Spending(penalty=0.0).fit(spending(10))
