"""Which card payments are frauds, how likely it is, whether to stop them, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem import Case, Gate, Model, Project, Suite
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import auc, average_precision, brier, calibration_error, output_field
from tandem.improve import DriftMonitor, RankingMonitor, RateMonitor
from tandem.models import Boosting, Reason

from .cards import card_precision
from .data import PAYMENTS, official_cases, training_rows
from .signals import Signals

ALARM_COST = 5.0
"""What a wrong alarm costs, in euros: a call to a customer who did nothing wrong."""


@dataclass(frozen=True)
class Alert:
    """The chance of fraud, whether to stop the payment, and what says most about it."""

    probability: float
    stop: bool
    reasons: list[Reason]


class Fraud(Model[Signals, Alert]):
    """Boosted trees over the signals of a payment.

    A payment is stopped when the loss to expect is larger than the cost to expect of a wrong
    alarm: from a chance of ``alarm_cost / (alarm_cost + amount)`` up.
    """

    score: Boosting[Signals]
    alarm_cost: float = ALARM_COST

    def predict(self, payments: Sequence[Signals], /) -> list[Alert]:
        chances = self.score.predict(payments)
        reasons = self.score.reasons(payments, count=3)
        return [
            Alert(chance, chance * x.amount > (1 - chance) * self.alarm_cost, why)
            for x, chance, why in zip(payments, chances, reasons, strict=True)
        ]


def is_fraud(case: Case) -> bool:
    """What the metrics compare with."""
    return bool(case.target.fraud)


seen: dict[str, Any] = {"target": is_fraud, "output": output_field("probability")}

project = Project(
    name="fraud",
    description="Which card payments are frauds, and why.",
    system=Fraud(
        score=Boosting(
            trees=200, rate=0.05, leaves=8, leaf_rows=50, row_share=0.7, column_share=0.6, ridge=5.0
        )
    ),
    learn={"score": training_rows},
    suite=Suite(
        cases=official_cases,
        metrics=[
            average_precision(**seen),
            card_precision(100),
            auc(**seen),
            calibration_error(**seen),
            brier(**seen),
        ],
        slices=["amount"],
    ),
    gate=Gate(
        at_least("average_precision", 0.68, evidence="estimate"),
        at_least("average_precision", 0.60),  # proven: the whole interval
        at_least("card_precision_100", 0.30, evidence="estimate"),
        at_least("auc", 0.80),
        at_most("calibration_error", 0.005, evidence="estimate"),
        no_worse("average_precision", than="live", margin=0.02),
    ),
    monitors=[
        DriftMonitor(on="input"),
        DriftMonitor(on="output.probability"),
        RateMonitor(on="output.stop", at_most=0.02),
        RankingMonitor(path="probability"),
    ],
    sources=[PAYMENTS],
)
