"""The reduction, against fairlearn's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics, reductions  # type: ignore[import-untyped]  # it has no types

from tandem.models.fields import Alike
from tandem.models.reduction import Reduction, violation

RANDOM = np.random.default_rng(0)
YES = RANDOM.random(200) < 0.4
CALLED = RANDOM.random(200) < 0.6
GROUPS = RANDOM.choice(list("abc"), 200)


@pytest.mark.filterwarnings("ignore:Setting a")  # theirs, on new pandas
@pytest.mark.parametrize(
    ("alike", "theirs", "events"),
    [
        ("selection", reductions.DemographicParity, ["all"]),
        ("true_positive", reductions.TruePositiveRateParity, ["label=1"]),
        ("odds", reductions.EqualizedOdds, ["label=1", "label=0"]),
    ],
)
def test_what_a_row_is_worth_is_fairlearns(alike: Alike, theirs: type, events: list[str]) -> None:
    moment, objective = theirs(), reductions.ErrorRate()
    for part in (moment, objective):
        part.load_data(np.zeros((200, 1)), YES.astype(int), sensitive_features=GROUPS)
    prices = RANDOM.normal(size=(len(events), 3))
    multipliers = pd.Series(0.0, index=moment.index)
    for e, event in enumerate(events):
        for g, group in enumerate("abc"):
            sign = "+" if prices[e, g] > 0 else "-"
            multipliers[sign, event, group] = abs(prices[e, g])
    expected = moment.signed_weights(multipliers).fillna(0.0) + objective.signed_weights()
    found = Reduction.of(YES, GROUPS.tolist(), alike).signed(prices)
    assert found == pytest.approx(expected.to_numpy())


@pytest.mark.parametrize("alike", ["selection", "true_positive", "odds"])
def test_a_weight_counts_like_as_many_rows(alike: Alike) -> None:
    times = RANDOM.integers(1, 4, 200)
    weighted = Reduction.of(YES, GROUPS.tolist(), alike, times)
    repeated = Reduction.of(np.repeat(YES, times), np.repeat(GROUPS, times).tolist(), alike)
    prices = RANDOM.normal(size=(weighted.events.shape[1], 3))
    assert np.repeat(weighted.signed(prices), times) == pytest.approx(repeated.signed(prices))


def test_neighbours_move_one_price_each_and_none_of_the_last_group() -> None:
    reduction = Reduction.of(YES, GROUPS.tolist(), "odds")
    start = RANDOM.normal(size=(2, 3))
    near = reduction.neighbours(start, 0.5)
    assert len(near) == 8
    for prices in near:
        assert np.abs(prices - start).sum() == pytest.approx(0.5)
        assert prices[:, 2].tolist() == start[:, 2].tolist()
    assert Reduction.of(YES, ["a"] * 200, "odds").neighbours(np.zeros((2, 1)), 1.0) == []


def test_the_violation_is_fairlearns() -> None:
    given = {"y_true": YES, "y_pred": CALLED, "sensitive_features": GROUPS}
    expected = {
        "selection": metrics.demographic_parity_difference(**given),
        "true_positive": metrics.equal_opportunity_difference(**given),
        "odds": metrics.equalized_odds_difference(**given),
    }
    kinds: tuple[Alike, ...] = ("selection", "true_positive", "odds")
    found = {alike: violation(YES, CALLED, GROUPS, alike) for alike in kinds}
    assert found == pytest.approx(expected)
