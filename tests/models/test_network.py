"""The network: the law, the contract, and the same predictions as scikit-learn's."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from tandem import Rows
from tandem.checks import check
from tandem.core import tree
from tandem.errors import DefinitionError
from tandem.models import Network, NetworkClassifier, NetworkRegressor
from tests.models.samples import BERN, Person, brier, chance, people


class Loyalty(Network[Person]):
    """A concrete model, as a user would name one."""


class City(NetworkClassifier[Person]):
    """The city of a person."""


class Visits(NetworkRegressor[Person]):
    """How often a person comes."""


ROWS = people(400)
UNSEEN = people(300, seed=1)
ODD = Person(age=None, city="nowhere", member=True, visits=10**40)
CITIES = Rows(ROWS.inputs, [person.city or "none" for person in ROWS.inputs])
VISITS = Rows(ROWS.inputs, [float(person.visits) for person in ROWS.inputs])


def test_it_learns_the_law() -> None:
    best = brier([chance(person) for person in UNSEEN.inputs], UNSEEN)
    assert brier(Loyalty(units=16).fit(ROWS).predict(UNSEEN.inputs), UNSEEN) < best + 0.04


def test_the_numbers_are_those_of_scikit_learn() -> None:
    table = [{"x": i / 20, "y": math.cos(i)} for i in range(150)]
    targets = [math.sin(row["x"]) + row["y"] for row in table]
    fitted = NetworkRegressor(units=12, rounds=40).fit(Rows(table, targets))
    points = fitted.coordinates.points(fitted.encoder.matrix(table))
    standard = (np.array(targets) - np.mean(targets)) / np.std(targets)
    theirs = MLPRegressor(
        hidden_layer_sizes=(12, 12), alpha=1e-3, learning_rate_init=3e-3, max_iter=40,
        random_state=0, batch_size=64, n_iter_no_change=40,
    )  # fmt: skip
    with pytest.warns(ConvergenceWarning):
        theirs.fit(points, standard)
    expected = theirs.predict(points) * np.std(targets) + np.mean(targets)
    assert fitted.predict(table) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("model", "rows"),
    [
        (Loyalty(units=8, rounds=3), ROWS),
        (City(units=8, rounds=3), CITIES),
        (Visits(units=8, rounds=3), VISITS),
    ],
)
def test_it_keeps_the_contract(model: Loyalty | City | Visits, rows: Rows[Person, object]) -> None:
    fitted = model.fit(rows)  # type: ignore[arg-type]  # each with the rows it takes
    check(fitted, [BERN, ODD, *ROWS.inputs[:5]], learn=rows)
    again = tree.states(model.fit(rows))  # type: ignore[arg-type]  # as above
    assert np.array_equal(again["inner"][1], tree.states(fitted)["inner"][1])
    assert list(fitted.predict([])) == []


def test_two_labels_are_as_yes_and_no() -> None:
    labels = Rows(ROWS.inputs, ["yes" if target else "no" for target in ROWS.targets])
    by_label = City(units=8, rounds=20).fit(labels).predict(UNSEEN.inputs[:20])
    by_truth = Loyalty(units=8, rounds=20).fit(ROWS).predict(UNSEEN.inputs[:20])
    assert [told.probabilities["yes"] for told in by_label] == pytest.approx(by_truth)


def test_weights_count_rows() -> None:
    heavy = dataclasses.replace(ROWS, weights=[8.0 if t else 1.0 for t in ROWS.targets])
    plain, raised = (
        sum(Loyalty(units=8, rounds=30).fit(rows).predict(UNSEEN.inputs)) for rows in (ROWS, heavy)
    )
    assert raised > 1.3 * plain


def test_a_constant_number_is_given_back() -> None:
    told = Visits(units=4, rounds=200, rate=0.03).fit(Rows(ROWS.inputs, [7.0] * len(ROWS)))
    assert told.predict([BERN])[0] == pytest.approx(7.0, abs=0.2)


def test_what_it_cannot_learn_from_is_told() -> None:
    with pytest.raises(DefinitionError, match="Loyalty learns from yes and no"):
        Loyalty().fit(Rows([BERN], [True]))
    with pytest.raises(DefinitionError, match="Loyalty got units=0"):
        Loyalty(units=0).fit(ROWS)
