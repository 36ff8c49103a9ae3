from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from tandem.errors import DefinitionError
from tandem.evaluate import Match, strengths

TEAMS = ("Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore")
WINS = (
    (0, 7, 9, 7, 7, 9, 11),
    (6, 0, 7, 5, 11, 9, 9),
    (4, 6, 0, 7, 7, 8, 12),
    (6, 8, 6, 0, 6, 7, 10),
    (6, 2, 6, 7, 0, 7, 12),
    (4, 4, 5, 6, 6, 0, 6),
    (2, 4, 1, 3, 1, 7, 0),
)
"""The American League of 1987: how often each beat each."""


def test_strengths_are_the_published_ones() -> None:
    matches = [
        Match(TEAMS[i], TEAMS[j], "first")
        for i, row in enumerate(WINS)
        for j, times in enumerate(row)
        for _ in range(times)
    ]
    found = strengths(matches)
    # A. Agresti, Categorical Data Analysis, on the same games: strengths beside Baltimore's.
    published = (1.58, 1.44, 1.29, 1.25, 1.11, 0.68, 0.0)
    beside = [found.of(team) - found.of("Baltimore") for team in TEAMS]
    assert beside == pytest.approx(published, abs=0.006)
    assert sum(found.values) == pytest.approx(0)
    assert found.ties == 0
    assert found.chances("Milwaukee", "Detroit")[1] == 0


def drawn(seed: int, count: int = 300) -> list[Match]:
    random = np.random.default_rng(seed)
    true, ties = np.array([0.9, 0.1, -1.0]), 0.6
    matches = []
    for _ in range(count):
        i, j = random.choice(3, size=2, replace=False)
        gap = true[i] - true[j]
        weights = np.array([math.exp(gap / 2), ties, math.exp(-gap / 2)])
        choice = ("first", "tie", "second")[random.choice(3, p=weights / weights.sum())]
        matches.append(Match("abc"[i], "abc"[j], choice))
    return matches


def test_with_ties_they_are_the_most_likely_ones() -> None:
    matches = drawn(1)

    def surprise(parameters: np.ndarray) -> float:
        value = dict(zip("abc", (*parameters[:2], -parameters[:2].sum()), strict=True))
        total = 0.0
        for match in matches:
            gap = value[match.first] - value[match.second]
            win, tie, loss = math.exp(gap / 2), math.exp(parameters[2]), math.exp(-gap / 2)
            mine = {"first": win, "tie": tie, "second": loss}[match.choice]
            total -= math.log(mine / (win + tie + loss))
        return total

    best = minimize(surprise, np.zeros(3), tol=1e-10).x
    found = strengths(matches)
    assert found.values[:2] == pytest.approx(best[:2], abs=1e-4)
    assert found.ties == pytest.approx(math.exp(best[2]), abs=1e-4)
    assert sum(found.chances("a", "b")) == pytest.approx(1)
    assert found.chances("a", "b") == tuple(reversed(found.chances("b", "a")))


def test_intervals_hold_the_truth() -> None:
    held = 0
    for seed in range(200):
        _, low, high = strengths(drawn(seed, 120)).difference("a", "b")
        held += low <= 0.8 <= high
    assert 0.90 <= held / 200 <= 0.99


def test_matches_of_one_case_do_not_count_as_many() -> None:
    matches = drawn(2, 60)
    repeated = [
        Match(match.first, match.second, match.choice, case=str(i))
        for i, match in enumerate(matches)
        for _ in range(5)
    ]
    value, low, high = strengths(matches).difference("a", "c")
    same, below, above = strengths(repeated).difference("a", "c")
    assert same == pytest.approx(value)
    assert (below, above) == pytest.approx((low, high))


def test_who_only_won_has_no_strength_without_a_prior() -> None:
    matches = [Match("a", "b", "first"), Match("b", "c", "first"), Match("c", "b", "first")]
    with pytest.raises(DefinitionError, match="no finite strength"):
        strengths(matches)
    found = strengths(matches, prior=0.5)
    assert found.of("a") > found.of("b")
    assert all(math.isfinite(value) for value in found.values)
    with pytest.raises(DefinitionError, match="no match of 'd'"):
        found.of("d")
