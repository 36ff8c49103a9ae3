from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Logistic, Reweighed, reweigh
from tests.models.lending import Application, applications, gaps


class Lending(Logistic[Application]):
    """A concrete model, as a user would name one."""


class Fairer(Reweighed[Application, float]):
    """The same on reweighed rows."""


ROWS, UNSEEN = applications(1_500), applications(3_000, seed=1)
FITTED = Fairer(model=Lending(), by="group").fit(ROWS)

pairs = st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(0.1, 5)), min_size=1)


@given(pairs)
def test_group_and_target_are_independent_and_the_total_stays(
    found: list[tuple[str, bool, float]],
) -> None:
    groups, targets, given = map(list, zip(*found, strict=True))
    rows = reweigh(Rows(groups, targets, weights=given), groups)
    assert rows.weights is not None
    total = sum(rows.weights)
    both = {(g, y) for g, y, _ in found}
    if len(both) == len(set(groups)) * len(set(targets)):  # with an empty cell nothing can balance
        assert total == pytest.approx(sum(given))
        for g, y in both:
            cell = [g == a and y == b for a, b, _ in found]
            share = sum(w for w, inside in zip(rows.weights, cell, strict=True) if inside) / total
            in_group = sum(w for w, a in zip(rows.weights, groups, strict=True) if a == g) / total
            in_target = sum(w for w, b in zip(rows.weights, targets, strict=True) if b == y) / total
            assert share == pytest.approx(in_group * in_target)


def test_rows_of_no_weight_stay_so() -> None:
    rows = reweigh(Rows("ab", [True, False], weights=[1.0, 0.0]), ["a", "b"])
    assert rows.weights == [1.0, 0.0]


def test_groups_of_another_number_are_refused() -> None:
    with pytest.raises(DefinitionError, match="1 groups for 2 rows"):
        reweigh(Rows("ab", [True, False]), ["a"])


def test_selection_gets_nearer_at_little_cost() -> None:
    plain = Lending().fit(ROWS)
    before = gaps(UNSEEN, [chance >= 0.5 for chance in plain.predict(UNSEEN.inputs)])
    after = gaps(UNSEEN, [chance >= 0.5 for chance in FITTED.predict(UNSEEN.inputs)])
    assert after["selection"] < 0.6 * before["selection"]
    assert after["accuracy"] > before["accuracy"] - 0.05


def test_it_keeps_the_contract() -> None:
    check(FITTED, UNSEEN.inputs[:20], learn=dataclasses.replace(ROWS.take(range(200))))
