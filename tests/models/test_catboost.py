"""CatBoost itself as the oracle, and what its library refuses; the rest is in test_gradient."""

from __future__ import annotations

import catboost
import pytest

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models import CatBoost, CatBoostRegressor


def test_the_numbers_are_those_of_the_library() -> None:
    table = [{"x": float(i % 37), "y": float(i % 11)} for i in range(300)]
    targets = [row["x"] - row["y"] for row in table]
    fitted = CatBoostRegressor(trees=40, depth=3, seed=5).fit(Rows(table, targets))
    theirs = catboost.CatBoostRegressor(
        iterations=40, depth=3, learning_rate=0.05, random_seed=5, bootstrap_type="No",
        thread_count=1, allow_writing_files=False, logging_level="Silent",
    )  # fmt: skip
    numbers = [[row["x"], row["y"]] for row in table]
    theirs.fit(numbers, targets)
    assert fitted.predict(table) == pytest.approx(theirs.predict(numbers), abs=1e-6)


def test_ten_thousand_categories_do_not_fool_it() -> None:
    """Every row has a category of its own, so it says nothing; a table of levels would overfit."""
    rows = Rows(
        [{"id": f"k{i}", "x": float(i % 7)} for i in range(10_000)],
        [i % 7 > 3 for i in range(10_000)],
    )
    fitted = CatBoost(trees=20, rate=0.3, depth=3).fit(rows)
    told = fitted.predict([{"id": "new", "x": 6.0}, {"id": "k1", "x": 1.0}])
    assert told[0] > 0.9
    assert told[1] < 0.1


def test_a_table_without_a_varying_field_is_refused_or_gives_the_mean() -> None:
    rows = Rows([{"x": 1.0}] * 30, [True, False, False] * 10)
    with pytest.raises(DefinitionError, match="CatBoost could not learn from these 30 rows"):
        CatBoost(trees=5).fit(rows)


def test_a_category_a_column_finds_what_each_one_says() -> None:
    rows = Rows([{"c": "abcd"[i % 4]} for i in range(80)], [i % 4 in (0, 3) for i in range(80)])
    fitted = CatBoost[dict[str, str]](trees=60, depth=2, rate=0.3, one_hot=4, combined=1).fit(rows)
    a, b, c, d = fitted.predict([{"c": c} for c in "abcd"])
    assert min(a, d) > 0.9 > 0.1 > max(b, c)
