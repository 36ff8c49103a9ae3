"""Naive Bayes against scikit-learn: normal numbers, counted categories, and both added up."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.naive_bayes import CategoricalNB, GaussianNB

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import NaiveBayes, NaiveBayesClassifier
from tests.models.samples import BERN, Person, brier, people


class Loyalty(NaiveBayes[Person]):
    """A concrete model, as a user would name one."""


class City(NaiveBayesClassifier[Person]):
    """The city of a person."""


ROWS = people(800)
UNSEEN = people(400, seed=1)
ODD = Person(age=None, city="nowhere", member=True, visits=10**40)
DRAW = np.random.default_rng(0)
WEIGHTS = DRAW.uniform(0.5, 2.0, 300).tolist()
KINDS = DRAW.choice(["a", "b", "c"], 300).tolist()
TABLE = [
    {"x": float(x), "y": float(y), "colour": colour}
    for x, y, colour in zip(
        DRAW.normal(size=300) + np.array([kind == "a" for kind in KINDS]),
        DRAW.exponential(size=300),
        DRAW.choice(["red", "blue"], 300),
        strict=True,
    )
]


def test_mixed_fields_add_up_what_scikit_learn_has_for_each_kind() -> None:
    fitted = NaiveBayesClassifier(widening=1e-9).fit(Rows(TABLE, KINDS, weights=WEIGHTS))
    numbers = np.array([[row["x"], row["y"]] for row in TABLE])
    colours = np.array([[row["colour"] == "red"] for row in TABLE], dtype=int)
    normal = GaussianNB(var_smoothing=1e-12).fit(numbers, KINDS, sample_weight=WEIGHTS)
    counted = CategoricalNB(alpha=1.0).fit(colours, KINDS, sample_weight=WEIGHTS)
    joint = (
        normal.predict_joint_log_proba(numbers)
        + counted.predict_joint_log_proba(colours)
        - np.log(normal.class_prior_)
    )
    expected = np.exp(joint - np.logaddexp.reduce(joint, axis=1, keepdims=True))
    ours = [[told.probabilities[kind] for kind in fitted.labels] for told in fitted.predict(TABLE)]
    assert np.array(ours) == pytest.approx(expected, abs=1e-7)


def test_it_beats_the_share_of_yes() -> None:
    share = sum(ROWS.targets) / len(ROWS)
    told = Loyalty().fit(ROWS).predict(UNSEEN.inputs)
    assert brier(told, UNSEEN) < brier([share] * len(UNSEEN), UNSEEN) - 0.03


def test_a_missing_number_and_an_unknown_category_say_nothing() -> None:
    fitted = Loyalty().fit(ROWS)
    blank = Person(age=None, city="nowhere", member=True, visits=3)
    effects = np.array(fitted.effects([blank])[0]) + np.array(fitted.averages)
    assert effects[:2].tolist() == [0.0, 0.0]
    assert effects[2] != 0


def test_effects_add_up_to_log_odds() -> None:
    fitted = Loyalty().fit(ROWS)
    margins, effects = fitted.margins(UNSEEN.inputs), fitted.effects(UNSEEN.inputs)
    bases = [margin - sum(row) for margin, row in zip(margins, effects, strict=True)]
    assert max(bases) - min(bases) < 1e-9
    assert fitted.reasons([BERN], count=1)[0][0].feature in ("city", "age")


def test_by_hand() -> None:
    rows = Rows([{"c": "u"}, {"c": "u"}, {"c": "v"}, {"c": "v"}], [True, True, True, False])
    chance = NaiveBayes[dict[str, str]]().fit(rows).predict([{"c": "u"}])[0]
    yes, no = 3 / 4 * 3 / 5, 1 / 4 * 1 / 3  # (2 + 1) / (3 + 2) and (0 + 1) / (1 + 2)
    assert chance == pytest.approx(yes / (yes + no))


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=4, max_size=12))
def test_chances_are_chances_whatever_the_numbers(values: list[float]) -> None:
    records = [{"x": value, "y": 1.0} for value in values]
    fitted = NaiveBayes[dict[str, float]]().fit(
        Rows(records, [i % 2 == 0 for i in range(len(records))])
    )
    told = fitted.predict([*records, {"x": math.inf, "y": 2.0}])
    assert all(0 <= chance <= 1 for chance in told)


@pytest.mark.parametrize(
    ("model", "rows"),
    [(Loyalty(), ROWS), (City(), Rows(ROWS.inputs, [x.city or "none" for x in ROWS.inputs]))],
)
def test_it_keeps_the_contract(model: Loyalty | City, rows: Rows[Person, object]) -> None:
    check(model.fit(rows), [BERN, ODD, *ROWS.inputs[:6]], learn=rows)  # type: ignore[arg-type]  # each with the rows it takes


def test_what_it_cannot_learn_from_is_told() -> None:
    with pytest.raises(DefinitionError, match="Loyalty learns from yes and no"):
        Loyalty().fit(Rows([BERN], [True]))
    with pytest.raises(DefinitionError, match="got smoothing=0"):
        Loyalty(smoothing=0).fit(ROWS)
    nothing = dataclasses.replace(ROWS, weights=[float(target) for target in ROWS.targets])
    with pytest.raises(DefinitionError, match="a class whose rows all weigh 0"):
        Loyalty().fit(nothing)
