"""Intervals keep their promise: simulated with known truth and fixed seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from tandem.evaluate.difference import difference
from tandem.evaluate.estimate import Estimate, estimate
from tandem.evaluate.ranking import AreaUnderCurve
from tests.evaluate.samples import given

RATE = given(family="rate")
PASSAGES = [str(i // 10) for i in range(300)]


def coverage(draw: Callable[[Generator], Estimate | None], truth: float, runs: int) -> float:
    """The share of runs whose 95 % interval holds the truth."""
    random = np.random.default_rng(20_250_301)
    held = 0
    for _ in range(runs):
        found = draw(random)
        assert found is not None
        low, high = found.interval(0.05)
        held += low <= truth <= high
    return held / runs


def answers(random: Generator) -> Sequence[float]:
    """30 passages of 10 questions, passages differing by 1.3 on the logit scale."""
    logits = np.repeat(random.normal(0, 1.3, size=30), 10)
    return [float(right) for right in random.random(300) < 1 / (1 + np.exp(-logits))]


def test_questions_on_shared_passages() -> None:
    # Published for such a design: 95.1 % with groups, 74.5 % without.
    with_groups = coverage(lambda random: estimate(RATE, answers(random), PASSAGES), 0.5, 1_000)
    mean = coverage(lambda random: estimate(given(), answers(random), PASSAGES), 0.5, 1_000)
    alone = [str(i) for i in range(300)]
    naive = coverage(lambda random: estimate(RATE, answers(random), alone), 0.5, 1_000)
    assert 0.93 <= with_groups <= 0.97
    assert 0.93 <= mean <= 0.97
    assert naive < 0.80


def test_a_high_rate_of_few_cases() -> None:
    def draw(random: Generator) -> Estimate | None:
        values = (random.random(40) < 0.93).astype(float).tolist()
        return estimate(RATE, values, [str(i) for i in range(40)])

    assert 0.93 <= coverage(draw, 0.93, 1_000) <= 0.985


def test_shares_of_groups_of_three() -> None:
    def draw(random: Generator) -> Estimate | None:
        skill = np.repeat(random.beta(4, 1, size=40), 3)
        values = (random.binomial(3, skill) / 3).tolist()
        return estimate(RATE, values, [str(i // 3) for i in range(120)])

    assert 0.92 <= coverage(draw, 0.8, 1_000) <= 0.98


def test_a_difference_that_rests_on_few_cases() -> None:
    def draw(random: Generator) -> Estimate | None:
        change = random.random(200)
        left = [0.0 if u < 0.03 else 1.0 for u in change]
        right = [0.0 if 0.03 <= u < 0.04 else 1.0 for u in change]
        return difference(RATE, left, right, [str(i) for i in range(200)])

    assert 0.93 <= coverage(draw, 0.02, 1_000) <= 0.99


def test_an_area_near_one() -> None:
    truth = 0.9615  # Φ(2.5 / √2)
    metric = given(family="aggregate", aggregate=AreaUnderCurve())

    def draw(random: Generator) -> Estimate | None:
        yes = random.random(100) < 0.3
        scores = random.normal(size=100) + 2.5 * yes
        values: list[Any] = list(zip(yes.tolist(), scores.tolist(), strict=True))
        return estimate(metric, values, [str(i) for i in range(100)])

    assert 0.91 <= coverage(draw, truth, 200) <= 0.99
