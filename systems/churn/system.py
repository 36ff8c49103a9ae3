"""Which customers will leave, how likely it is, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tandem import Gate, Model, Project, Rows, Suite, learned
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import (
    auc,
    brier,
    calibration_error,
    equalised_odds_difference,
    output_field,
    selection_rate,
)
from tandem.improve import DriftMonitor
from tandem.models import Reason, Tuned, cross_predict

from .data import TELCO, Customer, held_out_cases, training_rows
from .features import tuned
from .offers import WhatIf, cost_of, what_if


@dataclass(frozen=True)
class Advice:
    """The chance that a customer leaves and what says most about it; whether an offer pays;
    and the smallest changes after which none is needed."""

    probability: float
    reasons: list[Reason]
    offer: bool
    what_if: list[WhatIf]


CHANCE, OFFER = output_field("probability"), output_field("offer")
METRICS = [
    auc(output=CHANCE),
    calibration_error(output=CHANCE),
    brier(output=CHANCE),
    selection_rate(output=OFFER),
    equalised_odds_difference("senior", output=OFFER, name="odds_senior"),
    equalised_odds_difference("gender", output=OFFER, name="odds_gender"),
]


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


project = Project(
    name="churn",
    description="Which customers of a telephone company will leave, and why.",
    system=Retention(score=tuned()),
    learn={"score": training_rows, "": training_rows},
    suite=Suite(held_out_cases, METRICS, slices=["senior", "gender", "contract"]),
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
