from __future__ import annotations

import dataclasses

import lightgbm
import numpy as np
import pytest

from tandem import Rows
from tandem.checks import check
from tandem.core import tree
from tandem.errors import DefinitionError, NotFitted
from tandem.models import Boosting, BoostingClassifier, BoostingRegressor
from tests.models.samples import BERN, Person, brier, chance, people


class Loyalty(Boosting[Person]):
    """A concrete model, as a user would name one."""


ROWS = people(2_000)
MODEL = Loyalty(trees=60, leaves=4)
FITTED = MODEL.fit(ROWS)
ODD = Person(age=None, city="nowhere", member=True, visits=10**30)


def test_it_learns_the_law() -> None:
    unseen = people(1_000, seed=1)
    best = brier([chance(person) for person in unseen.inputs], unseen)
    assert brier(FITTED.predict(unseen.inputs), unseen) < best + 0.015


def test_it_keeps_the_contract() -> None:
    check(FITTED, [BERN, ODD, *ROWS.inputs[:20]], learn=people(60))


def test_the_same_rows_give_the_same_state() -> None:
    assert tree.states(MODEL.fit(ROWS)) == tree.states(FITTED)


def test_reasons_are_the_largest_effects() -> None:
    [effects], [reasons] = FITTED.effects([BERN]), FITTED.reasons([BERN], count=2)
    named = dict(zip(["age", "city", "member", "visits"], effects, strict=True))
    assert [reason.feature for reason in reasons] == sorted(named, key=lambda n: -abs(named[n]))[:2]
    assert (reasons[0].feature, reasons[0].value) == ("city", "Bern")
    assert reasons[0].effect == named["city"] > 0.5
    assert named["age"] < 0 < named["member"]


def test_effects_add_up_to_the_margin_but_for_a_base() -> None:
    margins, effects = FITTED.margins(ROWS.inputs), FITTED.effects(ROWS.inputs)
    bases = [margin - sum(row) for margin, row in zip(margins, effects, strict=True)]
    assert max(bases) - min(bases) < 1e-9


def test_a_weight_of_yes_counts_like_as_many_rows() -> None:
    weighted = Loyalty(trees=60, leaves=4, positive_weight=3).fit(ROWS)
    weights = [3 if yes else 1 for yes in ROWS.targets]
    chances = weighted.predict(ROWS.inputs)
    found = sum(weight * chance for weight, chance in zip(weights, chances, strict=True))
    assert found == pytest.approx(3 * sum(ROWS.targets), rel=0.02)
    assert sum(chances) > 1.2 * sum(FITTED.predict(ROWS.inputs))


def test_targets_of_one_kind_are_refused() -> None:
    with pytest.raises(DefinitionError, match="Loyalty learns from yes and no"):
        MODEL.fit(Rows([BERN], [True]))


def test_an_unfitted_model_says_so() -> None:
    with pytest.raises(NotFitted):
        MODEL.predict([BERN])


class Visits(BoostingRegressor[Person]):
    """How often a person comes."""


class City(BoostingClassifier[Person]):
    """Where a person lives."""


VISITS = Rows(ROWS.inputs, [(person.age or 45.0) / 10 + person.visits for person in ROWS.inputs])
CITIES = Rows(ROWS.inputs, [person.city or "none" for person in ROWS.inputs])


def test_a_number_is_learned() -> None:
    fitted = Visits(trees=200).fit(VISITS)
    told = fitted.predict(VISITS.inputs)
    errors = [abs(a - b) for a, b in zip(told, VISITS.targets, strict=True)]
    assert sum(errors) / len(errors) < 0.2
    check(fitted, [BERN, ODD, *ROWS.inputs[:20]], learn=VISITS.take(range(60)))


def test_a_quantile_has_its_share_of_targets_below_it() -> None:
    noisy = people(4_000, seed=3)
    targets = [float(i % 100) for i in range(len(noisy))]  # nothing in the fields tells it
    model = Visits(trees=50, leaf_rows=200, quantile=0.8)
    told = model.fit(Rows(noisy.inputs, targets)).predict(noisy.inputs)
    below = sum(target <= value for target, value in zip(targets, told, strict=True))
    assert below / len(targets) == pytest.approx(0.8, abs=0.03)


def test_the_median_does_not_mind_outliers() -> None:
    spoiled = Rows(VISITS.inputs, [1e6 if i % 50 == 0 else t for i, t in enumerate(VISITS.targets)])
    mean, median = (Visits(trees=50, loss=loss).fit(spoiled) for loss in ("squared", "absolute"))
    assert median.predict([BERN])[0] == pytest.approx(7, abs=1)
    assert mean.predict([BERN])[0] > 100


def test_several_labels_have_probabilities_that_add_up() -> None:
    fitted = City(trees=20).fit(CITIES)
    answers = fitted.predict(ROWS.inputs)
    assert all(sum(answer.probabilities.values()) == pytest.approx(1) for answer in answers)
    right = [answer.label == city for answer, city in zip(answers, CITIES.targets, strict=True)]
    assert all(right)  # the city is among the fields
    check(fitted, [BERN, ODD, *ROWS.inputs[:20]], learn=CITIES.take(range(60)))
    with pytest.raises(DefinitionError, match="a margin for each of 4 labels"):
        fitted.reasons([BERN])


def test_a_monotone_field_never_turns_the_other_way() -> None:
    falling = Loyalty(trees=60, monotone={"age": -1}).fit(ROWS)  # against the data
    ages = [Person(age=age, city="Bern", member=False, visits=3) for age in range(18, 80)]
    chances = falling.predict(ages)
    assert chances == sorted(chances, reverse=True)
    with pytest.raises(DefinitionError, match="names 'city', which is a category"):
        Loyalty(monotone={"city": 1}).fit(ROWS)
    with pytest.raises(DefinitionError, match="names 'weight', which is no field"):
        Loyalty(monotone={"weight": 1}).fit(ROWS)


def test_patience_stops_before_unseen_rows_get_worse() -> None:
    few = people(400)
    unseen = people(1_000, seed=1)
    greedy = Loyalty(trees=600, rate=0.2, leaves=31, leaf_rows=2).fit(few)
    patient = Loyalty(trees=600, rate=0.2, leaves=31, leaf_rows=2, patience=20).fit(few)
    assert patient.model.count("Tree=") < 100
    assert brier(patient.predict(unseen.inputs), unseen) < brier(
        greedy.predict(unseen.inputs), unseen
    )


def test_weights_of_rows_reach_lightgbm_as_they_are() -> None:
    weights = [0.5 + (i % 4) for i in range(len(ROWS))]
    rows = dataclasses.replace(ROWS, weights=weights)
    found = MODEL.fit(rows)
    encoder = found.encoder
    data = lightgbm.Dataset(
        encoder.matrix(rows.inputs),
        np.array(rows.targets, dtype=float),
        weight=np.array(weights),
        feature_name=encoder.names,
        categorical_feature=encoder.categories,
    )
    options = MODEL._options(encoder, len(rows)) | {"objective": "binary", "scale_pos_weight": 1.0}
    theirs = lightgbm.train(options, data, num_boost_round=60)
    assert found.predict(rows.inputs) == pytest.approx(theirs.predict(encoder.matrix(rows.inputs)))
    assert found.predict(rows.inputs) != FITTED.predict(rows.inputs)


def test_weights_hold_while_it_looks_for_the_number_of_trees() -> None:
    patient = Loyalty(trees=60, leaves=4, patience=5)
    ignored = dataclasses.replace(
        ROWS,
        inputs=[*ROWS.inputs, *ROWS.inputs],
        targets=[*ROWS.targets, *(not yes for yes in ROWS.targets)],
        weights=[1.0] * len(ROWS) + [1e-9] * len(ROWS),
    )
    chances = patient.fit(ignored).predict(ROWS.inputs)
    assert brier(chances, ROWS) < brier([0.5] * len(ROWS), ROWS) - 0.05


def test_names_that_the_library_refuses_are_no_matter() -> None:
    rows = Rows(
        [{"freq_[": float(i), 'say "x"': 1.0} for i in range(100)], [i > 50 for i in range(100)]
    )
    fitted = Boosting[dict[str, float]](trees=20).fit(rows)
    assert fitted.reasons([rows.inputs[99]])[0][0].feature == "freq_["


def test_categories_of_few_rows_count_where_the_penalty_is_low() -> None:
    rows = Rows([{"c": f"k{i % 40}"} for i in range(200)], [i % 40 % 3 == 0 for i in range(200)])
    eager = Boosting[dict[str, str]](trees=40, rate=0.2, leaf_rows=2, category_penalty=0.1).fit(
        rows
    )
    shy = Boosting[dict[str, str]](trees=40, rate=0.2, leaf_rows=2).fit(rows)
    assert brier(eager.predict(rows.inputs), rows) < 0.02 < brier(shy.predict(rows.inputs), rows)


def test_ordered_categories_are_split_by_frequency() -> None:
    often = ["a"] * 90 + ["b"] * 60 + ["c"] * 40 + ["d"] * 30
    rows = Rows([{"c": c} for c in often], [c in "cd" for c in often])
    fitted = Boosting[dict[str, str]](trees=30, rate=0.2, leaves=2, ordered_categories=True).fit(
        rows
    )
    assert "\ncat_threshold=" not in fitted.model
    a, b, c, d, unseen = fitted.predict([{"c": c} for c in "abcdx"])
    assert a == b < 0.1 < 0.9 < c == d
    assert 0 <= unseen <= 1


def test_so_many_thresholds_are_tried_as_there_are_bins() -> None:
    xs = np.random.default_rng(0).uniform(size=1_000)
    rows = Rows([{"x": float(x)} for x in xs], [bool(x % 0.3 > 0.15) for x in xs])

    def thresholds(model: Boosting[dict[str, float]]) -> set[str]:
        lines = model.fit(rows).model.splitlines()
        told = [line.partition("=")[2].split() for line in lines if line.startswith("threshold=")]
        return {value for values in told for value in values}

    every = thresholds(Boosting(trees=30))
    assert len(thresholds(Boosting(trees=30, bins=4))) <= 4 < len(every)
    assert thresholds(Boosting(trees=30, random_splits=True)) != every
