from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn import metrics

from tandem.errors import DefinitionError
from tandem.models.losses import LOSSES, metric_of
from tandem.models.text import Labels

chances = st.floats(0.001, 0.999).map(lambda value: round(value, 2)).filter(lambda v: 0 < v < 1)
judged = st.lists(st.tuples(st.booleans(), chances), min_size=2, max_size=30)


@given(judged)
def test_losses_of_chances_are_those_of_scikit_learn(pairs: list[tuple[bool, float]]) -> None:
    targets, told = [t for t, _ in pairs], [c for _, c in pairs]
    assume(len(set(targets)) == 2)
    expected = {
        "log_loss": metrics.log_loss(targets, told),
        "brier": metrics.brier_score_loss(targets, told),
        "auc": 1 - metrics.roc_auc_score(targets, told),
        "accuracy": 1 - metrics.accuracy_score(targets, [chance >= 0.5 for chance in told]),
    }
    for name, value in expected.items():
        assert LOSSES[name](targets, told) == pytest.approx(value, abs=1e-9)  # type: ignore[index]  # the names above


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=1, max_size=20))
def test_losses_of_numbers_are_those_of_scikit_learn(pairs: list[tuple[float, float]]) -> None:
    targets, told = [t for t, _ in pairs], [g for _, g in pairs]
    assert LOSSES["rmse"](targets, told) == pytest.approx(
        metrics.root_mean_squared_error(targets, told), abs=1e-6
    )
    assert LOSSES["mae"](targets, told) == pytest.approx(
        metrics.mean_absolute_error(targets, told), abs=1e-9
    )


def test_labels_count_by_their_chances() -> None:
    told = [Labels("a", 0.8, {"a": 0.8, "b": 0.2}), Labels("b", 0.6, {"b": 0.6, "a": 0.4})]
    assert LOSSES["accuracy"](["a", "a"], told) == 0.5
    assert LOSSES["log_loss"](["a", "a"], told) == pytest.approx(
        metrics.log_loss(["a", "a"], [[0.8, 0.2], [0.4, 0.6]], labels=["a", "b"])
    )


def test_a_ranking_needs_both_sides() -> None:
    with pytest.raises(DefinitionError, match="needs some of both"):
        LOSSES["auc"]([True, True], [0.1, 0.2])


def test_a_metric_rises_where_its_loss_falls() -> None:
    assert metric_of("auc", 0.25) == 0.75
    assert metric_of("rmse", 0.25) == 0.25
