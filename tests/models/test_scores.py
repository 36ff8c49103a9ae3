from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.models import Labels
from tandem.models.losses import LOSSES, LossName
from tandem.models.scores import as_array, loss_of, mixture, target_array

NAMES = ["a", "b", "c"]
DRAW = np.random.default_rng(0)
YES = (DRAW.random(60) < 0.4).tolist()
CHANCES = DRAW.uniform(0.05, 0.95, 60).tolist()
KINDS = DRAW.choice(NAMES, 60).tolist()
TOLD = [Labels.of(NAMES, row) for row in DRAW.dirichlet([1, 1, 1], 60)]


@pytest.mark.parametrize("metric", ["log_loss", "auc", "brier", "rmse", "mae", "accuracy"])
def test_losses_are_those_of_the_lists(metric: LossName) -> None:
    told = as_array(CHANCES, None)
    assert loss_of(metric, target_array(YES, None), told) == pytest.approx(
        LOSSES[metric](YES, CHANCES)
    )


@pytest.mark.parametrize("metric", ["log_loss", "accuracy"])
def test_losses_of_labels_too(metric: LossName) -> None:
    told = as_array(TOLD, NAMES)
    assert loss_of(metric, target_array(KINDS, NAMES), told) == pytest.approx(
        LOSSES[metric](KINDS, TOLD)
    )


def test_one_blunder_does_not_decide() -> None:
    told = np.array([[0.0], [0.9]])
    assert loss_of("log_loss", np.array([1.0, 1.0]), told) < 7.1


def test_errors_that_cancel_are_mixed_and_noise_is_left_out() -> None:
    targets = DRAW.normal(size=300)
    bump = DRAW.normal(size=300)
    told = [(targets + bump)[:, None], (targets - bump)[:, None], DRAW.normal(size=(300, 1))]
    assert mixture("rmse", targets, told) == pytest.approx([0.5, 0.5, 0.0])


@given(st.lists(st.lists(st.floats(-5, 5), min_size=6, max_size=6), min_size=1, max_size=5))
def test_a_mixture_is_never_worse_than_its_best_member(columns: list[list[float]]) -> None:
    targets = np.arange(6.0)
    told = [np.array(column)[:, None] for column in columns]
    shares = mixture("rmse", targets, told)
    assert sum(shares) == pytest.approx(1)
    mixed = sum(share * one for share, one in zip(shares, told, strict=True))
    best = min(loss_of("rmse", targets, one) for one in told)
    assert loss_of("rmse", targets, np.asarray(mixed)) <= best + 1e-9
