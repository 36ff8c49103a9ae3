from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Rows
from tandem.data import cross_validation, folds, holdout, split
from tandem.errors import DefinitionError


def labelled(yes: int, no: int) -> Rows[int, bool]:
    return Rows(list(range(yes + no)), [True] * yes + [False] * no)


def test_the_split_is_the_same_on_every_machine() -> None:
    _, held_out = split(labelled(8, 32), test=0.25, seed=7)
    assert list(held_out.inputs) == [4, 6, 8, 14, 15, 17, 18, 32, 37, 39]


def test_another_seed_gives_another_split() -> None:
    first, second = (split(labelled(50, 50), seed=seed)[1].inputs for seed in (0, 1))
    assert first != second


@given(st.integers(20, 60), st.integers(20, 60), st.integers(0, 5))
def test_both_sides_have_the_targets_in_the_same_shares(yes: int, no: int, seed: int) -> None:
    train, held_out = split(labelled(yes, no), test=0.25, seed=seed)
    assert sorted([*train.inputs, *held_out.inputs]) == list(range(yes + no))
    assert abs(sum(held_out.targets) - yes / 4) <= 1
    assert abs(len(held_out) - (yes + no) / 4) <= 2


@given(st.lists(st.sampled_from("abcdefghijkl"), min_size=30, max_size=80), st.integers(2, 4))
def test_groups_are_never_separated(groups: list[str], k: int) -> None:
    if len(set(groups)) < k:
        return
    rows = Rows(list(range(len(groups))), [i % 3 == 0 for i in range(len(groups))], groups)
    seen: list[int] = []
    for train, test in folds(rows, k=k):
        assert not {groups[i] for i in train} & {groups[i] for i in test}
        assert sorted([*train, *test]) == list(range(len(groups)))
        seen += test
    assert sorted(seen) == list(range(len(groups)))


def test_a_blank_group_stands_alone() -> None:
    rows = Rows(list(range(8)), [True] * 8, [""] * 8)
    train, held_out = split(rows, test=0.25)
    assert (len(train), len(held_out)) == (6, 2)


def test_every_fold_has_each_of_many_labels() -> None:
    targets = [f"label {i % 20}" for i in range(200)]
    for _, test in folds(Rows(targets, targets), k=5):
        assert set(Counter(targets[i] for i in test).values()) == {2}


def test_targets_that_are_no_categories_are_dealt_evenly() -> None:
    numbers = [float(i) for i in range(50)]
    assert [len(test) for _, test in folds(Rows(numbers, numbers), k=5)] == [10] * 5
    ids = list(range(50))  # whole numbers, but each occurs once
    assert [len(test) for _, test in folds(Rows(ids, ids), k=5)] == [10] * 5


@pytest.mark.parametrize("test", [0.0, 1.0, -0.5, 2.0])
def test_a_share_outside_0_and_1_is_refused(test: float) -> None:
    with pytest.raises(DefinitionError, match="split got test="):
        split(labelled(5, 5), test=test)


def test_an_empty_side_is_refused() -> None:
    with pytest.raises(DefinitionError, match="one side empty"):
        split(Rows([1, 2], [True, False], ["a", "a"]))


@pytest.mark.parametrize(("rows", "k"), [(3, 4), (3, 1), (0, 2)])
def test_too_few_rows_for_the_folds_are_refused(rows: int, k: int) -> None:
    with pytest.raises(DefinitionError, match=f"{rows} rows cannot make {k} folds"):
        folds(rows, k=k)


def test_a_split_can_be_kept_as_indices() -> None:
    rows = Rows(list(range(40)), [i % 4 == 0 for i in range(40)], [str(i // 2) for i in range(40)])
    made = holdout(rows, test=0.25, seed=3)
    assert [list(side.inputs) for side in split(rows, seed=3)] == [made.train, made.test]
    assert made.method == "grouped stratified holdout"
    assert made.parameters == {"test": 0.25, "seed": 3}
    assert holdout(Rows([1.0, 2.0], [1.0, 2.0]), test=0.5).method == "holdout"


def test_folds_can_be_kept_as_indices() -> None:
    rows = labelled(8, 12)
    made = cross_validation(rows, k=4, seed=2)
    assert [(fold.train, fold.test) for fold in made] == folds(rows, k=4, seed=2)
    assert made[3].parameters == {"fold": 4, "k": 4, "seed": 2}
    assert made[0].method == "stratified cross-validation"
