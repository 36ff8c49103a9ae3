"""Contracts: which fields they have, what must hold of them, and how they are measured.

``tandem build systems/extract --set kind=contracts``
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tandem import Gate, Inputs, Project, Suite
from tandem.deliver import at_least, no_worse
from tandem.evaluate import field_f1
from tandem.search.extract import (
    Field,
    JoinedFields,
    Repeated,
    RepeatedFields,
    Rule,
    dated,
    given,
    present,
    sure,
)

from .asking import told, with_chat
from .filings import KINDS, KLEISTER, PARTY, fit_rows, held_out_cases, training_rows, tuning_rows

RULES = (
    present("party", "jurisdiction"),
    Rule("two parties or more", lambda _, read: len(told(KINDS, read.values)["party"]) > 1),
    given("effective_date", dated("effective_date", earliest=date(1980, 1, 1))),
    sure(0.3),
)
"""What must hold before a contract may be kept unseen."""


def reader() -> JoinedFields:
    """The model of contracts: one value of a field, or as many as there are parties."""
    party = Field(kind_of_value=PARTY.kind, rounds=50)
    single = {
        name: Field(kind_of_value=kind, optional=name != "jurisdiction")
        for name, kind in KINDS.items()
        if name != "party"
    }
    return JoinedFields(
        fields=RepeatedFields(fields=single, repeated={"party": Repeated(field=party)})
    )


def contracts(project: Project, inputs: Inputs) -> Project:
    """The project for contracts in place of receipts."""
    ask: dict[str, Any] = {
        "wanted": lambda case: told(KINDS, case.target),
        "found": lambda trace: told(KINDS, trace.output.values),
    }
    each = [field_f1(fields=[name], name=f"f1_{name}", **ask) for name in KINDS]
    made = Project(
        name=project.name,
        description="Reads parties, jurisdiction, date and term of contracts.",
        system=reader(),
        learn={"": training_rows},
        suite=Suite(held_out_cases, [field_f1(fields=list(KINDS), **ask), *each]),
        gate=Gate(
            at_least("field_f1", 0.6, evidence="estimate"), no_worse("field_f1", margin=0.05)
        ),
        sources=[KLEISTER],
    )
    return with_chat(made, inputs, KINDS, fit_rows, tuning_rows)
