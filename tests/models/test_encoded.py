from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tandem import Rows
from tandem.core import tree
from tandem.core.state import dump
from tandem.models import (
    Boosting,
    CatBoost,
    Forest,
    Logistic,
    NaiveBayes,
    Neighbours,
    Network,
    Ridge,
    Tuned,
    XGBoost,
    span,
)
from tandem.models.encoded import encoded_once
from tandem.models.tabular import Encoder
from tests.models.samples import Person, people

ROWS, OTHERS = people(120), people(40, seed=1)
MODELS: list[Any] = [
    Boosting(trees=3),
    CatBoost(trees=3),
    XGBoost(trees=3),
    Forest(trees=3),
    Logistic(),
    NaiveBayes(),
    Neighbours(),
    Network(units=4),
]


def states_of(model: Any) -> dict[str, Any]:
    return {
        name: dump(codec, value, whose=name) for name, (codec, value) in tree.states(model).items()
    }


def test_the_same_records_are_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(name: str, whole: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            made.append(name)
            return whole(*given)

        return call

    monkeypatch.setattr(Encoder, "_of", counted("encoder", Encoder._of))
    monkeypatch.setattr(Encoder, "_matrix", counted("matrix", Encoder._matrix))
    with encoded_once(ROWS.inputs, OTHERS.inputs):
        for _ in range(3):
            Boosting[Person](trees=2).fit(ROWS).predict(OTHERS.inputs)
    assert sorted(made) == ["encoder", "matrix", "matrix"]
    Boosting[Person](trees=2).fit(ROWS)  # and no longer
    assert sorted(made) == ["encoder", "encoder", "matrix", "matrix", "matrix"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_sharing_changes_nothing(model: Any) -> None:
    plain = model.fit(ROWS)
    with encoded_once(ROWS.inputs, OTHERS.inputs):
        for _ in range(2):  # the second time from what is shared, which nobody may have changed
            fitted = model.fit(ROWS)
            assert states_of(fitted) == states_of(plain)
            assert fitted.predict(OTHERS.inputs) == plain.predict(OTHERS.inputs)


def test_an_array_of_another_encoder_is_not_mixed_up() -> None:
    few = Encoder.of(ROWS.inputs[:3])
    with encoded_once(ROWS.inputs):
        whole = Encoder.of(ROWS.inputs)
        assert whole.matrix(ROWS.inputs) is whole.matrix(ROWS.inputs)
        assert few.matrix(ROWS.inputs) is not few.matrix(ROWS.inputs)
        assert (few.matrix(ROWS.inputs)[:3, 0] == whole.matrix(ROWS.inputs)[:3, 0]).all()
        assert not whole.matrix(ROWS.inputs).flags.writeable


def test_trials_of_a_search_share_their_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    whole = Encoder._of

    def counted(xs: Any) -> Encoder:
        made.append(len(xs))
        return whole(xs)

    monkeypatch.setattr(Encoder, "_of", counted)
    numbers = Rows(ROWS.inputs, [float(x.visits) for x in ROWS.inputs])
    search = {"penalty": span(0.1, 10.0, log=True)}
    Tuned[Any, float](model=Ridge(), metric="rmse", search=search, trials=6, folds=3).fit(numbers)
    assert len(made) == 3 + 1  # a fold each, and the last fit
