from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from tandem import Rows
from tandem.checks import check
from tandem.core import tree
from tandem.errors import DefinitionError
from tandem.models import Forest, ForestClassifier, ForestRegressor
from tandem.models.forest import single
from tests.models.samples import BERN, Person, brier, chance, people


class Loyalty(Forest[Person]):
    """A concrete model, as a user would name one."""


class City(ForestClassifier[Person]):
    """The city of a person."""


class Visits(ForestRegressor[Person]):
    """How often a person comes."""


ROWS = people(1_000)
UNSEEN = people(500, seed=1)
FITTED = Loyalty(trees=60, leaf_rows=10).fit(ROWS)
ODD = Person(age=None, city="nowhere", member=True, visits=10**40)
CITIES = Rows(ROWS.inputs, [person.city or "none" for person in ROWS.inputs])
VISITS = Rows(ROWS.inputs, [float(person.visits) for person in ROWS.inputs])


def test_it_learns_the_law() -> None:
    best = brier([chance(person) for person in UNSEEN.inputs], UNSEEN)
    assert brier(FITTED.predict(UNSEEN.inputs), UNSEEN) < best + 0.02


def test_the_probabilities_are_those_of_scikit_learn() -> None:
    matrix = FITTED.encoder.matrix(ROWS.inputs).astype(np.float32)
    oracle = RandomForestClassifier(n_estimators=60, min_samples_leaf=10, random_state=0)
    oracle.fit(matrix, np.array(ROWS.targets))
    expected = oracle.predict_proba(FITTED.encoder.matrix(UNSEEN.inputs).astype(np.float32))[:, 1]
    assert FITTED.predict(UNSEEN.inputs) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("model", "rows"),
    [
        (Loyalty(trees=5, leaf_rows=5), ROWS),
        (Loyalty(trees=5, random_splits=True, balanced=True), ROWS),
        (City(trees=5), CITIES),
        (Visits(trees=5, depth=4, column_share=0.5), VISITS),
    ],
)
def test_it_keeps_the_contract(model: Loyalty | City | Visits, rows: Rows[Person, object]) -> None:
    fitted = model.fit(rows)  # type: ignore[arg-type]  # each with the rows it takes
    check(fitted, [BERN, ODD, *ROWS.inputs[:10]], learn=rows)
    assert tree.states(model.fit(rows)) == tree.states(fitted)  # type: ignore[arg-type]  # as above


def test_several_labels_have_probabilities_that_add_up() -> None:
    fitted = City(trees=40).fit(CITIES)
    answers = fitted.predict(ROWS.inputs)
    assert all(sum(answer.probabilities.values()) == pytest.approx(1) for answer in answers)
    right = [answer.label == city for answer, city in zip(answers, CITIES.targets, strict=True)]
    assert sum(right) > 990  # the city is among the fields
    with pytest.raises(DefinitionError, match="City learns to tell labels apart"):
        City().fit(Rows([BERN], ["Bern"]))


def test_a_number_is_learned_and_its_effects_add_up() -> None:
    fitted = Visits(trees=40).fit(VISITS)
    told = fitted.predict(UNSEEN.inputs)
    errors = [abs(a - b.visits) for a, b in zip(told, UNSEEN.inputs, strict=True)]
    assert sum(errors) / len(errors) < 0.2
    effects = fitted.effects(UNSEEN.inputs)
    bases = [value - sum(row) for value, row in zip(told, effects, strict=True)]
    assert max(bases) - min(bases) < 1e-9
    with pytest.raises(DefinitionError, match="Visits learns from finite numbers"):
        Visits().fit(Rows([BERN], [float("nan")]))
    with pytest.raises(DefinitionError, match="Visits learns numbers, got 'many' as target 0"):
        Visits().fit(Rows([BERN], ["many"]))  # type: ignore[list-item]  # what a user may do


def test_effects_stretch_to_log_odds() -> None:
    margins, effects = FITTED.margins(UNSEEN.inputs), FITTED.effects(UNSEEN.inputs)
    bases = [margin - sum(row) for margin, row in zip(margins, effects, strict=True)]
    assert max(bases) - min(bases) < 1e-6
    [[first, *_]] = FITTED.reasons([BERN])
    assert (first.feature, first.effect > 0) == ("city", True)


def test_balanced_trees_speak_up_for_what_is_rare() -> None:
    rare = Rows(ROWS.inputs, [target and i % 5 == 0 for i, target in enumerate(ROWS.targets)])
    plain, balanced = (
        Loyalty(trees=30, leaf_rows=10, balanced=flag).fit(rare).predict(UNSEEN.inputs)
        for flag in (False, True)
    )
    assert sum(balanced) > 2 * sum(plain)


def test_targets_of_one_kind_are_refused() -> None:
    with pytest.raises(DefinitionError, match="Loyalty learns from yes and no"):
        FITTED.fit(Rows([BERN], [True]))


def test_weights_of_rows_are_those_of_scikit_learn() -> None:
    weights = [0.5 + (i % 4) for i in range(len(ROWS))]
    found = Loyalty(trees=8, leaf_rows=10).fit(dataclasses.replace(ROWS, weights=weights))
    matrix = single(found.encoder.matrix(ROWS.inputs))
    theirs = RandomForestClassifier(8, min_samples_leaf=10, random_state=0)
    theirs.fit(matrix, ROWS.targets, sample_weight=weights)
    assert found.predict(ROWS.inputs) == pytest.approx(theirs.predict_proba(matrix)[:, 1])
