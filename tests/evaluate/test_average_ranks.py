"""Average ranks against published figures and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tandem.errors import DefinitionError
from tandem.evaluate import standings
from tandem.evaluate.average_ranks import critical_difference, friedman

DRAW = np.random.default_rng(0)
SKILL = {"strong": 0.0, "same": 0.05, "weak": 3.0}
LOSSES = {name: (DRAW.normal(size=20) + skill).tolist() for name, skill in SKILL.items()}


def test_friedman_is_that_of_scipy() -> None:
    found = standings(LOSSES)
    assert found.chi_square == pytest.approx(stats.friedmanchisquare(*LOSSES.values()).statistic)
    assert found.p < 0.001


def test_figures_of_the_paper() -> None:
    square, f = friedman([3.143, 2.0, 2.893, 1.964], 14)
    assert (round(square, 2), round(f, 2)) == (9.28, 3.69)
    # q of Nemenyi's test at 0.05, Demšar 2006, table 5a: 1.960, 2.343, 2.569, ... 3.164
    for systems, q in ((2, 1.960), (3, 2.343), (4, 2.569), (10, 3.164)):
        unit = (systems * (systems + 1) / (6 * 30)) ** 0.5
        assert critical_difference(systems, 30) == pytest.approx(q * unit, rel=1e-3)


def test_the_weak_one_is_told_apart_and_equals_are_grouped() -> None:
    found = standings(LOSSES)
    assert list(found.ranks)[-1] == "weak"
    assert [set(group) for group in found.groups] == [{"strong", "same"}]
    differ = {frozenset((pair.better, pair.worse)) for pair in found.pairs if pair.p < 0.05}
    assert differ == {frozenset(("strong", "weak")), frozenset(("same", "weak"))}
    assert all(pair.wins + pair.losses == 20 for pair in found.pairs)


def test_pairs_are_corrected_by_holm() -> None:
    found = standings(LOSSES)
    raw = sorted(
        stats.wilcoxon(np.subtract(LOSSES[a], LOSSES[b]), zero_method="zsplit").pvalue
        for a, b in (("strong", "same"), ("strong", "weak"), ("same", "weak"))
    )
    expected = [min(1.0, raw[0] * 3), min(1.0, raw[1] * 2), raw[2]]
    assert [pair.p for pair in found.pairs] == pytest.approx(np.maximum.accumulate(expected))


def test_ties_share_their_ranks() -> None:
    assert standings({"a": [1, 1], "b": [1, 2], "c": [3, 3]}).ranks == {
        "a": 1.25,
        "b": 1.75,
        "c": 3,
    }


def test_what_cannot_be_ranked_is_told() -> None:
    with pytest.raises(DefinitionError, match="1 systems"):
        standings({"a": [1.0, 2.0]})
    with pytest.raises(DefinitionError, match="a finite loss for each"):
        standings({"a": [1.0, float("nan")], "b": [1.0, 2.0]})
