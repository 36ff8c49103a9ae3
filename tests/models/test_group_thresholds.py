from __future__ import annotations

import pytest

from tandem.checks import check
from tandem.errors import InvalidInput
from tandem.models import GroupThresholds, Logistic
from tandem.models.fields import Alike
from tests.models.lending import Application, applications, gaps


class Lending(Logistic[Application]):
    """A concrete model, as a user would name one."""


class Decision(GroupThresholds[Application]):
    """Decisions on loans."""


ROWS, UNSEEN = applications(3_000), applications(6_000, seed=1)
PLAIN = gaps(UNSEEN, [c >= 0.5 for c in Lending().fit(ROWS).predict(UNSEEN.inputs)])


@pytest.mark.parametrize("alike", ["selection", "true_positive", "odds"])
def test_what_should_be_alike_is_on_unseen_rows(alike: Alike) -> None:
    fitted = Decision(model=Lending(), by="group", alike=alike).fit(ROWS)
    found = gaps(UNSEEN, list(fitted.predict(UNSEEN.inputs)))
    assert PLAIN[alike] > 0.2
    assert found[alike] < 0.06
    assert found["accuracy"] > PLAIN["accuracy"] - 0.09
    assert fitted.thresholds["a"] > fitted.thresholds["b"]


def test_more_slack_buys_accuracy() -> None:
    tight, loose = (
        gaps(
            UNSEEN,
            list(
                Decision(model=Lending(), by="group", alike="odds", slack=slack)
                .fit(ROWS)
                .predict(UNSEEN.inputs)
            ),
        )
        for slack in (0.01, 0.2)
    )
    assert loose["odds"] > tight["odds"]
    assert loose["accuracy"] > tight["accuracy"]


def test_a_group_that_training_did_not_see_is_refused() -> None:
    fitted = Decision(model=Lending(), by="group").fit(ROWS.take(range(300)))
    with pytest.raises(InvalidInput, match="the group 'c', which training did not see"):
        fitted.predict([Application(1.0, 2.0, "c")])
    assert fitted.predict([]) == []


def test_it_keeps_the_contract() -> None:
    rows = ROWS.take(range(300))
    check(Decision(model=Lending(), by="group").fit(rows), UNSEEN.inputs[:20], learn=rows)
