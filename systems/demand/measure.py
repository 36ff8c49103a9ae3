"""Statistical models, trees and their combination from the same origins, in tables.

``python -m systems.demand.measure weekly`` takes the official test of M4 (five minutes of one
core), ``... hourly`` the last year of PJM East, a day ahead, asked every midnight (ten).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from rich.console import Console

from tandem.charts import Table
from tandem.models.forecast import (
    ETS,
    MSTL,
    Backtest,
    Bounded,
    Combined,
    DynamicTheta,
    LagBoosting,
    LagRidge,
    Lags,
    Origins,
    SeasonalNaive,
    Theta,
    Window,
    backtest,
)

from .data import hourly, official
from .system import combination, inside, percentage_error, scaled_bias, scaled_error, trees

DAYS = 365
HOURLY = Lags(
    recent=6,
    seasons=(24, 168),
    cycles=3,
    windows=(24, 168, 720),
    anchor="mean",
    country="US",
    span=168,
)


def weekly_models() -> dict[str, Any]:
    """What is compared on M4."""
    return {
        "last value (Naive2)": SeasonalNaive(season=1),
        "same week a year ago": SeasonalNaive(),
        "Theta": Theta(season=1),
        "dynamic Theta": DynamicTheta(season=1, window=520),
        "ETS": ETS(season=1, window=520),
        "trees": trees(),
        "combination, bounded": Bounded(model=combination()),
    }


def hourly_trees() -> LagBoosting:
    """Trees of one series: five years of midnights."""
    return LagBoosting(
        lags=HOURLY, trees=400, leaves=63, leaf_rows=30, stride=24, depth=5 * 365 * 24
    )


def hourly_lines() -> LagRidge:
    """A line for each hour of the next day, over all hours of the last week."""
    lags = replace(HOURLY, recent=168, seasons=(168,))
    return LagRidge(lags=lags, stride=24)


def hourly_models() -> dict[str, Any]:
    """What is compared on PJM."""
    members = (hourly_trees(), hourly_lines(), SeasonalNaive(season=24))
    both = Combined(members=members, origins=Origins(count=28, stride=24), shrink=0.0)
    return {
        "same hour yesterday": SeasonalNaive(season=24),
        "same hour a week ago": SeasonalNaive(season=168),
        "MSTL": MSTL(seasons=(24, 168), window=24 * 7 * 8),
        "trees": hourly_trees(),
        "lines": hourly_lines(),
        "combination, bounded": Bounded(model=both, origins=Origins(count=90, stride=24)),
    }


def on_official(models: Mapping[str, Any], windows: Sequence[Window]) -> Backtest:
    """Every model fitted on the training parts and asked once."""
    series = [window.series for window in windows]
    fitted = {n: m.fit(series) if hasattr(m, "fit") else m for n, m in models.items()}
    return Backtest([*windows], {name: list(m.predict(series)) for name, m in fitted.items()})


def megawatts(window: Window, said: Any) -> float:
    """Mean absolute error of one day."""
    came = np.array([math.nan if v is None else v for v in window.actual])
    return float(np.nanmean(np.abs(came - said.mean)))


def gains(
    found: Backtest, score: Any, against: str, block: int = 1
) -> dict[str, tuple[float, ...]]:
    """How much lower each error is than another's, with 95 % bounds: blocks drawn again."""
    scores = {name: np.array(values) for name, values in found.scores(score).items()}
    size = len(found.windows)
    chance = np.random.default_rng(0)
    starts = chance.integers(0, size, (2000, -(-size // block)))
    drawn = ((starts[:, :, None] + np.arange(block)) % size).reshape(2000, -1)
    base = scores[against]
    gained: dict[str, tuple[float, ...]] = {}
    for name, values in scores.items():
        again = 1 - values[drawn].mean(axis=1) / base[drawn].mean(axis=1)
        low, high = np.quantile(again, [0.025, 0.975])
        gained[name] = (float(1 - values.mean() / base.mean()), float(low), float(high))
    return gained


def shown(found: Backtest, columns: Mapping[str, Any], against: str, block: int = 1) -> Table:
    """A row for each model: its figures, and the gain in the first of them."""
    first = next(iter(columns.values()))
    gained = gains(found, first, against, block)
    rows: list[list[str | float | None]] = []
    for name, forecasts in found.forecasts.items():
        figures: list[str | float | None] = [name]
        for score in columns.values():
            pairs = zip(found.windows, forecasts, strict=True)
            values = [v for w, f in pairs if (v := score(w, f)) is not None]
            figures.append(f"{np.mean(values):.3f}" if values else None)
        gain, low, high = gained[name]
        rows.append([*figures, f"{gain:.1%} ({low:.1%} to {high:.1%})"])
    return Table(["model", *columns, f"gain on {against}"], rows)


def measure_weekly() -> Table:
    """The official test of M4 weekly."""
    found = on_official(weekly_models(), official())
    columns: dict[str, Any] = {"MASE": scaled_error, "sMAPE": percentage_error}
    columns |= {"bias": scaled_bias, "coverage": inside}
    return shown(found, columns, against="Theta")


def measure_hourly(days: int = DAYS) -> list[Table]:
    """A year of days one day ahead, against the stronger naive forecast and against MSTL."""
    year = backtest(hourly_models(), [hourly()], Origins(count=days, stride=24))
    columns = {"MAE, MW": megawatts, "coverage": inside}
    naive, peer = "same hour yesterday", "MSTL"
    return [shown(year, columns, naive, block=7), shown(year, columns, peer, block=7)]


def main() -> None:
    """Print the tables of the data sets that are named, or of both."""
    told = Console(soft_wrap=True, highlight=False)
    for name in sys.argv[1:] or ["weekly", "hourly"]:
        for table in [measure_weekly()] if name == "weekly" else measure_hourly():
            told.print(table.markdown() + "\n", markup=False)


if __name__ == "__main__":
    main()
