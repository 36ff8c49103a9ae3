"""Neighbours against scikit-learn on the same points, and what weights and ties do."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Neighbours, NeighboursClassifier, NeighboursRegressor
from tests.models.samples import BERN, Person, brier, chance, people


class Loyalty(Neighbours[Person]):
    """A concrete model, as a user would name one."""


class City(NeighboursClassifier[Person]):
    """The city of a person."""


class Visits(NeighboursRegressor[Person]):
    """How often a person comes."""


ROWS = people(600)
UNSEEN = people(300, seed=1)
ODD = Person(age=None, city="nowhere", member=True, visits=10**40)
CITIES = Rows(ROWS.inputs, [person.city or "none" for person in ROWS.inputs])
VISITS = Rows(ROWS.inputs, [float(person.visits) for person in ROWS.inputs])


def test_it_learns_the_law() -> None:
    best = brier([chance(person) for person in UNSEEN.inputs], UNSEEN)
    assert brier(Loyalty(count=30).fit(ROWS).predict(UNSEEN.inputs), UNSEEN) < best + 0.035


@pytest.mark.parametrize("by_distance", [False, True])
def test_numbers_are_those_of_scikit_learn(by_distance: bool) -> None:
    fitted = Visits(count=7, by_distance=by_distance).fit(VISITS)
    points = fitted.coordinates.points(fitted.encoder.matrix(UNSEEN.inputs))
    theirs = KNeighborsRegressor(7, weights="distance" if by_distance else "uniform")
    theirs.fit(fitted.points, VISITS.targets)
    assert fitted.predict(UNSEEN.inputs) == pytest.approx(theirs.predict(points), abs=1e-9)


def test_labels_are_those_of_scikit_learn_but_for_one_vote_more() -> None:
    fitted = City(count=9, by_distance=False).fit(CITIES)
    points = fitted.coordinates.points(fitted.encoder.matrix(UNSEEN.inputs))
    oracle = KNeighborsClassifier(9).fit(fitted.points, CITIES.targets)
    theirs = oracle.predict_proba(points)
    gaps = oracle.kneighbors(points, 10)[0]
    untied = gaps[:, 9] - gaps[:, 8] > 1e-9
    assert untied.sum() > 250
    shares = [CITIES.targets.count(label) / len(CITIES) for label in fitted.labels]  # type: ignore[attr-defined]  # it is a list
    ours = [
        [told.probabilities[label] for label in fitted.labels]
        for told in fitted.predict(UNSEEN.inputs)
    ]
    expected = (9 * theirs + np.array(shares)) / 10
    assert np.array(ours)[untied] == pytest.approx(expected[untied])
    assert np.array(ours).min() > 0


@pytest.mark.parametrize(
    ("model", "rows"), [(Loyalty(count=5), ROWS), (City(count=4), CITIES), (Visits(), VISITS)]
)
def test_it_keeps_the_contract(model: Loyalty | City | Visits, rows: Rows[Person, object]) -> None:
    few = rows.take(range(80))
    check(model.fit(few), [BERN, ODD, *ROWS.inputs[:6]], learn=few)  # type: ignore[arg-type]  # each with the rows it takes


def test_a_row_of_weight_two_is_as_two_rows() -> None:
    twice = Rows([*ROWS.inputs, *ROWS.inputs[:50]], [*VISITS.targets, *VISITS.targets[:50]])
    weights = [2.0] * 50 + [1.0] * (len(ROWS) - 50)
    heavy = Visits(count=len(ROWS), by_distance=False).fit(
        dataclasses.replace(VISITS, weights=weights)
    )
    plain = Visits(count=len(twice), by_distance=False).fit(twice)
    assert heavy.predict([BERN]) == pytest.approx(plain.predict([BERN]))


def test_a_row_of_no_weight_is_nobodys_neighbour() -> None:
    rows = Rows([BERN, BERN], [1.0, 5.0], weights=[0.0, 1.0])
    assert Visits(count=1).fit(rows).predict([BERN]) == [5.0]


def test_more_neighbours_than_rows_are_all_rows() -> None:
    few = Rows(ROWS.inputs[:3], [1.0, 2.0, 6.0])
    assert Visits(count=40, by_distance=False).fit(few).predict([ODD]) == [3.0]


def test_no_neighbours_are_refused() -> None:
    with pytest.raises(DefinitionError, match="Visits got count=0"):
        Visits(count=0).fit(VISITS)
    with pytest.raises(DefinitionError, match="Loyalty learns from yes and no"):
        Loyalty().fit(Rows([BERN], [True]))
