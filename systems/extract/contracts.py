"""Contracts: which fields they have, and how they are measured.

``tandem build systems/extract --set kind=contracts``
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tandem import Gate, Project, Suite
from tandem.deliver import at_least, no_worse
from tandem.evaluate import field_f1
from tandem.search.extract import Field, Repeated, RepeatedFields

from .filings import KINDS, KLEISTER, held_out_cases, training_rows


def told(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Values as the metrics compare them."""
    return {
        name: [kind.key(kind.read(value) or value) for value in values.get(name, ())]
        for name, kind in KINDS.items()
    }


def contracts(project: Project) -> Project:
    """The project for contracts in place of receipts."""
    single = {n: Field(kind_of_value=KINDS[n], optional=True) for n in ("effective_date", "term")}
    single["jurisdiction"] = Field(kind_of_value=KINDS["jurisdiction"])
    party = Repeated(field=Field(kind_of_value=KINDS["party"], rounds=50))
    ask: dict[str, Any] = {
        "wanted": lambda case: told(case.target),
        "found": lambda trace: told({n: [x.value for x in xs] for n, xs in trace.output.items()}),
    }
    each = [field_f1(fields=[name], name=f"f1_{name}", **ask) for name in KINDS]
    return Project(
        name=project.name,
        description="Reads parties, jurisdiction, date and term of contracts.",
        system=RepeatedFields(fields=single, repeated={"party": party}),
        learn={"": training_rows},
        suite=Suite(held_out_cases, [field_f1(fields=list(KINDS), **ask), *each]),
        gate=Gate(
            at_least("field_f1", 0.6, evidence="estimate"), no_worse("field_f1", margin=0.05)
        ),
        sources=[KLEISTER],
    )
