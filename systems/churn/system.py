"""Which customers will leave, how likely it is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from tandem import Gate, Model, Project, Rows, Suite, Trace, learned
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import auc, brier, calibration_error, equalised_odds_difference, selection_rate
from tandem.improve import DriftMonitor
from tandem.models import Blend, Boosting, Logistic, Reason, Tuned, cross_predict

from .data import TELCO, Customer, held_out_cases, training_rows
from .features import tuned
from .offers import WhatIf, cost_of, what_if


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


@dataclass(frozen=True)
class Advice(Risk):
    """The risk, whether an offer pays, and the smallest changes after which none is needed."""

    offer: bool
    what_if: list[WhatIf]


class Retention(Model[Customer, Advice]):
    """Boosted trees on engineered features, tuned and calibrated, and what to do about it."""

    score: Tuned[Customer, float]
    threshold: float = learned()

    def fit(self, rows: Rows[Customer, bool]) -> Self:
        """Learn the threshold of least cost from rows that the tuned model had not seen."""
        unseen = cross_predict(self.score.model, rows)
        return self.evolve(threshold=cost_of(unseen, rows).cheapest)

    def predict(self, customers: Sequence[Customer], /) -> list[Advice]:
        chances = self.score.predict(customers)
        reasons = self.score.reasons(customers, count=3)
        return [
            Advice(chance, why, offer, what_if(self.score, x, self.threshold) if offer else [])
            for x, chance, why in zip(customers, chances, reasons, strict=True)
            for offer in (chance >= self.threshold,)
        ]


def offered(trace: Trace) -> bool:
    """What the fairness metrics look at."""
    return bool(trace.output.offer)


fairness = [
    equalised_odds_difference(by, output=offered, name=f"odds_{by}") for by in ("senior", "gender")
]
project = replace(
    project,
    system=Retention(score=tuned()),
    learn={"score": training_rows, "": training_rows},
    suite=Suite(
        cases=held_out_cases,
        metrics=[
            auc(output=chance),
            calibration_error(output=chance),
            brier(output=chance),
            selection_rate(output=offered),
            *fairness,
        ],
        slices=["senior", "gender", "contract"],
    ),
)
