from __future__ import annotations

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.core import tree
from tandem.errors import DefinitionError, NotFitted
from tandem.models import Boosting
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


def test_targets_of_one_kind_are_refused() -> None:
    with pytest.raises(DefinitionError, match="Loyalty learns from yes and no"):
        MODEL.fit(Rows([BERN], [True]))


def test_an_unfitted_model_says_so() -> None:
    with pytest.raises(NotFitted):
        MODEL.predict([BERN])
