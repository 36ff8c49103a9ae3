"""Forecasts of 200 daily series of a year, two weeks ahead, on one core; Prophet in the same run.

``python benchmarks/forecast.py [--prophet SERIES]``. Milliseconds of processor time a series:
learning everything and asking it once, for every model.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np

from tandem.models.forecast import (
    ETS,
    Bounded,
    Combined,
    LagBoosting,
    Lags,
    Origins,
    SeasonalNaive,
    Series,
    Theta,
    Window,
    mase,
)

COUNT, DAYS, AHEAD = 200, 365, 14
START = datetime(2025, 1, 1)


def made() -> list[Window]:
    """Series with a week, a year, a trend and noise of their own, and what came after."""
    chance = np.random.default_rng(0)
    days = np.arange(DAYS + AHEAD)
    found = []
    for number in range(COUNT):
        week = np.resize(chance.normal(0, 8, 7), len(days))
        year = chance.uniform(0, 15) * np.sin(2 * np.pi * (days / 365 + chance.random()))
        noise = np.convolve(chance.normal(0, 3, len(days) + 2), [0.5, 0.3, 0.2], "valid")
        values = 100 + chance.normal(0, 0.05) * days + week + year + noise
        series = Series(values[:DAYS].tolist(), AHEAD, "day", START, f"{number}")
        found.append(Window(series, values[DAYS:].tolist()))
    return found


def combination() -> Combined:
    """Trees, Theta and the last week, weighted on three origins."""
    lags = Lags(recent=7, seasons=(7,), windows=(7, 28), anchor="mean")
    trees = LagBoosting(lags=lags, trees=200, leaves=15, stride=7)
    return Combined(members=(trees, Theta(), SeasonalNaive()), origins=Origins(3), sample=100)


def timed(what: Callable[[], list[list[float]]], windows: list[Window], name: str) -> None:
    """Print what a model takes a series and how far it is off."""
    start = time.process_time()
    said = what()
    spent = 1000 * (time.process_time() - start) / len(said)
    errors = [mase(w.actual, f, w.series.values, 7) for w, f in zip(windows, said, strict=False)]
    print(f"{name:24} {spent:8.1f} ms a series   MASE {np.mean(errors):.3f}", flush=True)


def asked(model: Any, windows: list[Window]) -> list[list[float]]:
    """Learn and ask."""
    series = [window.series for window in windows]
    fitted = model.fit(series) if hasattr(model, "fit") else model
    return [said.mean for said in fitted.predict(series)]


def prophet(windows: list[Window]) -> list[list[float]]:
    """The same series through Prophet with its defaults, one after the other."""
    pandas, library = (importlib.import_module(name) for name in ("pandas", "prophet"))
    for name in ("cmdstanpy", "prophet"):
        logging.getLogger(name).setLevel(logging.ERROR)
    found = []
    for window in windows:
        days = pandas.date_range(START, periods=DAYS)
        model = library.Prophet(uncertainty_samples=0)
        model.fit(pandas.DataFrame({"ds": days, "y": window.series.values}))
        ahead = pandas.DataFrame({"ds": pandas.date_range(START, periods=DAYS + AHEAD)[DAYS:]})
        found.append(model.predict(ahead)["yhat"].tolist())
    return found


def main() -> None:
    """Print a line for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prophet", type=int, default=0, help="how many series it is given")
    count = parser.parse_args().prophet
    windows = made()
    asked(combination(), windows[:20])  # imports
    asked(ETS(form="ANA"), windows[:1])
    models = {
        "seasonal naive": SeasonalNaive(),
        "Theta": Theta(),
        "ETS (ANA)": ETS(form="ANA"),
        "combination": combination(),
        "combination, bounded": Bounded(model=combination()),
    }
    for name, model in models.items():
        timed(lambda model=model: asked(model, windows), windows, name)  # type: ignore[misc]  # bound now
    if count:
        prophet(windows[:1])
        timed(lambda: prophet(windows[:count]), windows, "Prophet")


if __name__ == "__main__":
    main()
