"""How long an engine will last, with bounds, told with care: too long costs more than too short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem import Case, Gate, Model, Project, Suite, Trace
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import mae, metric, nasa_score, output_field, rmse
from tandem.features.encoders import Pipeline
from tandem.improve import DriftMonitor
from tandem.models import BoostingRegressor, Cautious, Conformal, Interval

from .engines import CAP, LIVES, TEST, TRAIN, Engine, EngineFeatures, held_out_cases, training_rows


@dataclass(frozen=True)
class Life:
    """Cycles left; nine in ten engines last between ``low`` and ``high``.

    ``cautious`` is the number to plan by, where a failure in flight costs more than an early
    overhaul. From 125 on a life is not told apart from a longer one.
    """

    cycles: float
    low: float
    high: float
    cautious: float


class RemainingLife(Model[Engine, Life]):
    """Boosted trees on what the sensors did in the last thirty cycles."""

    bounds: Pipeline[Engine, Interval]
    cost: Pipeline[Engine, float]

    def predict(self, engines: Sequence[Engine], /) -> list[Life]:
        bounds, cautious = self.bounds.predict(engines), self.cost.predict(engines)
        return [
            Life(_life(one.value), _life(one.low), _life(one.high), _life(care))
            for one, care in zip(bounds, cautious, strict=True)
        ]


def _life(cycles: float) -> float:
    return round(min(max(cycles, 0.0), CAP), 1)


def trees() -> BoostingRegressor[Any]:
    """Shallow, on half of the rows and a fifth of the columns: cycles of an engine are alike."""
    return BoostingRegressor(
        trees=300, rate=0.04, leaves=15, leaf_rows=60, row_share=0.5, column_share=0.2
    )


CYCLES, CAUTIOUS = output_field("cycles"), output_field("cautious")


@metric
def coverage(case: Case, trace: Trace) -> bool:
    """Whether the life lies within the bounds, a life above the cap being the cap."""
    return bool(trace.output.low <= min(case.target, CAP) <= trace.output.high)


project = Project(
    name="sensors",
    description="How many more cycles a turbofan engine will run.",
    system=RemainingLife(
        bounds=Pipeline(encoders=(EngineFeatures(),), model=Conformal(model=trees())),
        cost=Pipeline(encoders=(EngineFeatures(),), model=Cautious(model=trees())),
    ),
    learn={"bounds": training_rows, "cost": training_rows},
    suite=Suite(
        cases=held_out_cases,
        metrics=[
            rmse(output=CYCLES),
            mae(output=CYCLES),
            nasa_score(output=CAUTIOUS),
            nasa_score(output=CYCLES, name="nasa_score_uncautious"),
            coverage,
        ],
    ),
    gate=Gate(
        at_most("rmse", 14.5, evidence="estimate"),
        at_most("rmse", 18.0),  # proven: the whole interval
        at_least("coverage", 0.84, evidence="estimate"),
        at_most("nasa_score", 4.0, evidence="estimate"),
        no_worse("rmse", than="live", margin=0.5),
    ),
    monitors=[DriftMonitor(on="output.cycles")],
    sources=[TRAIN, TEST, LIVES],
)
