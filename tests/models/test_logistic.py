from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Logistic
from tests.models.samples import BERN, Person, brier, chance, people


class Loyalty(Logistic[Person]):
    """A concrete model, as a user would name one."""


@dataclass(frozen=True)
class Point:
    x: float
    y: float


class Line(Logistic[Point]):
    pass


ROWS = people(2_000)
FITTED = Loyalty().fit(ROWS)


def test_it_is_the_logistic_regression_of_scikit_learn() -> None:
    draw = np.random.default_rng(3)
    numbers = draw.normal(size=(300, 2))
    yes = draw.random(300) < 1 / (1 + np.exp(-numbers @ [1.0, -2.0]))
    points = [Point(x, y) for x, y in numbers.tolist()]
    standard = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)
    expected = LogisticRegression(C=0.5, max_iter=2000).fit(standard, yes)
    model = Line(C=0.5).fit(Rows(points, yes.tolist()))
    assert model.predict(points) == pytest.approx(expected.predict_proba(standard)[:, 1].tolist())


def test_it_learns_the_law() -> None:
    unseen = people(1_000, seed=1)
    best = brier([chance(person) for person in unseen.inputs], unseen)
    assert brier(FITTED.predict(unseen.inputs), unseen) < best + 0.01


def test_it_keeps_the_contract() -> None:
    odd = [Person(None, "nowhere", True, 10**400), Person(math.inf, None, False, -1)]
    check(FITTED, [BERN, *odd[:1], *ROWS.inputs[:20]], learn=people(60))
    assert all(0 <= value <= 1 for value in FITTED.predict(odd))


def test_effects_average_to_nothing() -> None:
    effects = np.array(FITTED.effects(ROWS.inputs))
    assert np.allclose(effects.mean(axis=0), 0, atol=1e-9)


def test_a_category_never_seen_adds_nothing() -> None:
    [unseen] = FITTED.effects([Person(40.0, "nowhere", False, 3)])
    [bern] = FITTED.effects([BERN])
    assert unseen[1] == 0.0
    assert bern[1] > 0.5
    assert unseen[0] == bern[0]


def test_a_number_never_missing_in_training_may_be_missing_later() -> None:
    model = Line().fit(Rows([Point(0.0, 1.0), Point(1.0, 0.0)] * 20, [True, False] * 20))
    [effects] = model.effects([Point(None, 1.0)])  # type: ignore[arg-type]  # data may be so
    assert effects[0] == 0.0


def test_a_constant_column_does_no_harm() -> None:
    rows = Rows([Point(1.0, y) for y in [0.0, 1.0] * 20], [True, False] * 20)
    assert Line().fit(rows).effects([Point(1.0, 0.0)])[0][0] == 0.0


def test_targets_of_one_kind_are_refused() -> None:
    with pytest.raises(DefinitionError, match="Loyalty learns from yes and no"):
        Loyalty().fit(Rows([BERN], [True]))


def test_a_weight_counts_like_as_many_rows() -> None:
    """With next to no penalty, which would differ by the scale of the numbers."""
    times = [1 + i % 3 for i in range(len(ROWS))]
    again = [i for i, count in enumerate(times) for _ in range(count)]
    weighted = Loyalty(C=1e6).fit(dataclasses.replace(ROWS, weights=times))
    repeated = Loyalty(C=1e6).fit(ROWS.take(again))
    assert weighted.predict(ROWS.inputs) == pytest.approx(repeated.predict(ROWS.inputs), abs=2e-3)
    assert weighted.predict(ROWS.inputs) != pytest.approx(FITTED.predict(ROWS.inputs), abs=5e-3)
