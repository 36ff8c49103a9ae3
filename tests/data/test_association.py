from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from tandem.data.association import association, copies, explained, explained_by_missing
from tandem.data.coding import Column, coded_columns


def column(values: Sequence[Any]) -> Column:
    return coded_columns(list(values))[""]


def test_the_errors_that_a_category_takes_away_by_hand() -> None:
    """Always "no" is wrong 4 times of 10. Knowing the plan, each row from the others of its
    plan: "a" (4 yes, 1 no) is wrong once, "b" (5 no) never. So 3 of 4 errors go away."""
    plan = column("aaaaabbbbb")
    left = column(["yes"] * 4 + ["no"] * 6)
    assert explained(plan, left) == pytest.approx(0.75)


def test_the_variance_that_a_category_explains_by_hand() -> None:
    """Values 1, 2, 5, 6 in cells of two: each from the other one is off by 1, four times 1
    of a total of 17."""
    where = column(["x", "x", "y", "y"])
    target = Column("", "number", [1.0, 2.0, 5.0, 6.0])
    from tandem.data.association import _variance_explained

    cells = where.codes.view("int64")
    assert _variance_explained(cells, target.numbers) == pytest.approx(1 - 4 / 17)


def test_ids_tell_nothing_however_many_there_are() -> None:
    rng = random.Random(0)
    outcome = column([rng.random() < 0.3 for _ in range(2_000)])
    for ids in ([f"id{i}" for i in range(2_000)], rng.sample(range(10**9), 2_000)):
        assert explained(column(ids), outcome) < 0.05
        assert explained(column(ids), column([rng.gauss(0, 1) for _ in range(2_000)])) < 0.05


def test_a_threshold_of_a_number_is_seen() -> None:
    rng = random.Random(1)
    numbers = [rng.gauss(0, 1) for _ in range(2_000)]
    assert explained(column(numbers), column([x > 0.7 for x in numbers])) > 0.98
    assert explained(column(numbers), column([abs(x) > 1 for x in numbers])) > 0.95


@pytest.mark.parametrize("function", [lambda x: 3 * x + 1, lambda x: x**3, lambda x: -(x**2)])
def test_any_smooth_function_of_a_target_is_seen(function: Any) -> None:
    rng = random.Random(2)
    target = [rng.uniform(1, 2) for _ in range(1_000)]
    assert explained(column([function(x) for x in target]), column(target)) > 0.999


def test_a_strong_but_honest_field_explains_what_it_does() -> None:
    rng = random.Random(3)
    numbers = [rng.gauss(0, 1) for _ in range(5_000)]
    noisy = column([x + rng.gauss(0, 0.5) for x in numbers])
    assert explained(column(numbers), noisy) == pytest.approx(0.75, abs=0.06)


def test_being_missing_may_tell() -> None:
    left = [i % 5 == 0 for i in range(100)]
    ended = column([float(i) if gone else None for i, gone in enumerate(left)])
    assert explained_by_missing(ended, column(left)) == 1.0
    assert explained_by_missing(column(range(100)), column(left)) == 0.0


def test_a_target_of_one_value_has_nothing_to_tell() -> None:
    assert explained(column(range(30)), column([1.0] * 30)) == 0.0


def test_the_share_that_is_a_copy() -> None:
    assert copies(column([1, 2, 3, None]), column([1, 2, 4, None])) == 0.5


def test_tau_by_hand() -> None:
    """Cell x holds yes yes no, cell y no no. From the others of their cell, each "yes" of x
    expects (1/2, 1/2): off by 1/2; its "no" expects (1, 0): off by 2; those of y are right.
    Altogether 3, of 5 times 1 - (2/5)² - (3/5)² = 2.4."""
    cells, labels = column("xxxyy").codes.view("int64"), column(["y", "y", "n", "n", "n"]).codes
    from tandem.data.association import _tau

    assert _tau(cells, labels) == pytest.approx(max(0.0, 1 - 3 / 2.4))
    cells = column("xxxyyyyyyy").codes.view("int64")
    labels = column(["y", "y", "n", *["n"] * 7]).codes
    assert _tau(cells, labels) == pytest.approx(1 - 3 / (10 * (1 - 0.04 - 0.64)))


def test_association_is_that_of_the_linear_model_on_indicators() -> None:
    """For a binary target, the share of variance that group means explain."""
    rng = random.Random(4)
    groups = [rng.choice("abcd") for _ in range(20_000)]
    chances = {"a": 0.1, "b": 0.3, "c": 0.5, "d": 0.9}
    target = [rng.random() < chances[group] for group in groups]
    mean = sum(chances.values()) / 4
    between = sum((chance - mean) ** 2 for chance in chances.values()) / 4
    expected = between / (mean * (1 - mean))
    assert association(column(groups), column(target)) == pytest.approx(expected, abs=0.02)
    scores = [chances[group] + rng.random() / 1_000 for group in groups]
    assert association(column(scores), column(target)) == pytest.approx(expected, abs=0.02)
    noise = [rng.random() for _ in groups]
    assert association(column(noise), column(target)) < 0.01
    assert association(column(noise), column(scores)) < 0.01
