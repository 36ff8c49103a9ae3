"""Thirteen weeks ahead of any weekly series, with bounds; trained on all series at once."""

from __future__ import annotations

from typing import Any

from tandem import Case, Gate, Inputs, Project, Suite, Trace
from tandem.deliver import at_least, at_most
from tandem.evaluate import Metric
from tandem.models.forecast import (
    Bounded,
    Combined,
    Forecast,
    LagBoosting,
    Lags,
    Origins,
    Series,
    Theta,
    Window,
    bias,
    covered,
    mase,
    smape,
)

from .data import TEST, TRAIN, official, weekly

WEEKLY = Lags(recent=10, seasons=(52,), windows=(4, 13, 26, 52), calendar=False)


def trees() -> LagBoosting:
    """One boosted model of all series; the newest eight years of each teach it."""
    return LagBoosting(lags=WEEKLY, stride=4, depth=400)


def combination() -> Combined:
    """Trees and the Theta method, weighted on three earlier origins."""
    return Combined(members=(trees(), Theta(season=1)), shrink=0.0)


def forecaster() -> Bounded:
    """The combination with bounds that hold nine times in ten."""
    return Bounded(model=combination(), level=0.9, origins=Origins(count=3))


def training_series(inputs: Inputs) -> list[Series]:
    """The training part of every series, or as many as the option ``series`` says."""
    return weekly()[: int(inputs.options.get("series", 0)) or None]


def official_cases(inputs: Inputs) -> list[Case]:
    """Every series with the weeks that the competition kept back."""
    windows = official()[: int(inputs.options.get("series", 0)) or None]
    return [Case(id=w.series.id, input=w.series, target=w.actual) for w in windows]


def scaled_error(window: Window, said: Forecast) -> float:
    """MASE as M4 counts it for weeks, against the last value repeated."""
    return mase(window.actual, said.mean, window.series.values)


def percentage_error(window: Window, said: Forecast) -> float:
    """sMAPE in percent."""
    return smape(window.actual, said.mean)


def scaled_bias(window: Window, said: Forecast) -> float:
    """How much too high, in the unit of MASE."""
    return bias(window.actual, said.mean, window.series.values)


def inside(window: Window, said: Forecast) -> float | None:
    """The share of weeks within the bounds."""
    if said.low is None or said.high is None:
        return None
    return covered(window.actual, said.low, said.high)


def measured(name: str, score: Any, **more: Any) -> Metric:
    """A metric of a suite from a score of a window."""

    def of(case: Case, trace: Trace) -> Any:
        return score(Window(case.input, case.target), trace.output)

    return Metric(name, of, **more)


project = Project(
    name="demand",
    description="Thirteen weeks ahead of a weekly series, with bounds that hold nine times in ten.",
    system=forecaster(),
    learn={"": training_series},
    suite=Suite(
        cases=official_cases,
        metrics=[
            measured("mase", scaled_error, better="lower"),
            measured("smape", percentage_error, better="lower"),
            measured("coverage", inside, family="rate"),
            measured("bias", scaled_bias),
        ],
    ),
    gate=Gate(
        at_most("mase", 2.356, evidence="estimate"),  # the winner of the competition
        at_most("mase", 2.777),  # proven: better than repeating the last value
        at_least("coverage", 0.85, evidence="estimate"),
    ),
    sources=[TRAIN, TEST],
)
