from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from systems.demand import data, measure, page, system

from tandem import Inputs
from tandem.models.forecast import (
    Backtest,
    Bounded,
    Combined,
    Forecast,
    LagBoosting,
    Origins,
    SeasonalNaive,
    Series,
    Theta,
    Window,
    mase,
    smape,
)

FOLDER = Path(system.__file__).parent


def weeks(count: int, size: int = 160) -> list[Window]:
    """Random walks with a pattern of the year, and thirteen weeks that came after."""
    chance = np.random.default_rng(5)
    found = []
    for number in range(count):
        walk = np.cumsum(chance.normal(size=size + 13)) + 100
        values = walk + 20 * np.sin(2 * np.pi * np.arange(size + 13) / 52)
        series = Series(values[:size].tolist(), 13, "week", id=f"W{number}")
        found.append(Window(series, values[size:].tolist()))
    return found


def test_the_published_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "train.csv").write_text('"V1","V2","V3"\n"W1","1","2.5",""\n"W2","4","5","6"\n')
    assert data._rows(tmp_path / "train.csv") == [("W1", [1.0, 2.5]), ("W2", [4.0, 5.0, 6.0])]
    (tmp_path / "pjm.csv").write_text(
        "Datetime,PJME_MW\n2010.12.31 23:00,9\n2011.1.2 0:00,7\n2011.1.1 23:00,5\n2011.1.2 0:00,9\n"
    )
    monkeypatch.setattr(data.PJM.__class__, "locate", lambda self: tmp_path / "pjm.csv")
    data.hourly.cache_clear()
    assert data.hourly().values == [5.0, 8.0]  # an hour that came twice is averaged
    data.hourly.cache_clear()


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-1e9, 1e9), min_size=39, max_size=39))
def test_what_is_learned_does_not_change_when_the_test_weeks_are_poisoned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, poison: list[float]
) -> None:
    windows = weeks(3)
    monkeypatch.setattr(
        data.TRAIN.__class__, "locate", lambda self: tmp_path / Path(self.file).name
    )

    def learned(test: list[list[float]]) -> tuple[list[Series], list[Forecast]]:
        for name, rows in (
            ("Weekly-train.csv", [window.series.values for window in windows]),
            ("Weekly-test.csv", test),
        ):
            lines = [",".join([f"W{i}", *map(repr, row)]) for i, row in enumerate(rows)]
            (tmp_path / name).write_text("\n".join(["V1", *lines]) + "\n")
        data.weekly.cache_clear()
        inputs = Inputs(FOLDER)
        cases = system.official_cases(inputs)
        assert [case.target for case in cases] == test
        series = system.training_series(inputs)
        few = LagBoosting(lags=system.WEEKLY, trees=5, stride=4)
        both = Combined(members=(few, Theta(season=1)), shrink=0.0, origins=Origins(2))
        fitted = Bounded(model=both, level=0.5, origins=Origins(2)).fit(series)
        return series, fitted.predict([case.input for case in cases])

    clean = learned([[float(v or 0) for v in window.actual] for window in windows])
    assert learned([poison[i : i + 13] for i in (0, 13, 26)]) == clean
    data.weekly.cache_clear()


def test_the_scores_of_the_suite_are_those_of_the_competition() -> None:
    window = Window(Series([1.0, 3.0, 2.0], 1, "week"), [4.0])
    said = Forecast([3.0], [2.5], [5.0], 0.9)
    assert system.scaled_error(window, said) == mase([4.0], [3.0], [1.0, 3.0, 2.0])
    assert system.percentage_error(window, said) == smape([4.0], [3.0])
    assert system.scaled_bias(window, said) == -1 / 1.5
    assert system.inside(window, said) == 1.0
    assert system.inside(window, Forecast([3.0])) is None


def test_the_whole_thing_learns_and_its_bounds_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    few = LagBoosting(lags=system.WEEKLY, trees=40, stride=4)
    both = Combined(members=(few, Theta(season=1)), shrink=0.0)
    models: dict[str, Any] = {"naive": SeasonalNaive(season=1), "all": Bounded(model=both)}
    found = measure.on_official(models, weeks(60))
    means = found.means(system.scaled_error)
    assert means["all"] < means["naive"]
    inside = [
        system.inside(w, f) for w, f in zip(found.windows, found.forecasts["all"], strict=True)
    ]
    assert 0.7 < np.mean([v or 0.0 for v in inside]) <= 1.0
    table = measure.shown(found, {"MASE": system.scaled_error}, against="naive").markdown()
    assert "| naive | " in table
    assert "0.0% (0.0% to 0.0%)" in table


def test_gains_are_shares_of_the_error_with_bounds_around_them() -> None:
    windows = [Window(Series([1.0, 2.0], 1), [0.0]) for _ in range(40)]
    chance = np.random.default_rng(0)
    sizes = chance.uniform(1, 2, 40).tolist()
    half = [Forecast([size / 2 + chance.normal(0, 0.05)]) for size in sizes]
    found = Backtest(windows, {"one": [Forecast([s]) for s in sizes], "half": half})
    gain, low, high = measure.gains(found, measure.megawatts, "one", block=7)["half"]
    assert low < gain < high
    assert gain == pytest.approx(0.5, abs=0.03)


def test_the_page_has_a_chart_for_every_choice() -> None:
    some = [window.series for window in weeks(3)]
    text = page.page(SeasonalNaive(), some)
    assert text.count("<figure") == 3 * len(page.HORIZONS)
    assert text.count("<option") == 3 + len(page.HORIZONS)
    bounded = page.picture(some[0], Forecast([1.0], [0.0], [2.0], 0.9)).svg()
    assert "bounds" in bounded
    assert "bounds" not in page.picture(some[0], Forecast([1.0])).svg()
