from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from tandem.checks import check
from tandem.errors import DefinitionError, InvalidInput, MissingExtra
from tandem.models.forecast import ARIMA, ETS, MSTL, DynamicTheta, SeasonalNaive, Series
from tandem.models.forecast.series import known_values
from tests.models.forecast.samples import weekly_shop

MODELS: list[Any] = [
    ETS(form="ANA"),
    DynamicTheta(),
    ARIMA(order=(1, 1, 1)),
    MSTL(),
]


ODD: list[list[float | None]] = [
    [5.0],
    [1.0, 2.0],
    [3.0] * 50,
    [None, 4.0, None],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    [1.0, None, 1.0, None, 1.0, None, 1.0, None, 1.0, None],
]


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_every_short_or_flat_series_gets_a_sane_forecast(model: Any) -> None:
    odd: list[list[float | None]] = [
        [5.0],
        [1.0, 2.0],
        [3.0] * 50,
        [None, 4.0, None],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
        [1.0, None, 1.0, None, 1.0, None, 1.0, None, 1.0, None],
    ]
    for values in odd:
        said = model.predict([Series(values, 5)])[0].mean
        known = [v for v in values if v is not None]
        spread = max(known) - min(known) + 1
        assert len(said) == 5
        assert all(min(known) - 5 * spread <= v <= max(known) + 5 * spread for v in said)
    with pytest.raises(InvalidInput, match="all 2 are missing"):
        model.predict([Series([None, None], 1)])


@pytest.mark.parametrize("model", [m for m in MODELS if not isinstance(m, ARIMA)], ids=repr)
def test_a_clear_pattern_of_the_week_is_carried_on(model: Any) -> None:
    whole = weekly_shop(119, noise=0.3)
    series = whole.before(112)
    errors = np.abs(np.array(model.predict([series])[0].mean) - known_values(whole)[112:])
    assert errors.mean() < 1.0  # the pattern spans 16


def test_several_seasons_are_told_apart() -> None:
    hours = np.arange(24 * 28)
    values = 10 * np.sin(hours / 24 * 2 * np.pi) + np.where(hours // 24 % 7 < 5, 6.0, 0.0)
    series = Series(values[:-24].tolist(), 24, "hour")
    errors = np.abs(np.array(MSTL(seasons=(24, 168)).predict([series])[0].mean) - values[-24:])
    day = np.abs(np.array(SeasonalNaive().predict([series])[0].mean) - values[-24:])
    assert errors.mean() < 1.0
    assert MSTL(seasons=(24, 168)).predict([series.before(40)])[0].mean[0] != 0
    assert day.mean() < 0.1  # both are Sundays' neighbours: the naive one is right here


def test_only_the_newest_values_of_the_window_are_seen() -> None:
    series = weekly_shop(100)
    poisoned = Series([*([1e6] * 30), *series.values[30:]], 7)
    model = ETS(form="ANA", window=70)
    assert model.predict([series])[0].mean == model.predict([poisoned])[0].mean


def test_an_automatic_search_beats_no_search_on_a_trend() -> None:
    values = [2.0 * i + (i % 3) * 0.1 for i in range(40)]
    said = ARIMA().predict([Series(values, 3, "year")])[0].mean
    assert said == pytest.approx([80.0, 82.0, 84.0], abs=1.0)


def test_parameters_that_mean_nothing_are_refused() -> None:
    with pytest.raises(DefinitionError, match="season=0"):
        DynamicTheta(season=0).predict([weekly_shop(20)])
    with pytest.raises(DefinitionError, match="form='linear'"):
        ETS(form="linear").predict([weekly_shop(20)])


def test_without_statsforecast_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsforecast.models", None)
    with pytest.raises(MissingExtra, match="statsforecast"):
        DynamicTheta().predict([weekly_shop(20)])


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_they_keep_the_contract(model: Any) -> None:
    check(model, inputs=[weekly_shop(30), Series([1.0, 2.0], 2)])
