"""Which customers will leave, how likely it is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem import Gate, Model, Project, Suite, Trace
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import auc, brier, calibration_error
from tandem.improve import DriftMonitor
from tandem.models import Blend, Boosting, Logistic, Reason

from .data import TELCO, Customer, held_out_cases, training_rows


@dataclass(frozen=True)
class Risk:
    """The chance that a customer leaves, and the three fields that say most about it."""

    probability: float
    reasons: list[Reason]


class Churn(Model[Customer, Risk]):
    """A calibrated blend of boosted trees and logistic regression, with reasons."""

    score: Blend[Customer]

    def predict(self, customers: Sequence[Customer], /) -> list[Risk]:
        chances = self.score.predict(customers)
        reasons = self.score.reasons(customers, count=3)
        return [Risk(chance, why) for chance, why in zip(chances, reasons, strict=True)]


def chance(trace: Trace) -> float:
    """What the metrics look at."""
    return float(trace.output.probability)


project = Project(
    name="churn",
    description="Which customers of a telephone company will leave, and why.",
    system=Churn(score=Blend(members=(Boosting(trees=400, rate=0.07, leaves=2), Logistic()))),
    learn={"score": training_rows},
    suite=Suite(
        cases=held_out_cases,
        metrics=[auc(output=chance), calibration_error(output=chance), brier(output=chance)],
        slices=["senior", "contract"],
    ),
    gate=Gate(
        at_least("auc", 0.84, evidence="estimate"),
        at_least("auc", 0.80),  # proven: the whole interval
        at_least("auc", 0.70, slice="senior"),
        at_most("calibration_error", 0.03, evidence="estimate"),
        no_worse("brier", than="live", margin=0.005),
    ),
    monitors=[DriftMonitor(on="input"), DriftMonitor(on="output.probability")],
    sources=[TELCO],
)
