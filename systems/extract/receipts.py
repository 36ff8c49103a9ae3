"""Receipts: which fields they have, and how they are measured."""

from __future__ import annotations

from datetime import date

from tandem import Case, Gate, Inputs, Project, Suite, Trace
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import Metric, field_f1, latency
from tandem.improve import DriftMonitor
from tandem.search.extract import (
    Field,
    Fields,
    Values,
    adds_up,
    dated,
    positive,
    present,
    sure,
)

from . import asking
from .asking import with_chat
from .data import KINDS, SROIE, fit_rows, held_out_cases, training_rows, tuning_rows

RULES = (
    present("company", "address", "date", "total"),
    positive("total"),
    dated("date", earliest=date(2000, 1, 1)),
    adds_up("total"),
    sure(0.5),
)
"""What must hold before a receipt may be kept unseen."""


def reader() -> Fields:
    """The model of receipts: each field by its own choice among candidates."""
    return Fields(fields={name: Field(kind_of_value=kind) for name, kind in KINDS.items()})


def for_options(inputs: Inputs) -> Project:
    """The project, with a chat model where the options name one."""
    return with_chat(project, inputs, KINDS, fit_rows, tuning_rows)


def wanted(case: Case) -> dict[str, list[str]]:
    """The labels of a receipt, as the metrics compare them."""
    return told(case.target)


def found(trace: Trace) -> dict[str, list[str]]:
    """What was read from a receipt, as the metrics compare it."""
    return told(trace.output.values)


def told(values: Values) -> dict[str, list[str]]:
    """Letters and digits of texts; days and sums by what they mean."""
    return asking.told(KINDS, values)


def metrics() -> list[Metric]:
    """Mean F1 of the fields, and that of each."""
    mean = field_f1(fields=list(KINDS), wanted=wanted, found=found)
    each = [
        field_f1(fields=[name], wanted=wanted, found=found, name=f"f1_{name}") for name in KINDS
    ]
    return [mean, *each, latency(0.95)]


project = Project(
    name="extract",
    description="Reads receipts into records, with the place and the chance of every value.",
    system=reader(),
    learn={"": training_rows},
    suite=Suite(held_out_cases, metrics()),
    gate=Gate(
        at_least("field_f1", 0.85, evidence="estimate"),
        at_least("field_f1", 0.75),
        at_least("f1_total", 0.8, evidence="estimate"),
        at_most("latency_p95", 500),
        no_worse("field_f1", margin=0.03),
    ),
    monitors=[DriftMonitor(on="output.confidence")],
    sources=[SROIE],
)
