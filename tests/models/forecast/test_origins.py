from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Model, learned
from tandem.errors import DefinitionError
from tandem.models.forecast import (
    Forecast,
    Origins,
    SeasonalNaive,
    Series,
    Window,
    backtest,
    mase,
)
from tests.models.forecast.samples import shops


class Mean(Model[Series, Forecast]):
    """The mean of everything it learned from."""

    value: float = learned()

    def fit(self, series: Sequence[Series]) -> Mean:
        known = [v for x in series for v in x.values if v is not None]
        return self.evolve(value=sum(known) / len(known))

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        return [Forecast([self.value] * x.horizon) for x in xs]


def score(window: Window, said: Forecast) -> float:
    return mase(window.actual, said.mean, window.series.values)


def test_windows_end_with_the_series() -> None:
    series = Series([float(i) for i in range(10)], horizon=2)
    found = Origins(count=2, stride=3).windows(series)
    assert [(len(w.series.values), w.actual) for w in found] == [(5, [5.0, 6.0]), (8, [8.0, 9.0])]
    cut = Origins(count=2, stride=3).cut(series)
    assert cut is not None
    assert len(cut.values) == 5


@given(st.integers(1, 4), st.integers(0, 9), st.integers(1, 5), st.integers(1, 60))
def test_what_fit_sees_ends_before_every_window(
    count: int, stride: int, horizon: int, size: int
) -> None:
    series = Series([float(i) for i in range(size)], horizon)
    origins = Origins(count=count, stride=stride)
    cut = origins.cut(series)
    for window in origins.windows(series):
        assert window.actual[0] == len(window.series.values)  # the values are their places
        assert cut is None or len(cut.values) <= len(window.series.values)


@given(st.integers(0, 4))
def test_nothing_after_an_origin_reaches_its_forecast(seed: int) -> None:
    clean = shops(3, 40)
    size = 40 - 7 * 3
    poisoned = [
        Series([*x.values[:size], *(1e9 * (seed + 1) for _ in x.values[size:])], x.horizon, id=x.id)
        for x in clean
    ]
    models = {"mean": Mean(), "naive": SeasonalNaive()}
    for one, other in zip(
        backtest(models, clean, Origins(3)).forecasts.values(),
        backtest(models, poisoned, Origins(3)).forecasts.values(),
        strict=True,
    ):
        assert one[0] == other[0]


def test_models_are_compared_on_the_same_windows() -> None:
    found = backtest({"mean": Mean(), "naive": SeasonalNaive()}, shops(3, 60), Origins(2))
    assert len(found.windows) == 6
    means = found.means(score)
    assert means["naive"] < means["mean"]
    assert means["naive"] == pytest.approx(sum(found.scores(score)["naive"]) / 6)


def test_series_that_are_too_short_take_no_part() -> None:
    short = Series([1.0, 2.0], 7)
    gone = Series([None] * 60, 7)
    found = backtest({"naive": SeasonalNaive()}, [short, gone, *shops(1, 60)], Origins(2))
    assert {w.series.id for w in found.windows} == {"shop 0"}
    with pytest.raises(DefinitionError, match="none of 1 series is long enough"):
        backtest({"naive": SeasonalNaive()}, [short])
    with pytest.raises(DefinitionError, match="one origin"):
        Origins(count=0)
