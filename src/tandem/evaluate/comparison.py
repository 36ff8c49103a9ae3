"""Two reports on the same cases, case by case."""

from __future__ import annotations

from typing import Any

import msgspec

from tandem.errors import DefinitionError
from tandem.evaluate.difference import difference
from tandem.evaluate.estimate import PairedRate, p_value, standard_error
from tandem.evaluate.metric import Better, Metric
from tandem.evaluate.paired import mcnemar
from tandem.evaluate.power import minimal_detectable_effect
from tandem.evaluate.report import Report
from tandem.evaluate.score import ALPHA, finite


class Difference(msgspec.Struct, frozen=True):
    """What changed from report a to report b: ``value`` is b less a.

    ``p`` is of "nothing changed", ``mde`` the smallest difference these ``n`` cases in
    ``clusters`` groups show with 80 % power.
    """

    metric: str
    value: float
    low: float | None
    high: float | None
    p: float
    method: str
    n: int
    clusters: int
    mde: float | None
    better: Better


def compare(a: Report, b: Report, metric: Metric, *, alpha: float = ALPHA) -> Difference:
    """Compare two reports on the cases they share; raises ``DefinitionError`` if none."""
    left, right, groups = shared(a, b, metric.name)
    found = difference(metric, left, right, groups)
    if found is None:
        raise DefinitionError(
            f"the reports share no case with a value of {metric.name!r}",
            hint="evaluate both systems on the same suite",
        )
    low, high = found.interval(alpha)
    if isinstance(found, PairedRate) and found.exact:
        p = mcnemar(round(found.gained), round(found.lost))
    else:
        p = p_value(found, 0.0)
    return Difference(
        metric=metric.name,
        value=found.value,
        low=finite(low),
        high=finite(high),
        p=p,
        method=found.method,
        n=len(groups),
        clusters=len(set(groups)),
        mde=finite(minimal_detectable_effect(standard_error(found), alpha=alpha)),
        better=metric.better,
    )


def shared(a: Report, b: Report, name: str) -> tuple[list[Any], list[Any], list[str]]:
    """Values of the cases that both reports hold, side by side, and their groups.

    Cases that have a value in neither are left out.
    """
    if name not in a.values or name not in b.values:
        return [], [], []
    places = {id: i for i, id in enumerate(a.cases)}
    found = [
        (a.values[name][places[id]], value, group)
        for id, value, group in zip(b.cases, b.values[name], b.groups, strict=True)
        if id in places and (value is not None or a.values[name][places[id]] is not None)
    ]
    return [left for left, *_ in found], [right for _, right, _ in found], [g for *_, g in found]
