from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models.forecast import Intermittent, Series
from tandem.models.forecast.intermittent import smooth

METHODS: list[Any] = ["croston", "sba", "tsb", "adida"]


@pytest.mark.parametrize("method", METHODS)
def test_the_mean_demand_is_found(method: Any) -> None:
    chance = np.random.default_rng(0)
    model = Intermittent(method=method)
    series = [
        Series(((chance.random(300) < 0.25) * chance.integers(2, 7, 300)).tolist(), 3)
        for _ in range(100)
    ]
    said = [f.mean[0] for f in model.predict(series)]
    bias = 1.05 if method == "croston" else 1.0  # which is what SBA takes off
    assert np.mean(said) == pytest.approx(bias * 0.25 * 4, rel=0.06)


def test_the_methods_by_hand() -> None:
    series = Series([0.0, 4.0, 0.0, 0.0, 7.0], 2)
    sizes, gaps = 4 + 0.5 * 3, 2 + 0.5 * 1
    said = Intermittent(method="croston", rate=0.5).predict([series])[0].mean
    assert said == pytest.approx([sizes / gaps] * 2)
    said = Intermittent(method="sba", rate=0.5).predict([series])[0].mean
    assert said[0] == pytest.approx(0.75 * sizes / gaps)
    assert smooth(np.array([4.0, 7.0]), 0.5) == 5.5


def test_only_tsb_and_adida_fade_when_nothing_is_sold_any_more() -> None:
    sold = [0.0, 0.0, 5.0] * 20
    said = {}
    for method in METHODS:
        now, later = Intermittent(method=method).predict(
            [Series(sold, 1), Series([*sold, *([0.0] * 60)], 1)]
        )
        said[method] = later.mean[0] / now.mean[0]
    assert said["croston"] == said["sba"] == pytest.approx(1.0)
    assert said["tsb"] < 0.05
    assert said["adida"] < 0.5


@pytest.mark.parametrize("method", METHODS)
def test_nothing_sold_one_value_and_negative_values(method: Any) -> None:
    model = Intermittent(method=method)
    assert model.predict([Series([0.0] * 9, 2)])[0].mean == [0.0, 0.0]
    assert model.predict([Series([6.0], 1)])[0].mean[0] == pytest.approx(6.0, rel=0.06)
    with pytest.raises(DefinitionError, match="below zero"):
        model.predict([Series([1.0, -2.0], 1)])
    with pytest.raises(DefinitionError, match="rate=0"):
        Intermittent(rate=0).predict([Series([1.0], 1)])


def test_it_keeps_the_contract() -> None:
    check(Intermittent(), inputs=[Series([0.0, 3.0, 0.0], 2), Series([1.0], 1)])
