from __future__ import annotations

import time

import pytest

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Boosting, CatBoost, Selected
from tandem.models.text import Labels
from tests.models.samples import BERN, Person, brier, chance, people


class Loyalty(Selected[Person, float]):
    """A concrete model, as a user would name one."""


class City(Selected[Person, Labels]):
    """The same for labels."""


@pytest.fixture(autouse=True)
def _processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that what else runs on the machine does not move."""
    monkeypatch.setattr(time, "monotonic", time.process_time)


ROWS, UNSEEN = people(400), people(1_000, seed=1)
Boosting[Person](trees=1).fit(ROWS)  # imported before any clock runs
CatBoost[Person](trees=1).fit(ROWS)


def test_what_it_selects_does_well_on_unseen_rows_and_it_says_why() -> None:
    fitted = Loyalty(seconds=2.5, folds=3).fit(ROWS)
    best = brier([chance(person) for person in UNSEEN.inputs], UNSEEN)
    assert brier(fitted.predict(UNSEEN.inputs), UNSEEN) < best + 0.03
    metrics = [tried.metric for tried in fitted.board if tried.metric is not None]
    assert metrics[0] < metrics[-1] or len(metrics) == 1
    assert sum(tried.share for tried in fitted.board) == pytest.approx(1)
    assert len(fitted.members) == len(fitted.shares)
    assert "yes or no" in fitted.explanation
    assert fitted.board[0].name.partition(",")[0] in fitted.explanation


def test_little_time_still_gives_a_model_that_keeps_the_contract() -> None:
    rows = ROWS.take(range(80))
    cities = Rows(rows.inputs, [person.city or "none" for person in rows.inputs])
    fitted = City(seconds=0.0, folds=2).fit(cities)
    assert [tried.name for tried in fitted.board] == ["boosting"]
    check(fitted, [BERN, *rows.inputs[:5]], learn=cities)


def test_rows_that_nothing_can_learn_from_are_told() -> None:
    with pytest.raises(DefinitionError, match=r"could fit nothing .* learns from yes and no"):
        Loyalty(seconds=1, folds=2).fit(Rows(ROWS.inputs, [True] * len(ROWS)))


def test_it_is_no_worse_than_the_default_model() -> None:
    plain = Boosting[Person]().fit(ROWS)
    chosen = Loyalty(seconds=2.5, folds=3, seed=1).fit(ROWS)
    assert brier(chosen.predict(UNSEEN.inputs), UNSEEN) < brier(
        plain.predict(UNSEEN.inputs), UNSEEN
    )
