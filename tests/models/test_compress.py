from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models import (
    Boosting,
    BoostingClassifier,
    BoostingRegressor,
    Compressed,
    Forest,
    ForestClassifier,
    ForestRegressor,
    Logistic,
    prune,
    quantise,
)
from tandem.models.losses import LOSSES
from tandem.models.slim import Grove

from .samples import BERN, Person, people

LEARN, ASIDE, TEST = people(800), people(2000, 1), people(1500, 2)


def ages(rows: Rows[Person, bool]) -> Rows[Person, float]:
    draw = random.Random(len(rows))
    return Rows(rows.inputs, [(p.age or 40.0) + draw.gauss(0, 2) for p in rows.inputs])


def levels(rows: Rows[Person, bool]) -> Rows[Person, str]:
    return Rows(rows.inputs, ["none" if not yes else "abc"[p.visits % 3] for p, yes in rows])


CASES: dict[str, Any] = {
    "boosting": (Boosting(trees=100), lambda rows: rows, "log_loss"),
    "forest": (Forest(trees=30, leaf_rows=5), lambda rows: rows, "log_loss"),
    "number": (BoostingRegressor(trees=60), ages, "rmse"),
    "median": (BoostingRegressor(trees=60, loss="absolute"), ages, "mae"),
    "forest of numbers": (ForestRegressor(trees=15, leaf_rows=5), ages, "rmse"),
    "labels": (BoostingClassifier(trees=25), levels, "log_loss"),
    "forest of labels": (ForestClassifier(trees=15, leaf_rows=5), levels, "log_loss"),
}


def sums(model: Any, xs: Any) -> Any:
    return model._ensemble.sums(model.encoder.matrix(xs))


@pytest.mark.parametrize("name", CASES)
def test_a_pruned_and_quantised_model_is_smaller_and_hardly_worse(name: str) -> None:
    model, table, metric = CASES[name]
    fitted = model.fit(table(LEARN))
    pruned = prune(fitted, table(ASIDE), tolerance=0.02)
    short = quantise(pruned, LEARN.inputs, error=1e-3)
    assert len(short.model) < 0.8 * len(pruned.model) < 0.6 * len(fitted.model)
    assert np.abs(sums(short, LEARN.inputs) - sums(pruned, LEARN.inputs)).max() <= 1e-3
    loss, test = LOSSES[metric], table(TEST)
    before, after = (loss(test.targets, list(m.predict(TEST.inputs))) for m in (fitted, short))
    assert after < 1.05 * before


def test_nothing_is_lost_where_every_tree_is_needed() -> None:
    rows = Rows([{"x": float(i)} for i in range(400)], [float(i % 20) for i in range(400)])
    model = BoostingRegressor[Any](trees=40, leaf_rows=2).fit(rows)
    same = prune(model, rows, tolerance=0.0)
    assert len(Grove.of(same.model).trees) == 40
    assert same.predict(rows.inputs) == pytest.approx(model.predict(rows.inputs))


def test_few_rows_allow_little_and_many_more() -> None:
    model = Boosting[Person](trees=100).fit(LEARN)
    few = prune(model, ASIDE.take(range(60)), tolerance=0.02)
    many = prune(model, ASIDE, tolerance=0.02)
    assert len(many.model) < len(few.model)


def test_weights_of_rows_count() -> None:
    model = Boosting[Person](trees=60).fit(LEARN)
    twice = ASIDE.take([*range(len(ASIDE)), *range(len(ASIDE))])
    weighted = Rows(twice.inputs, twice.targets, weights=[1.0] * len(ASIDE) + [0.0] * len(ASIDE))
    assert prune(model, weighted).model == prune(model, ASIDE).model


def test_a_compressed_model_keeps_reasons_and_rows_together() -> None:
    rows = Rows(LEARN.inputs, LEARN.targets, [f"g{i // 4}" for i in range(len(LEARN))])
    made = Compressed(model=Boosting[Person](trees=80)).fit(rows)
    assert made.reasons([BERN])[0][0].feature in {"city", "age"}
    assert isinstance(made.model, Boosting)
    assert len(made.model.model) < 0.4 * len(Boosting[Person](trees=80).fit(rows).model)


def test_what_cannot_be_compressed_is_named() -> None:
    with pytest.raises(DefinitionError, match="prune takes Boosting"):
        prune(Logistic[Person]().fit(LEARN), ASIDE)
    model = Boosting[Person](trees=2).fit(LEARN)
    with pytest.raises(DefinitionError, match="tolerance=-1"):
        prune(model, ASIDE, tolerance=-1)
    with pytest.raises(DefinitionError, match="no rows"):
        prune(model, Rows([], []))
    with pytest.raises(DefinitionError, match="error=0"):
        quantise(model, LEARN.inputs, error=0)
    labels = BoostingClassifier[Person](trees=2).fit(levels(LEARN))
    with pytest.raises(DefinitionError, match="'d'"):
        prune(labels, Rows([BERN], ["d"]))
