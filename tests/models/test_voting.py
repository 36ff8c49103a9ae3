from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Model, Rows, learned
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Boosting, ForestClassifier, Logistic, Voting
from tandem.models.losses import LOSSES, rmse
from tandem.models.text import Labels
from tandem.models.voting import mixed, selected
from tests.models.samples import BERN, Person, brier, people


class Loyalty(Voting[Person, float]):
    """A concrete model, as a user would name one."""


class City(Voting[Person, Labels]):
    """The same for labels."""


class Memory(Model[int, float]):
    """Knows the rows it has seen, and nothing of others."""

    seen: list[int] = learned()

    def fit(self, rows: Rows[int, float]) -> Memory:
        return self.evolve(seen=sorted(rows.inputs))

    def predict(self, xs: Sequence[int], /) -> list[float]:
        return [1.0 if x in self.seen else 0.0 for x in xs]


ROWS, UNSEEN = people(600), people(1_000, seed=1)


def test_a_member_that_never_helps_weighs_nothing() -> None:
    noise = Boosting[Person](trees=200, leaves=31, leaf_rows=1, rate=0.5)
    fitted = Loyalty(members=(Logistic[Person](), noise)).fit(ROWS)
    assert fitted.shares[0] > 0.8
    equal = Loyalty(members=(Logistic[Person](), noise), weights="equal").fit(ROWS)
    assert equal.shares == [0.5, 0.5]
    assert brier(fitted.predict(UNSEEN.inputs), UNSEEN) < brier(
        equal.predict(UNSEEN.inputs), UNSEEN
    )


def test_it_keeps_the_contract() -> None:
    small = ROWS.take(range(80))
    model = Loyalty(members=(Logistic[Person](), Boosting[Person](trees=5)))
    check(model.fit(small), [BERN, *ROWS.inputs[:10]], learn=small)
    cities = Rows(small.inputs, [person.city or "none" for person in small.inputs])
    trees = (ForestClassifier[Person](trees=5), ForestClassifier[Person](trees=5, seed=1))
    fitted = City(members=trees).fit(cities)
    check(fitted, [BERN, *ROWS.inputs[:10]], learn=cities)
    assert sum(fitted.predict([BERN])[0].probabilities.values()) == pytest.approx(1)
    with pytest.raises(DefinitionError, match="Loyalty has no members"):
        Loyalty(members=()).fit(small)


@given(
    st.lists(st.lists(st.floats(-10, 10), min_size=5, max_size=5), min_size=1, max_size=4),
    st.lists(st.floats(-10, 10), min_size=5, max_size=5),
)
def test_the_mixture_is_no_worse_than_its_best_member(
    unseen: list[list[float]], targets: list[float]
) -> None:
    shares = selected(unseen, targets, LOSSES["rmse"])
    assert sum(shares) == pytest.approx(1)
    together = rmse(targets, mixed(unseen, shares))
    assert together <= min(rmse(targets, told) for told in unseen) + 1e-9
