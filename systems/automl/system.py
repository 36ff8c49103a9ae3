"""Whether a bank customer will pay back, by models that were chosen for the table by the clock."""

from __future__ import annotations

from tandem import Case, Gate, Inputs, Project, Rows, Suite
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import auc, brier
from tandem.improve import DriftMonitor
from tandem.models import Selected

from .credit import Applicant, applicants
from .data import ARFF


class Credit(Selected[Applicant, float]):
    """The chance that the credit goes bad: whatever models do best in the time there is."""


def training_rows(inputs: Inputs) -> Rows[Applicant, bool]:
    """Seven tenths of the applicants."""
    return applicants()[0]


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The other three tenths."""
    _, held_out = applicants()
    return [
        Case(id=f"{group}-{i}", input=applicant, target=bad)
        for i, ((applicant, bad), group) in enumerate(
            zip(held_out, held_out.groups or (), strict=True)
        )
    ]


project = Project(
    name="automl",
    description="Whether a credit goes bad, by models that were chosen for the table.",
    system=Credit(seconds=20.0),
    learn={"": training_rows},
    suite=Suite(cases=held_out_cases, metrics=[auc(), brier()], slices=["purpose"]),
    gate=Gate(
        at_least("auc", 0.72, evidence="estimate"),
        at_least("auc", 0.65),  # proven: the whole interval
        at_most("brier", 0.20, evidence="estimate"),
        no_worse("brier", than="live", margin=0.01),
    ),
    monitors=[DriftMonitor(on="input"), DriftMonitor(on="output")],
    sources=[ARFF],
)
