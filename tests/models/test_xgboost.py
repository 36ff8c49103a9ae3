"""XGBoost: the law, the contract, and the same predictions as the library itself."""

from __future__ import annotations

import sys

import pytest
import xgboost

from tandem.errors import MissingExtra
from tandem.models import XGBoost, XGBoostClassifier, XGBoostRegressor
from tests.models import boosters
from tests.models.boosters import CITIES, ROWS, UNSEEN, VISITS
from tests.models.samples import Person


class Loyalty(XGBoost[Person]):
    """A concrete model, as a user would name one."""


class City(XGBoostClassifier[Person]):
    """The city of a person."""


class Visits(XGBoostRegressor[Person]):
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
    monkeypatch.setitem(sys.modules, "xgboost", None)
    with pytest.raises(MissingExtra, match="Loyalty needs XGBoost"):
        Loyalty().fit(ROWS)


def test_the_probabilities_are_those_of_the_library() -> None:
    fitted = SMALL.fit(ROWS)
    data = xgboost.DMatrix(
        fitted.encoder.matrix(UNSEEN.inputs), feature_types=["q", "c", "q", "q"],
        enable_categorical=True,
    )  # fmt: skip
    theirs = xgboost.Booster(model_file=bytearray(fitted.model.encode())).predict(data)
    assert fitted.predict(UNSEEN.inputs) == pytest.approx(theirs, abs=1e-6)
