"""What a house will sell for, within which bounds, and what makes the difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem import Gate, Model, Project, Suite, Trace
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import Case, mae, metric, output_field, rmse
from tandem.features.encoders import Pipeline
from tandem.improve import DriftMonitor
from tandem.models import BoostingRegressor, Conformal, ForestRegressor, Interval, Ridge, Stack

from .data import AMES, House, held_out_cases, training_rows
from .features import HouseFeatures, shown


@dataclass(frozen=True)
class Influence:
    """A field or feature, and by how many percent it moves the price from the average."""

    feature: str
    value: int | float | str | bool | None
    percent: float


@dataclass(frozen=True)
class Estimate:
    """A price in US dollars; nine in ten sales lie between ``low`` and ``high``."""

    price: float
    low: float
    high: float
    reasons: list[Influence]


class Prices(Model[House, Estimate]):
    """A stack of ridge regression, forest and boosting on log prices, with intervals."""

    log_price: Pipeline[House, Interval]

    def predict(self, houses: Sequence[House], /) -> list[Estimate]:
        intervals = self.log_price.predict(houses)
        reasons = self.log_price.reasons(houses, count=5)
        return [
            Estimate(
                price=float(round(math.exp(interval.value))),
                low=float(round(math.exp(interval.low))),
                high=float(round(math.exp(interval.high))),
                reasons=[
                    Influence(
                        one.feature, shown(house, one), round(100 * math.expm1(one.effect), 1)
                    )
                    for one in why
                ],
            )
            for house, interval, why in zip(houses, intervals, reasons, strict=True)
        ]


def stack() -> Stack[Any]:
    """The models that are mixed, with parameters chosen on folds of the training houses."""
    return Stack(
        members=(
            Ridge(penalty=20.0),
            ForestRegressor(trees=60, leaf_rows=2, column_share=0.3, random_splits=True),
            BoostingRegressor(
                trees=500, rate=0.04, leaves=8, leaf_rows=8, row_share=0.8, column_share=0.3
            ),
        )
    )


def log_price(trace: Trace) -> float:
    """What the error is measured of, so that it counts in proportion to the price."""
    return math.log(trace.output.price)


def true_log_price(case: Case) -> float:
    """The same of the sale."""
    return math.log(case.target)


@metric
def coverage(case: Case, trace: Trace) -> bool:
    """Whether the price lies within the bounds."""
    return bool(trace.output.low <= case.target <= trace.output.high)


project = Project(
    name="prices",
    description="What a house in Ames will sell for, between which bounds, and why.",
    system=Prices(log_price=Pipeline(encoders=(HouseFeatures(),), model=Conformal(model=stack()))),
    learn={"log_price": training_rows},
    suite=Suite(
        cases=held_out_cases,
        metrics=[
            rmse(target=true_log_price, output=log_price),
            mae(output=output_field("price")),
            coverage,
        ],
        slices=["sale"],
    ),
    gate=Gate(
        at_most("rmse", 0.14, evidence="estimate"),
        at_most("mae", 18_000),  # proven: the whole interval
        at_least("coverage", 0.86, evidence="estimate"),
        at_most("coverage", 0.94, evidence="estimate"),
        at_least("coverage", 0.85, slice="sale=normal"),
        no_worse("rmse", than="live", margin=0.003),
    ),
    monitors=[DriftMonitor(on="input"), DriftMonitor(on="output.price")],
    sources=[AMES],
)
