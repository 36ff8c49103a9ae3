from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from statistics import mean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from tandem.errors import DefinitionError
from tandem.models import Boosting, Logistic, Reason, agreement, lime, reason_stability
from tests.models.samples import Person, people

ROWS = people(300)


def reasons(**effects: float) -> list[Reason]:
    return [Reason(name, 1.0, effect) for name, effect in effects.items()]


def test_the_indices_are_those_computed_by_hand() -> None:
    found = agreement([reasons(a=3, b=-2, c=1), reasons(a=3, c=2, d=1)], 10, k=2)
    assert found.jaccard == pytest.approx(1 / 3)
    assert found.kuncheva == pytest.approx((1 * 10 - 4) / (2 * 8))
    same = agreement([reasons(a=3, b=2, c=1)] * 3, 6, k=2)
    assert (same.jaccard, same.kuncheva, same.spearman) == (1, 1, pytest.approx(1))
    apart = agreement([reasons(a=1, b=2), reasons(c=1, d=2)], 4, k=2)
    assert (apart.jaccard, apart.kuncheva) == (0, -1)


def test_the_sign_does_not_matter_for_which_features_are_named() -> None:
    assert agreement([reasons(a=3, b=-1, c=0.5), reasons(a=-3, b=1, c=0.5)], 5, k=2).kuncheva == 1


@given(st.lists(st.lists(st.integers(0, 4), min_size=5, max_size=5), min_size=2, max_size=4))
def test_ranks_are_correlated_as_scipy_does(sizes: list[list[int]]) -> None:
    told = [reasons(**dict(zip("abcde", map(float, row), strict=True))) for row in sizes]
    varied = [row for row in sizes if len(set(row)) > 1]
    if len(varied) < len(sizes):
        return
    pairs = itertools.combinations(sizes, 2)
    expected = mean(float(spearmanr(a, b).statistic) for a, b in pairs)
    assert agreement(told, 5).spearman == pytest.approx(expected)


def test_ranks_that_are_all_alike_agree_with_their_like_only() -> None:
    flat, steep = reasons(a=1, b=1, c=1), reasons(a=1, b=2, c=3)
    assert agreement([flat, flat], 3, k=1).spearman == 1
    assert agreement([flat, steep], 3, k=1).spearman == 0


def test_rows_drawn_again_move_reasons_of_few_rows_more_than_those_of_many() -> None:
    model: Logistic[Person] = Logistic(C=100.0)
    few = reason_stability(model, people(60), ROWS.inputs[:20], repeats=5, k=1)
    many = reason_stability(model, people(1_500), ROWS.inputs[:20], repeats=5, k=1)
    assert few.spearman < many.spearman <= 1
    assert few.kuncheva < many.kuncheva <= 1
    assert len(many.records) == 20
    assert many.jaccard == pytest.approx(mean(one.jaccard for one in many.records))


def test_a_model_without_chance_does_not_move_with_the_seed_and_one_with_chance_does() -> None:
    still: Boosting[Person] = Boosting(trees=20)
    found = reason_stability(still, ROWS, ROWS.inputs[:5], under="seeds", repeats=3)
    assert (found.jaccard, found.spearman) == (1, pytest.approx(1))
    drawn = replace(still, row_share=0.5)
    moved = reason_stability(drawn, ROWS, ROWS.inputs[:5], under="seeds", repeats=3)
    assert moved.spearman < 1


def test_noise_moves_numbers_only_and_no_noise_moves_nothing() -> None:
    seen: list[Person] = []

    def explain(model: Any, xs: Sequence[Person]) -> list[list[Reason]]:
        seen.extend(xs)
        told: list[list[Reason]] = model.reasons(xs, count=9)
        return told

    known = [x for x in ROWS.inputs if x.age is not None][:5]
    model: Logistic[Person] = Logistic()
    found = reason_stability(model, ROWS, known, under="noise", repeats=3, explain=explain)
    assert {(x.city, x.member) for x in seen} == {(x.city, x.member) for x in known}
    assert not {x.age for x in seen} & {x.age for x in known}
    assert all(isinstance(x.visits, int) for x in seen)
    assert found.spearman > 0.5
    still = reason_stability(model, ROWS, known, under="noise", repeats=3, noise=0.0)
    assert (still.jaccard, still.kuncheva) == (1, 1)


def test_other_explanations_can_be_measured_too() -> None:
    def explain(model: Any, xs: Sequence[Person]) -> list[Any]:
        return [lime(model.margins, x, ROWS.inputs[:50], samples=100).contributions for x in xs]

    model: Logistic[Person] = Logistic()
    found = reason_stability(model, ROWS, ROWS.inputs[:2], repeats=2, explain=explain)
    assert 0 <= found.jaccard <= 1


def test_what_cannot_be_compared_is_said() -> None:
    model: Logistic[Person] = Logistic()
    with pytest.raises(DefinitionError, match="has no seed"):
        reason_stability(model, ROWS, ROWS.inputs[:1], under="seeds")
    with pytest.raises(DefinitionError, match="0 records"):
        reason_stability(model, ROWS, [])
    with pytest.raises(DefinitionError, match="1 explanations"):
        agreement([reasons(a=1)], 3)
    with pytest.raises(DefinitionError, match="k=3 and 3 features"):
        agreement([reasons(a=1)] * 2, 3)
