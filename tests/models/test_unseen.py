from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import PredefinedSplit, cross_val_predict

from tandem import Model, Rows, learned
from tandem.data import folds
from tandem.errors import DefinitionError
from tandem.models import Ridge, cross_predict
from tandem.record import Here, LocalProcesses


class Seen(Model[int, list[str]]):
    """Answers with the groups it was fitted on."""

    groups: list[str] = learned()

    def fit(self, rows: Rows[int, Any]) -> Seen:
        return self.evolve(groups=list(rows.groups or map(str, rows.inputs)))

    def predict(self, xs: Sequence[int], /) -> list[list[str]]:
        return [self.groups for _ in xs]


@given(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=40), st.integers(2, 5))
def test_no_row_is_predicted_by_a_model_that_saw_its_group(groups: list[str], k: int) -> None:
    distinct = len(set(groups))
    rows = Rows(range(len(groups)), [0.5] * len(groups), groups)
    if distinct < min(k, len(groups)):
        with pytest.raises(DefinitionError, match="folds"):
            cross_predict(Seen(), rows, k=k)
        return
    for group, seen in zip(groups, cross_predict(Seen(), rows, k=k), strict=True):
        assert group not in seen
        assert set(seen) <= set(groups)


def test_few_rows_are_left_out_one_by_one() -> None:
    assert cross_predict(Seen(), Rows([1, 2, 3], [0.1, 0.2, 0.3]), k=5) == [
        ["2", "3"],
        ["1", "3"],
        ["1", "2"],
    ]


def test_it_gives_what_scikit_learn_gives_on_the_same_folds() -> None:
    draw = np.random.default_rng(1)
    x = draw.normal(size=40)
    y = x * 3 + draw.normal(size=40)
    rows = Rows([{"x": value} for value in x.tolist()], y.tolist())
    place = np.empty(40, dtype=int)
    for number, (_, test) in enumerate(folds(rows, k=4, seed=2)):
        place[test] = number
    expected = cross_val_predict(LinearRegression(), x[:, None], y, cv=PredefinedSplit(place))
    found = cross_predict(Ridge[dict[str, float]](penalty=1e-9), rows, k=4, seed=2)
    assert found == pytest.approx(expected.tolist())


def test_an_engine_gives_the_same_as_one_process_and_names_a_fold_that_fails() -> None:
    rows: Rows[Any, Any] = Rows([{"x": float(i)} for i in range(30)], [3.0 * i for i in range(30)])
    model = Ridge[Any]()
    assert cross_predict(model, rows, engine=LocalProcesses(2)) == cross_predict(model, rows)
    with pytest.raises(DefinitionError, match="a fold of Ridge failed: DefinitionError: Ridge got"):
        cross_predict(Ridge[Any](penalty=-1), rows, engine=Here())
