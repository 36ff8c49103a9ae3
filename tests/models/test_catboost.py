"""CatBoost: the law, the contract, and the same predictions as the library itself."""

from __future__ import annotations

import sys

import catboost
import pytest

from tandem import Rows
from tandem.errors import DefinitionError, MissingExtra
from tandem.models import CatBoost, CatBoostClassifier, CatBoostRegressor
from tests.models import boosters
from tests.models.boosters import CITIES, ROWS, UNSEEN, VISITS
from tests.models.samples import Person


class Loyalty(CatBoost[Person]):
    """A concrete model, as a user would name one."""


class City(CatBoostClassifier[Person]):
    """The city of a person."""


class Visits(CatBoostRegressor[Person]):
    """How often a person comes."""


SMALL = Loyalty(trees=60, depth=2, rate=0.1)


def test_it_learns_the_law() -> None:
    boosters.learns_the_law(SMALL)


def test_it_keeps_the_contract() -> None:
    boosters.keeps_the_contract(Loyalty(trees=8, row_share=0.7, column_share=0.8), ROWS)
    boosters.keeps_the_contract(City(trees=5, depth=3), CITIES)
    boosters.keeps_the_contract(Visits(trees=8), VISITS)


def test_effects_add_up_to_log_odds() -> None:
    boosters.adds_up(SMALL)


def test_a_monotone_field_only_rises() -> None:
    boosters.only_rises(Loyalty(trees=60, monotone={"age": 1}))


def test_patience_stops_before_it_overfits() -> None:
    boosters.stops_early(Loyalty(trees=300, rate=0.3))


def test_a_quantile_covers_its_share() -> None:
    boosters.covers(Visits(quantile=0.9, trees=100, depth=2))


def test_weights_count_rows() -> None:
    boosters.weights_are_counts(SMALL)


def test_what_it_cannot_learn_from_is_told() -> None:
    boosters.refuses(Loyalty(), Visits(), City())
    boosters.has_a_constant_for_a_constant(Visits(trees=20))


def test_a_label_that_a_field_gives_away_is_found() -> None:
    told = City(trees=30, rate=0.2).fit(CITIES).predict(UNSEEN.inputs)
    right = [a.label == (b.city or "none") for a, b in zip(told, UNSEEN.inputs, strict=True)]
    assert sum(right) > 0.97 * len(right)
    assert all(sum(a.probabilities.values()) == pytest.approx(1) for a in told)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "catboost", None)
    with pytest.raises(MissingExtra, match="Loyalty needs CatBoost"):
        Loyalty().fit(ROWS)


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
