"""Resampling: whole groups, deterministic by seed, equal on the fast and the plain path."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from tandem.evaluate import bootstrap
from tandem.evaluate.bootstrap import draws, leave_out, resample
from tandem.evaluate.metric import mean
from tandem.evaluate.ranking import AreaUnderCurve
from tandem.evaluate.regression import RootMean

GROUPS = np.array([0, 0, 1, 2, 2, 2])
VALUES = [1.0, 4.0, 9.0, 16.0, 25.0, 36.0]


def test_a_draw_takes_whole_groups_as_many_as_there_are() -> None:
    (times,) = draws(GROUPS, resamples=200, seed=0)
    assert times.shape == (200, 6)
    assert (times[:, 0] == times[:, 1]).all()
    assert (times[:, 3] == times[:, 4]).all()
    assert (times[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_every_group_is_drawn_once_on_average() -> None:
    (times,) = draws(np.arange(20), resamples=5_000, seed=1)
    assert times.mean(axis=0) == pytest.approx(np.ones(20), abs=0.06)


def test_equal_seeds_give_equal_resamples() -> None:
    once, again = (resample(mean, VALUES, GROUPS, seed=3) for _ in range(2))
    assert once.tolist() == again.tolist()
    assert once.tolist() != resample(mean, VALUES, GROUPS, seed=4).tolist()


def test_large_suites_are_drawn_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_CELLS", 60)
    blocks = list(draws(GROUPS, resamples=25, seed=0))
    assert [len(block) for block in blocks] == [10, 10, 5]
    assert len(resample(mean, VALUES, GROUPS, resamples=25)) == 25


@pytest.mark.parametrize("fast", [mean, RootMean()])
def test_the_fast_path_equals_the_plain_one(fast: Callable[[Sequence[float]], float]) -> None:
    def plain(values: Sequence[float]) -> float:
        return fast(values)

    ours = resample(fast, VALUES, GROUPS, resamples=50)
    assert ours == pytest.approx(resample(plain, VALUES, GROUPS, resamples=50))
    assert leave_out(fast, VALUES, GROUPS) == pytest.approx(leave_out(plain, VALUES, GROUPS))


def test_the_spread_of_a_resampled_mean_is_its_error() -> None:
    values = np.random.default_rng(0).normal(size=400)
    spread = resample(mean, values.tolist(), np.arange(400), resamples=4_000).std()
    assert spread == pytest.approx(values.std() / 20, rel=0.05)


def test_leaving_out_takes_each_group_in_turn() -> None:
    left = leave_out(mean, VALUES, GROUPS)
    assert left.tolist() == pytest.approx([86 / 4, 82 / 5, 14 / 3])


def test_more_than_200_groups_are_left_out_in_bundles() -> None:
    assert len(leave_out(mean, [0.0] * 1_000, np.arange(1_000))) == 200


def test_a_figure_that_a_draw_does_not_define_is_nan() -> None:
    values = [(True, 0.9), (False, 0.1)]
    found = resample(AreaUnderCurve(), values, np.arange(2), resamples=100)
    assert np.isnan(found).any()
    assert np.nanmin(found) == 1

    def refuses(values: Sequence[tuple[bool, float]]) -> float:
        if len({yes for yes, _ in values}) < 2:
            raise ValueError("only one class")
        return 1.0

    assert np.array_equal(
        np.isnan(found), np.isnan(resample(refuses, values, np.arange(2), resamples=100))
    )
    assert math.isnan(leave_out(refuses, values, np.arange(2))[0])
