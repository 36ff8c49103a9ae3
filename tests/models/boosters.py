"""What every gradient booster of another library is asked in its tests."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import Any

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.core import tree
from tandem.errors import DefinitionError
from tests.models.samples import BERN, Person, brier, chance, people

ROWS = people(600)
UNSEEN = people(300, seed=1)
ODD = Person(age=None, city="nowhere", member=True, visits=10**40)
CITIES = Rows(ROWS.inputs, [person.city or "none" for person in ROWS.inputs])
VISITS = Rows(ROWS.inputs, [float(person.visits) for person in ROWS.inputs])
AGES = [dataclasses.replace(BERN, age=float(age)) for age in range(18, 80)]


def learns_the_law(model: Any) -> None:
    best = brier([chance(person) for person in UNSEEN.inputs], UNSEEN)
    assert brier(model.fit(ROWS).predict(UNSEEN.inputs), UNSEEN) < best + 0.025


def keeps_the_contract(model: Any, rows: Rows[Person, Any]) -> None:
    fitted = model.fit(rows)
    check(fitted, [BERN, ODD, *ROWS.inputs[:6]], learn=rows)
    assert tree.states(model.fit(rows)) == tree.states(fitted)
    assert list(fitted.predict([])) == []


def adds_up(model: Any) -> None:
    fitted = model.fit(ROWS)
    margins, effects = fitted.margins(UNSEEN.inputs), fitted.effects(UNSEEN.inputs)
    bases = [margin - sum(row) for margin, row in zip(margins, effects, strict=True)]
    assert max(bases) - min(bases) < 1e-4
    [[first, *_]] = fitted.reasons([BERN])
    assert (first.feature, first.effect > 0) == ("city", True)


def only_rises(model: Any) -> None:
    told = model.fit(ROWS).predict(AGES)
    assert all(a <= b + 1e-9 for a, b in pairwise(told))
    assert told[-1] > told[0]


def stops_early(model: Any) -> None:
    """With patience it does better than the same number of trees of pure overfitting."""
    many = model.fit(ROWS).predict(UNSEEN.inputs)
    few = dataclasses.replace(model, patience=10).fit(ROWS).predict(UNSEEN.inputs)
    assert brier(few, UNSEEN) < brier(many, UNSEEN) - 0.01


def covers(model: Any) -> None:
    """About nine in ten numbers lie below the quantile 0.9."""
    told = model.fit(VISITS).predict([dataclasses.replace(BERN, visits=0)] * 2)
    assert told[0] == told[1]
    hidden = Rows([dataclasses.replace(x, visits=0) for x in ROWS.inputs], VISITS.targets)
    told = model.fit(hidden).predict(hidden.inputs)
    below = [true <= limit for true, limit in zip(VISITS.targets, told, strict=True)]
    assert 0.85 <= sum(below) / len(below) <= 0.97


def weights_are_counts(model: Any) -> None:
    """Yes counted tenfold is called likelier; rows that weigh nothing teach nothing."""
    heavy = dataclasses.replace(ROWS, weights=[10.0 if t else 1.0 for t in ROWS.targets])
    plain, raised = (sum(model.fit(rows).predict(UNSEEN.inputs)) for rows in (ROWS, heavy))
    assert raised > 1.3 * plain
    wrong = Rows([*ROWS.inputs, *ROWS.inputs], [*ROWS.targets, *(not t for t in ROWS.targets)])
    half = dataclasses.replace(wrong, weights=[1.0] * len(ROWS) + [0.0] * len(ROWS))
    assert brier(model.fit(half).predict(UNSEEN.inputs), UNSEEN) < 0.25


def refuses(yes_or_no: Any, number: Any, label: Any) -> None:
    with pytest.raises(DefinitionError, match="learns from yes and no"):
        yes_or_no.fit(Rows([BERN], [True]))
    with pytest.raises(DefinitionError, match="learns from finite numbers"):
        number.fit(Rows([BERN], [float("nan")]))
    with pytest.raises(DefinitionError, match="learns to tell labels apart"):
        label.fit(Rows([BERN], ["Bern"]))
    with pytest.raises(DefinitionError, match="monotone names 'city', which is a category"):
        dataclasses.replace(yes_or_no, monotone={"city": 1}).fit(ROWS)


def has_a_constant_for_a_constant(model: Any) -> None:
    told = model.fit(Rows(ROWS.inputs, [3.0] * len(ROWS))).predict([BERN, ODD])
    assert told == pytest.approx([3.0, 3.0], abs=1e-4)
