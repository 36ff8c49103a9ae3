from __future__ import annotations

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Blend, Boosting, Logistic
from tests.models.samples import BERN, Person, brier, chance, people


class Loyalty(Blend[Person]):
    """A concrete model, as a user would name one."""


ROWS = people(2_000)
MODEL = Loyalty(members=(Boosting(trees=40, leaves=4), Logistic()))
FITTED = MODEL.fit(ROWS)


def test_it_learns_the_law_and_is_calibrated() -> None:
    unseen = people(2_000, seed=1)
    chances = FITTED.predict(unseen.inputs)
    best = brier([chance(person) for person in unseen.inputs], unseen)
    assert brier(chances, unseen) < best + 0.01
    assert sum(chances) / len(chances) == pytest.approx(sum(unseen.targets) / 2_000, abs=0.03)


def test_a_member_that_knows_nothing_gets_little_weight() -> None:
    noise: Boosting[Person] = Boosting(trees=80, rate=0.5, leaves=31, leaf_rows=1)
    fitted = Loyalty(members=(noise, Logistic())).fit(people(500))
    assert fitted.weights[0] < 0.2 < 0.7 < fitted.weights[1]


def test_effects_add_up_to_the_margin_but_for_a_base() -> None:
    margins, effects = FITTED.margins(ROWS.inputs), FITTED.effects(ROWS.inputs)
    bases = [margin - sum(row) for margin, row in zip(margins, effects, strict=True)]
    assert max(bases) - min(bases) < 1e-9


def test_reasons_name_the_fields() -> None:
    [reasons] = FITTED.reasons([BERN])
    assert len(reasons) == 3
    assert (reasons[0].feature, reasons[0].value) == ("city", "Bern")
    assert reasons[0].effect > 0


def test_it_keeps_the_contract() -> None:
    odd = Person(age=None, city="nowhere", member=True, visits=10**30)
    check(FITTED, [BERN, odd, *ROWS.inputs[:10]], learn=people(80))


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(DefinitionError, match="2 rows cannot make 5 folds"):
        MODEL.fit(Rows([BERN, BERN], [True, False]))
