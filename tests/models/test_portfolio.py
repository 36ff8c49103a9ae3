from __future__ import annotations

import importlib.util
import random

import pytest

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models import Boosting, Forest
from tandem.models.portfolio import Profile, mutated, portfolio, task_of
from tandem.models.space import spaces_of

NUMBERS = Rows(
    [{"x": float(i), "c": "ab"[i % 2]} for i in range(50)], [float(i) for i in range(50)]
)
TRUTHS = Rows(NUMBERS.inputs, [i % 5 == 0 for i in range(50)])


def test_the_profile_says_what_the_table_is() -> None:
    profile = Profile.of(TRUTHS)
    assert (profile.task, profile.rows, profile.columns) == ("yes or no", 50, 2)
    assert (profile.categories, profile.levels, profile.labels, profile.rarest) == (1, 3, 2, 10)
    assert str(profile) == (
        "50 rows of 2 fields (1 categories); the target is yes or no, 10 of the rarest"
    )


def test_the_task_is_what_the_targets_are() -> None:
    assert task_of(Rows([0], [True])) == "yes or no"
    assert task_of(Rows([0], ["a"])) == "label"
    assert task_of(Rows([0, 1], [1, 2.5])) == "number"
    with pytest.raises(DefinitionError, match="targets of type bool, str"):
        task_of(Rows([0, 1], [True, "a"]))


def test_each_task_has_its_own_linear_model() -> None:
    names = {task: [name for name, _ in portfolio(Profile.of(rows))] for task, rows in
             (("number", NUMBERS), ("truth", TRUTHS))}  # fmt: skip
    assert "ridge regression" in names["number"]
    assert "logistic regression" in names["truth"]
    assert names["truth"][:2] == ["boosting", "ordered boosting"]


def test_a_table_of_numbers_alone_has_no_categories_to_order() -> None:
    numbers = Rows([{"x": float(i)} for i in range(50)], NUMBERS.targets)
    assert "ordered boosting" not in [name for name, _ in portfolio(Profile.of(numbers))]


def test_without_catboost_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "catboost" else find(name)
    )
    assert "catboost" not in [name for name, _ in portfolio(Profile.of(TRUTHS))]


def test_a_table_of_many_levels_asks_no_neighbours() -> None:
    wide = Rows([{"c": f"k{i}"} for i in range(200)], [i % 2 == 0 for i in range(200)])
    assert "neighbours" not in [name for name, _ in portfolio(Profile.of(wide))]


def test_parameters_move_within_their_spaces_and_trees_stay() -> None:
    draw = random.Random(0)
    for model in (Boosting[object](trees=1500), Forest[object]()):
        spaces = spaces_of(model)
        seen = set()
        for _ in range(200):
            moved = mutated(model, draw)
            seen.add(tuple(getattr(moved, name) for name in spaces))
            for name, space in spaces.items():
                value = getattr(moved, name)
                if value == getattr(model, name):
                    continue
                if space.choices is not None:
                    assert value in space.choices
                else:
                    assert space.low <= value <= space.high  # type: ignore[operator]  # a span has both
            assert moved.trees == model.trees
        assert len(seen) > 50
