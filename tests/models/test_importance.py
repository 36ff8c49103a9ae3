from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sklearn import inspection
from sklearn.linear_model import LinearRegression
from sklearn.metrics import accuracy_score, mean_squared_error

from tandem import Model, Rows
from tandem.errors import DefinitionError
from tandem.models import permutation_importance
from tests.models.samples import Person, people


class Sum(Model[dict[str, float], float]):
    """Three times x and y, whatever z is."""

    def predict(self, xs):  # type: ignore[no-untyped-def]  # as the class says
        return [3 * x["x"] + x["y"] for x in xs]


class Old(Model[Person, bool]):
    """Whether somebody is older than 45."""

    def predict(self, xs):  # type: ignore[no-untyped-def]  # as the class says
        return [(x.age or 0) > 45 for x in xs]


RANDOM = np.random.default_rng(0)
MATRIX = RANDOM.normal(size=(400, 3))
TARGETS = (3 * MATRIX[:, 0] + MATRIX[:, 1] + RANDOM.normal(0, 0.1, 400)).tolist()
ROWS = Rows([dict(zip("xyz", row, strict=True)) for row in MATRIX.tolist()], TARGETS)


def test_it_is_scikit_learns_but_for_the_draw() -> None:
    found = permutation_importance(Sum(), ROWS, mean_squared_error)
    exact = LinearRegression().fit(MATRIX, 3 * MATRIX[:, 0] + MATRIX[:, 1])
    theirs = inspection.permutation_importance(
        exact, MATRIX, TARGETS, scoring="neg_mean_squared_error", n_repeats=30
    )
    assert [importance.feature for importance in found] == ["x", "y", "z"]
    values = [importance.value for importance in found]
    assert values == pytest.approx(theirs.importances_mean.tolist(), rel=0.08, abs=1e-9)
    # Twice the variance of what the field adds is what shuffling it costs.
    assert found[0].low < 18 < found[0].high
    assert (found[2].value, found[2].low, found[2].high) == (0.0, 0.0, 0.0)


def test_what_is_better_may_be_larger_and_groups_are_drawn_whole() -> None:
    rows = people(400)
    true = dataclasses.replace(rows, targets=[(x.age or 0) > 45 for x in rows.inputs])
    [age, *others] = permutation_importance(Old(), true, accuracy_score, greater_is_better=True)
    assert age.feature == "age"
    assert age.low > 0.3
    assert all(other.value == 0 for other in others)
    few = dataclasses.replace(true, groups=[str(i % 8) for i in range(400)])
    [wide, *_] = permutation_importance(Old(), few, accuracy_score, greater_is_better=True)
    assert wide.value == pytest.approx(age.value, abs=0.05)


def test_no_rows_are_refused() -> None:
    with pytest.raises(DefinitionError, match="got no rows"):
        permutation_importance(Sum(), Rows([], []), mean_squared_error)
