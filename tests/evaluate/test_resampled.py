"""The interval of resamples, against scipy's BCa."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from tandem.evaluate.bootstrap import leave_out, resample
from tandem.evaluate.metric import mean
from tandem.evaluate.resampled import Resampled, resampled

ALPHAS = (0.001, 0.01, 0.05, 0.2, 0.9)


def skewed() -> Resampled:
    values = np.random.default_rng(2).exponential(size=60).tolist()
    groups = np.arange(60)
    found = resampled(
        mean(values),
        resample(mean, values, groups, resamples=20_000),
        leave_out(mean, values, groups),
        "bootstrap",
    )
    assert found is not None
    return found


def test_the_corrected_percentiles_are_scipys() -> None:
    values = np.random.default_rng(2).exponential(size=60)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, rng=np.random.default_rng(5), method="BCa"
    ).confidence_interval
    found = skewed()
    spread = found.samples.std()
    _, high = found.interval(0.05)
    assert high == pytest.approx(theirs.high, abs=0.05 * spread)
    # Below, Student's end is the farther one.
    low, _ = found.interval(0.05)
    assert low == pytest.approx(found.value - stats.t.ppf(0.975, 59) * spread)


@pytest.mark.parametrize(
    ("value", "acceleration", "high"),
    [
        (0.8, 0.0, 0.8 + (0.8 + 1.96)),
        (0.4, 0.05, 0.4 + (0.4 + 1.96) / (1 - 0.05 * (0.4 + 1.96))),
    ],
)
def test_bias_and_skew_are_allowed_for_by_hand(
    value: float, acceleration: float, high: float
) -> None:
    samples = stats.norm.ppf((np.arange(100_000) + 0.5) / 100_000)
    found = Resampled(value, samples, acceleration, math.inf, "bootstrap")
    assert found.interval(0.05) == pytest.approx((value - 1.96, high), abs=1e-2)


def test_intervals_are_nested_and_hold_the_value() -> None:
    found = skewed()
    ends = [found.interval(alpha) for alpha in ALPHAS]
    for wide, narrow in itertools.pairwise(ends):
        assert wide[0] <= narrow[0] <= found.value <= narrow[1] <= wide[1]


def test_resamples_say_nothing_about_what_is_rarer_than_they_are_many() -> None:
    assert skewed().interval(1e-5) == (-math.inf, math.inf)


def test_resamples_that_are_all_alike_are_no_interval() -> None:
    assert resampled(1.0, np.ones(100), np.ones(10), "bootstrap") is None
    assert resampled(1.0, np.full(100, np.nan), np.ones(10), "bootstrap") is None


def test_a_figure_that_most_draws_do_not_define_has_no_ends() -> None:
    samples = np.array([np.nan] * 600 + list(np.linspace(0, 1, 400)))
    found = resampled(0.5, samples, np.linspace(0, 1, 10), "bootstrap")
    assert found is not None
    assert found.interval(0.05) == (-math.inf, math.inf)
