"""How right routes are, and how often a ticket is refused."""

from __future__ import annotations

from tandem import Case, Trace
from tandem.evaluate import metric

from .teams import TEAM_OF


@metric
def intent_accuracy(case: Case, trace: Trace) -> bool | None:
    """Of tickets in scope, refused or not: whether the likeliest intent is right."""
    return None if case.target is None else trace.output.likeliest[0].intent == case.target


@metric
def team_accuracy(case: Case, trace: Trace) -> bool | None:
    """Of tickets in scope: whether the right team gets it. A refused one gets to nobody."""
    return None if case.target is None else trace.output.team == TEAM_OF[case.target]


@metric(better="lower")
def false_refusal(case: Case, trace: Trace) -> bool | None:
    """Of tickets in scope: whether it was refused."""
    return None if case.target is None else trace.output.refused


@metric
def refusal(case: Case, trace: Trace) -> bool | None:
    """Of texts out of scope: whether it was refused."""
    return trace.output.refused if case.target is None else None
