"""How often each part of a strategy answers, and how good it is where it does."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

from tandem.evaluate.case import Case
from tandem.evaluate.metric import UNSCORED, Metric
from tandem.record.span import Trace


def share_of(part: str, *, path: str = "", name: str = "") -> Metric:
    """The share of runs that ``part`` of the strategy at ``path`` answered.

    ``part`` is a route of ``Route``, or ``first`` or ``second`` of ``Cascade`` and ``Fallback``.
    Runs that did not come to the strategy do not apply.
    """

    def score(case: Case, trace: Trace) -> bool | None:
        answered = answered_by(trace, path)
        return None if answered is None else answered == part

    return Metric(name or f"share_{part}", score, family="rate", failed=None, scores_errors=True)


def where(metric: Metric, part: str, *, path: str = "", name: str = "") -> Metric:
    """A metric over the runs alone that ``part`` of the strategy at ``path`` answered.

    So quality, cost and time are told for each part. A run that failed after the part was
    chosen has the worst value, as elsewhere; one that failed before does not apply.
    """

    async def score(case: Case, trace: Trace) -> Any:
        if answered_by(trace, path) != part:
            return None
        if trace.status == "error" and not metric.scores_errors:
            return _worst(metric, case, trace)
        found = metric.score(case, trace)
        return await found if inspect.isawaitable(found) else found

    name = name or f"{metric.name}_{part}"
    return dataclasses.replace(metric, name=name, score=score, scores_errors=True)


def _worst(metric: Metric, case: Case, trace: Trace) -> Any:
    value = metric.worst(case)
    if value is UNSCORED:
        raise RuntimeError(trace.error)  # counted as failed, without a value
    return value


def answered_by(trace: Trace, path: str = "") -> str | None:
    """Which part of the strategy at ``path`` answered; ``None`` if it never chose."""
    span = trace.find(path)
    found = span.attributes.get("answered_by") if span else None
    return None if found is None else str(found)
