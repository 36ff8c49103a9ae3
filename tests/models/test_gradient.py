from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.core import tree
from tandem.errors import DefinitionError, MissingExtra
from tandem.models import BoostingClassifier, CatBoostClassifier, Encoder, XGBoostClassifier
from tandem.models.gradient import signs, threads
from tests.models.boosters import CITIES, LIBRARIES, ROWS, UNSEEN, VISITS, Library
from tests.models.samples import BERN, Person, brier, chance

ODD = Person(age=None, city="nowhere", member=True, visits=10**40)
AGES = [replace(BERN, age=float(age)) for age in range(18, 80)]
SMALL: dict[str, Any] = {"trees": 60, "depth": 2, "rate": 0.1}

of_each_library = pytest.mark.parametrize("library", LIBRARIES, ids=str)

ENCODER = Encoder.of([{"age": 1.0, "city": "Bern", "visits": 2}])


def test_directions_stand_in_the_order_of_the_columns() -> None:
    assert signs({"visits": -1}, ENCODER, whose="Boost") == [0, 0, -1]


def test_a_field_without_direction_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"Boost\.monotone names 'size', which is no field"):
        signs({"size": 1}, ENCODER, whose="Boost")
    with pytest.raises(DefinitionError, match="names 'city', which is a category"):
        signs({"city": 1}, ENCODER, whose="Boost")


def test_small_tables_take_one_thread() -> None:
    assert (threads(5_000), threads(200_000)) == (1, -1)


@pytest.mark.parametrize("cls", [BoostingClassifier, CatBoostClassifier, XGBoostClassifier])
def test_several_labels_have_no_one_margin_whichever_library_grows_the_trees(cls: Any) -> None:
    records = [{"x": float(i % 9)} for i in range(90)]
    fitted = cls(trees=20).fit(Rows(records, ["low" if r["x"] < 4 else "high" for r in records]))
    told = fitted.predict([*records[:2], records[7]])
    assert [one.label for one in told] == ["low", "low", "high"]
    assert fitted.predict([]) == []
    for ask in (fitted.margins, fitted.effects, fitted.reasons):
        with pytest.raises(DefinitionError, match="a margin for each of 2 labels"):
            ask(records[:1])


@of_each_library
def test_it_learns_the_law(library: Library) -> None:
    best = brier([chance(person) for person in UNSEEN.inputs], UNSEEN)
    told = library.loyalty(**SMALL).fit(ROWS).predict(UNSEEN.inputs)
    assert brier(told, UNSEEN) < best + 0.025


@of_each_library
def test_it_keeps_the_contract(library: Library) -> None:
    for model, rows in (
        (library.loyalty(trees=8, row_share=0.7, column_share=0.8), ROWS),
        (library.city(trees=5, depth=3), CITIES),
        (library.visits(trees=8), VISITS),
    ):
        fitted = model.fit(rows)
        check(fitted, [BERN, ODD, *ROWS.inputs[:6]], learn=rows)
        assert tree.states(model.fit(rows)) == tree.states(fitted)
        assert list(fitted.predict([])) == []


@of_each_library
def test_effects_add_up_to_log_odds(library: Library) -> None:
    fitted = library.loyalty(**SMALL).fit(ROWS)
    margins, effects = fitted.margins(UNSEEN.inputs), fitted.effects(UNSEEN.inputs)
    bases = [margin - sum(row) for margin, row in zip(margins, effects, strict=True)]
    assert max(bases) - min(bases) < 1e-4
    [[first, *_]] = fitted.reasons([BERN])
    assert (first.feature, first.effect > 0) == ("city", True)


@of_each_library
def test_a_monotone_field_only_rises(library: Library) -> None:
    told = library.loyalty(trees=60, monotone={"age": 1}).fit(ROWS).predict(AGES)
    assert all(a <= b + 1e-9 for a, b in pairwise(told))
    assert told[-1] > told[0]


@of_each_library
def test_patience_stops_before_it_overfits(library: Library) -> None:
    greedy = library.loyalty(trees=300, rate=0.3)
    many = greedy.fit(ROWS).predict(UNSEEN.inputs)
    few = replace(greedy, patience=10).fit(ROWS).predict(UNSEEN.inputs)
    assert brier(few, UNSEEN) < brier(many, UNSEEN) - 0.01


@of_each_library
def test_about_nine_in_ten_numbers_lie_below_the_quantile(library: Library) -> None:
    hidden = Rows([replace(x, visits=0) for x in ROWS.inputs], VISITS.targets)
    model = library.visits(quantile=0.9, trees=100, depth=2)
    told = model.fit(hidden).predict(hidden.inputs)
    below = [true <= limit for true, limit in zip(VISITS.targets, told, strict=True)]
    assert 0.85 <= sum(below) / len(below) <= 0.97


@of_each_library
def test_weights_count_rows(library: Library) -> None:
    """Yes counted tenfold is called likelier; rows that weigh nothing teach nothing."""
    model = library.loyalty(**SMALL)
    heavy = replace(ROWS, weights=[10.0 if t else 1.0 for t in ROWS.targets])
    plain, raised = (sum(model.fit(rows).predict(UNSEEN.inputs)) for rows in (ROWS, heavy))
    assert raised > 1.3 * plain
    wrong = Rows([*ROWS.inputs, *ROWS.inputs], [*ROWS.targets, *(not t for t in ROWS.targets)])
    half = replace(wrong, weights=[1.0] * len(ROWS) + [0.0] * len(ROWS))
    assert brier(model.fit(half).predict(UNSEEN.inputs), UNSEEN) < 0.25


@of_each_library
def test_what_it_cannot_learn_from_is_told(library: Library) -> None:
    with pytest.raises(DefinitionError, match="learns from yes and no"):
        library.loyalty().fit(Rows([BERN], [True]))
    with pytest.raises(DefinitionError, match="learns from finite numbers"):
        library.visits().fit(Rows([BERN], [float("nan")]))
    with pytest.raises(DefinitionError, match="learns to tell labels apart"):
        library.city().fit(Rows([BERN], ["Bern"]))
    with pytest.raises(DefinitionError, match="monotone names 'city', which is a category"):
        library.loyalty(monotone={"city": 1}).fit(ROWS)


@of_each_library
def test_a_constant_is_predicted_as_it_is(library: Library) -> None:
    constant = Rows(ROWS.inputs, [3.0] * len(ROWS))
    told = library.visits(trees=20).fit(constant).predict([BERN, ODD])
    assert told == pytest.approx([3.0, 3.0], abs=1e-4)


@of_each_library
def test_a_label_that_a_field_gives_away_is_found(library: Library) -> None:
    told = library.city(trees=30, rate=0.2).fit(CITIES).predict(UNSEEN.inputs)
    right = [a.label == (b.city or "none") for a, b in zip(told, UNSEEN.inputs, strict=True)]
    assert sum(right) > 0.97 * len(right)
    assert all(sum(a.probabilities.values()) == pytest.approx(1) for a in told)


@of_each_library
def test_without_the_library_it_says_what_to_install(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library.module, None)
    with pytest.raises(MissingExtra, match=f"Loyalty needs {library.name}"):
        library.loyalty().fit(ROWS)
