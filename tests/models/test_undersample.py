"""Leaving out noes: fewer rows to learn from, and probabilities that still mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import pytest

from tandem import Model, Rows, learned
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Logistic, Undersampled
from tests.models.samples import BERN, Person, brier, chance, people

ROWS = people(4_000)


class Thin(Undersampled[Person]):
    """A concrete model, as a user would name one."""


class Base(Model[Person, float]):
    """Gives everybody the share of yes among the rows it saw."""

    share: float = learned()
    seen: int = learned()

    def fit(self, rows: Rows[Person, bool]) -> Self:
        return self.evolve(share=sum(rows.targets) / len(rows), seen=len(rows))

    def predict(self, xs: Sequence[Person], /) -> list[float]:
        return [self.share for _ in xs]


def test_every_yes_and_a_share_of_the_noes_is_learned_from() -> None:
    yes = sum(ROWS.targets)
    fitted: Any = Thin(model=Base(), share=0.25).fit(ROWS)
    assert fitted.model.seen == yes + round(0.25 * (len(ROWS) - yes))
    assert fitted.model.share > yes / len(ROWS) * 1.3


@pytest.mark.parametrize("share", [0.001, 0.1, 1.0])
def test_the_probability_is_that_of_rows_as_they_come(share: float) -> None:
    [found] = Thin(model=Base(), share=share).fit(ROWS).predict([BERN])
    assert found == pytest.approx(sum(ROWS.targets) / len(ROWS))


def test_it_learns_the_law_from_a_third_of_the_noes() -> None:
    unseen = people(2_000, seed=1)
    fitted = Thin(model=Logistic[Person](), share=0.33).fit(ROWS)
    best = brier([chance(person) for person in unseen.inputs], unseen)
    assert brier(fitted.predict(unseen.inputs), unseen) < best + 0.01


def test_it_keeps_the_contract() -> None:
    fitted = Thin(model=Logistic[Person]()).fit(ROWS)
    check(fitted, [BERN, *ROWS.inputs[:10]], learn=people(200))


@pytest.mark.parametrize("share", [0.0, -1.0, 1.5])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(DefinitionError, match="share"):
        Thin(model=Base(), share=share).fit(ROWS)


def test_targets_of_one_kind_are_refused() -> None:
    with pytest.raises(DefinitionError, match="yes and no"):
        Thin(model=Base()).fit(Rows([BERN], [False]))
