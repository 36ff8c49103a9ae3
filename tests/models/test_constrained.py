from __future__ import annotations

import pytest

from tandem.checks import check
from tandem.models import Boosting, Constrained, Logistic
from tandem.models.fields import Alike
from tests.models.lending import Application, applications, gaps


class Lending(Logistic[Application]):
    """A concrete model, as a user would name one."""


class Trees(Boosting[Application]):
    """The same by trees."""


class Fair(Constrained[Application]):
    """Lending under a constraint."""


ROWS, UNSEEN = applications(1_500), applications(6_000, seed=1)
PLAIN = gaps(UNSEEN, [c >= 0.5 for c in Lending().fit(ROWS).predict(UNSEEN.inputs)])


@pytest.mark.parametrize("alike", ["selection", "true_positive", "odds"])
def test_the_constraint_holds_about_on_unseen_rows(alike: Alike) -> None:
    fitted = Fair(model=Lending(), by="group", alike=alike).fit(ROWS)
    found = gaps(UNSEEN, [chance >= 0.5 for chance in fitted.predict(UNSEEN.inputs)])
    assert found[alike] < 0.5 * PLAIN[alike]
    assert found["accuracy"] > PLAIN["accuracy"] - 0.09
    assert fitted.price.keys() == {"a", "b"}


def test_trees_learn_under_it_too() -> None:
    fitted = Fair(model=Trees(trees=40, leaves=4), by="group", trials=12).fit(ROWS)
    found = gaps(UNSEEN, [chance >= 0.5 for chance in fitted.predict(UNSEEN.inputs)])
    assert found["selection"] < 0.6 * PLAIN["selection"]


def test_it_keeps_the_contract() -> None:
    rows = ROWS.take(range(300))
    model = Fair(model=Lending(), by="group", trials=4)
    check(model.fit(rows), UNSEEN.inputs[:20], learn=rows)
