"""How high the definition stands that a question is about."""

from __future__ import annotations

from collections.abc import Iterable

from tandem import Case, Trace
from tandem.evaluate import Region, metric


def rank(case: Case, found: Iterable[Region]) -> int:
    """The place, from 1, of the first region that has the beginning of what is wanted; 0: none."""
    wanted = case.target
    ranks = (
        i
        for i, region in enumerate(found, start=1)
        if region.document == wanted.document and region.start <= wanted.start < region.end
    )
    return next(ranks, 0)


def _rank(case: Case, trace: Trace) -> int:
    return rank(case, [Region(p.path, p.start, p.end) for p in trace.output.places])


@metric
def found_at_1(case: Case, trace: Trace) -> bool:
    """Whether the first place is the definition."""
    return _rank(case, trace) == 1


@metric
def found_in_5(case: Case, trace: Trace) -> bool:
    """Whether one of the first five is."""
    return 1 <= _rank(case, trace) <= 5


@metric(family="rate")
def reciprocal_rank(case: Case, trace: Trace) -> float:
    """1 where it stands first, 1/2 where second, 0 where it was not found."""
    place = _rank(case, trace)
    return 1 / place if place else 0.0
