from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pytest
from sklearn.metrics import log_loss

from tandem import Model, Rows, learned
from tandem.errors import DefinitionError
from tandem.models import Boosting, Logistic, learning_curve
from tandem.models.learning import _shuffled
from tests.models.samples import Person, people


class Loyalty(Logistic[Person]):
    """A concrete model, as a user would name one."""


class Trees(Boosting[Person]):
    """One that adapts more."""


class Seen(Model[int, bool]):
    """Says whether it was fitted on an input."""

    known: list[int] = learned()

    def fit(self, rows: Rows[int, bool]) -> Seen:
        return self.evolve(known=list(rows.inputs))

    def predict(self, xs):  # type: ignore[no-untyped-def]  # as the class says
        return [x in set(self.known) for x in xs]


def share(_: Sequence[bool], said: Sequence[bool]) -> float:
    return sum(said) / len(said)


def test_more_rows_help_on_unseen_rows_and_the_gap_closes() -> None:
    rows = people(1_200)
    curve = learning_curve(
        Trees(trees=60, leaf_rows=2), rows, log_loss, shares=(0.1, 1.0), repeats=3
    )
    assert curve.sizes == [90, 900]
    assert all(len(values) == 3 for values in (*curve.train, *curve.test))
    assert np.mean(curve.test[1]) < np.mean(curve.test[0])
    gaps = np.array(curve.test).mean(axis=1) - np.array(curve.train).mean(axis=1)
    assert gaps[0] > gaps[1] > 0


def test_unseen_rows_are_unseen_and_training_rows_are_seen() -> None:
    rows = Rows(list(range(60)), [True, False] * 30, [str(i // 3) for i in range(60)])
    curve = learning_curve(Seen(), rows, share, repeats=2)
    assert curve.train == [[1.0, 1.0]] * 5
    assert curve.test == [[0.0, 0.0]] * 5


def test_rows_of_a_group_are_drawn_side_by_side() -> None:
    rows = Rows(list(range(30)), [0] * 30, [str(i % 10) for i in range(30)])
    order = _shuffled(rows, 0)
    assert sorted(order) == list(range(30))
    assert all(len({i % 10 for i in order[s : s + 3]}) == 1 for s in range(0, 30, 3))
    assert order != _shuffled(rows, 1)


def test_equal_seeds_give_equal_curves() -> None:
    rows = dataclasses.replace(people(300), groups=[str(i // 2) for i in range(300)])
    curves = [learning_curve(Loyalty(), rows, log_loss, repeats=2, seed=4) for _ in range(2)]
    assert curves[0] == curves[1]
    assert all(math.isfinite(value) for values in curves[0].test for value in values)


@pytest.mark.parametrize("shares", [(), (0.0, 1.0), (1.5,)])
def test_shares_outside_are_refused(shares: tuple[float, ...]) -> None:
    with pytest.raises(DefinitionError, match="learning_curve got shares"):
        learning_curve(Loyalty(), people(100), log_loss, shares=shares)
