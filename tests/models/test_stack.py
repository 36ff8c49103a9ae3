from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from tandem import Model, Rows, learned
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import BoostingRegressor, ForestRegressor, Ridge, Stack, cross_predict


@dataclass(frozen=True)
class House:
    size: float
    age: float
    kind: str


class Price(Stack[House]):
    """A concrete model, as a user would name one."""


class Stranger(Model[House, float]):
    """Refuses to predict a house that it was fitted on."""

    seen: list[float] = learned()

    def fit(self, rows: Rows[House, float]) -> Stranger:
        return self.evolve(seen=[house.size for house in rows.inputs])

    def predict(self, xs: Sequence[House], /) -> list[float]:
        assert not {house.size for house in xs} & set(self.seen)
        return [house.age for house in xs]


class Noise(Model[House, float]):
    """Remembers the targets; knows nothing about other houses."""

    known: dict[str, float] = learned()

    def fit(self, rows: Rows[House, float]) -> Noise:
        return self.evolve(known={str(house.size): target for house, target in rows})

    def predict(self, xs: Sequence[House], /) -> list[float]:
        return [self.known.get(str(house.size), 1000 * (house.size % 0.01)) for house in xs]


def houses(count: int, seed: int = 0) -> Rows[House, float]:
    """Prices that are partly a line, partly a step."""
    draw = np.random.default_rng(seed)
    sizes, ages = draw.uniform(1, 10, count).tolist(), draw.uniform(0, 50, count).tolist()
    kinds = draw.choice(["flat", "castle"], count).tolist()
    found = [House(*values) for values in zip(sizes, ages, kinds, strict=True)]
    prices = [3 * h.size + 8 * (h.age > 25) * (h.kind == "castle") for h in found]
    return Rows(found, (np.array(prices) + draw.normal(0, 0.5, count)).tolist())


def rmse(model: Any, rows: Rows[House, float]) -> float:
    """The error on rows."""
    return float(np.sqrt(np.mean((np.array(model.predict(rows.inputs)) - rows.targets) ** 2)))


TRAIN, TEST = houses(400), houses(1000, seed=1)
MEMBERS: Any = (Ridge(), BoostingRegressor(trees=60, leaves=4), ForestRegressor(trees=20))
FITTED = Price(members=MEMBERS).fit(TRAIN)


def test_it_is_no_worse_than_its_best_member() -> None:
    best = min(rmse(member.fit(TRAIN), TEST) for member in MEMBERS)
    assert rmse(FITTED, TEST) < best + 0.02


def test_weights_are_the_least_squares_on_unseen_predictions() -> None:
    unseen = np.column_stack([cross_predict(member, TRAIN) for member in MEMBERS])
    targets = np.array(TRAIN.targets)
    expected, _ = nnls(unseen - unseen.mean(axis=0), targets - targets.mean())
    assert FITTED.weights == pytest.approx(expected.tolist())
    assert min(FITTED.weights) >= 0
    assert np.mean(unseen @ FITTED.weights + FITTED.bias) == pytest.approx(targets.mean())


def test_a_member_that_only_remembers_gets_no_weight() -> None:
    fitted = Price(members=(Noise(), Ridge())).fit(TRAIN)
    assert fitted.weights[0] < 0.05 < 0.9 < fitted.weights[1]


@settings(max_examples=30)
@given(st.lists(st.sampled_from("abcdef"), min_size=10, max_size=40), st.integers(2, 5))
def test_no_house_is_predicted_by_a_member_that_saw_it_or_its_group(
    groups: list[str], folds: int
) -> None:
    # The size stands for the group here, so Stranger refuses whole groups.
    found = [House(float(ord(group)), float(i), "flat") for i, group in enumerate(groups)]
    rows = Rows(found, [float(i) for i in range(len(found))], groups)
    if len(set(groups)) < folds:
        with pytest.raises(DefinitionError, match="folds"):
            Price(members=(Stranger(),), folds=folds).fit(rows)
        return
    assert Price(members=(Stranger(),), folds=folds).fit(rows).weights == pytest.approx([1.0])


def test_effects_add_up_to_the_number_but_for_a_base() -> None:
    bases = np.array(FITTED.predict(TEST.inputs)) - np.sum(FITTED.effects(TEST.inputs), axis=1)
    assert np.ptp(bases) < 1e-9
    [reasons] = FITTED.reasons([House(5.5, 40.0, "castle")])
    assert {reason.feature for reason in reasons[:2]} == {"age", "kind"}


def test_it_keeps_the_contract() -> None:
    few = TRAIN.take(range(60))
    model = Price(members=(Ridge(), BoostingRegressor(trees=5)))
    check(model.fit(few), list(few.inputs[:8]), learn=few)


def test_without_members_or_rows_it_says_so() -> None:
    with pytest.raises(DefinitionError, match="Price has no members"):
        Price(members=()).fit(TRAIN)
    with pytest.raises(DefinitionError, match="1 rows cannot make"):
        Price(members=(Ridge(),)).fit(TRAIN.take([0]))
