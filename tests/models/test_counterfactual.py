from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.models import Boosting, counterfactuals
from tests.models.samples import BERN, Person, people

Record = dict[str, int]
START: Record = {"a": 0, "b": 0, "c": 0}
steps = st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True)


@given(
    st.lists(st.integers(-3, 3), min_size=3, max_size=3),
    st.fixed_dictionaries({"a": steps, "b": steps}),
)
def test_it_finds_the_fewest_changes_and_never_touches_other_fields(
    weights: list[int], choices: dict[str, list[int]]
) -> None:
    def predict(xs: Sequence[Record]) -> list[float]:
        return [float(sum(w * x[n] for w, n in zip(weights, "abc", strict=True))) for x in xs]

    found = counterfactuals(predict, START, choices, at_least=4.0)
    possible = [
        {name: value for name, value in (("a", a), ("b", b)) if value}
        for a, b in itertools.product([0, *choices["a"]], [0, *choices["b"]])
        if predict([{"a": a, "b": b, "c": 0}])[0] >= 4
    ]
    assert bool(found) == bool(possible)
    for one in found:
        assert len(one.changes) == min(map(len, possible))
        assert one.record == {**START, **one.changes}
        assert one.prediction == predict([one.record])[0] >= 4


def test_preferred_values_come_first() -> None:
    def predict(xs: Sequence[Record]) -> list[float]:
        return [float(x["a"] + x["b"]) for x in xs]

    found = counterfactuals(predict, START, {"a": [1, 2, 3], "b": [3, 2]}, at_least=2)
    assert [one.changes for one in found] == [{"b": 3}, {"a": 2}]
    assert counterfactuals(predict, START, {"a": [1]}, at_most=-1) == []
    [down] = counterfactuals(predict, START, {"a": [-1]}, at_most=-1)
    assert down.prediction == -1


def test_a_record_of_a_model_is_changed_within_what_is_allowed() -> None:
    model = Boosting[Person](trees=40, leaves=4).fit(people(800))
    before = model.predict([BERN])[0]
    allowed: dict[str, list[object]] = {"city": ["Bonn", "Graz"], "member": [True]}
    [found, *_] = counterfactuals(model.predict, BERN, allowed, at_most=before / 2)
    assert found.prediction <= before / 2
    assert (found.record.age, found.record.visits) == (BERN.age, BERN.visits)
    assert set(found.changes) <= set(allowed)


def test_what_cannot_be_asked_is_told() -> None:
    with pytest.raises(DefinitionError, match="one limit"):
        counterfactuals(lambda xs: [0.0] * len(xs), START, {"a": [1]})
    with pytest.raises(DefinitionError, match="'x', which is no field"):
        counterfactuals(lambda xs: [0.0] * len(xs), START, {"x": [1]}, at_least=1)
