"""Where a system errs: its worst cases, the labels it confuses, its residuals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.charts import Chart, Points, Rule
from tandem.errors import DefinitionError
from tandem.evaluate.intervals import clustered_error, codes, student

if TYPE_CHECKING:
    from tandem.evaluate.metric import Metric
    from tandem.evaluate.report import Report


@dataclass(frozen=True)
class Bad:
    """A case, the value of the metric on it, and what was raised, if anything was."""

    id: str
    value: float
    failure: str = ""


def worst_cases(report: Report, metric: Metric, *, count: int = 20) -> list[Bad]:
    """The cases with the worst values of a metric, worst first; ties in the report's order.

    Raises ``DefinitionError`` for a metric that is not one number a case.

    >>> from datetime import UTC, datetime
    >>> from tandem.evaluate import Report, mae
    >>> report = Report(system="s", time=datetime(2026, 1, 1, tzinfo=UTC), cases=["a", "b", "c"],
    ...     groups=["a", "b", "c"], scores={}, values={"mae": [0.5, None, 2.0]})
    >>> [bad.id for bad in worst_cases(report, mae())]
    ['c', 'a']
    """
    if metric.family == "aggregate":
        raise DefinitionError(
            f"{metric.name!r} is one figure for all cases",
            hint="worst cases need a value a case: accuracy, brier, log_loss, mae",
        )
    sign = 1.0 if metric.better == "higher" else -1.0
    valued = [
        Bad(id, float(value), report.failures.get(id, ""))
        for id, value in zip(report.cases, report.values[metric.name], strict=True)
        if value is not None
    ]
    return sorted(valued, key=lambda bad: sign * bad.value)[:count]


@dataclass(frozen=True)
class Confusion:
    """Cases of one label that were called another: how many, and what share of that label."""

    target: str
    output: str
    count: int
    share: float
    examples: list[str]


def confusions(
    ids: Sequence[str], targets: Sequence[Any], outputs: Sequence[Any], *, examples: int = 3
) -> list[Confusion]:
    """Every pair of labels that was confused, most frequent first, with ids to look at.

    >>> [(c.target, c.output, c.count) for c in confusions("abc", "xxy", "xyy")]
    [('x', 'y', 1)]
    """
    of = Counter(map(str, targets))
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for id, target, output in zip(ids, targets, outputs, strict=True):
        if str(target) != str(output):
            found[str(target), str(output)].append(id)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        Confusion(target, output, len(there), len(there) / of[target], there[:examples])
        for (target, output), there in ranked
    ]


@dataclass(frozen=True)
class Residuals:
    """Target less output of cases with about the same output: the mean with its interval.

    ``spread`` is the standard deviation. A mean off zero is a bias there; spreads that grow
    with the output speak for learning the logarithm.
    """

    low: float
    high: float
    cases: int
    output: float
    mean: float
    mean_low: float
    mean_high: float
    spread: float


def residuals(
    targets: Sequence[float],
    outputs: Sequence[float],
    *,
    bins: int = 10,
    groups: Sequence[str] | None = None,
) -> list[Residuals]:
    """Residuals by output, in bins of about equal size, with 95 % intervals over groups.

    Raises ``DefinitionError`` where there are no cases or numbers of them differ.
    """
    y, said = np.asarray(targets, dtype=float), np.asarray(outputs, dtype=float)
    clusters = [str(i) for i in range(len(y))] if groups is None else list(groups)
    if not len(y) or not len(y) == len(said) == len(clusters):
        raise DefinitionError(
            f"residuals got {len(y)} targets, {len(said)} outputs and {len(clusters)} groups",
            hint="as many of each, and one at least",
        )
    edges = np.unique(np.quantile(said, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(edges, said, side="left")
    found: list[Residuals] = []
    for bin in np.unique(place).tolist():
        rows = np.flatnonzero(place == bin)
        off = y[rows] - said[rows]
        within = codes([clusters[i] for i in rows])
        ends = student(float(off.mean()), clustered_error(off, within), float(within.max()))
        found.append(
            Residuals(
                low=float(said[rows].min()),
                high=float(said[rows].max()),
                cases=len(rows),
                output=float(said[rows].mean()),
                mean=float(off.mean()),
                mean_low=ends[0],
                mean_high=ends[1],
                spread=float(off.std()),
            )
        )
    return found


def residual_chart(found: Sequence[Residuals]) -> Chart:
    """The mean residual by output, with its interval; on the line there is no bias."""
    points = Points(
        [bin.output for bin in found],
        [bin.mean for bin in found],
        "residual",
        low=[bin.mean_low for bin in found],
        high=[bin.mean_high for bin in found],
        labels=[f"{bin.low:.3g} to {bin.high:.3g}: {bin.cases} cases" for bin in found],
    )
    return Chart("Residuals", [Rule(0.0, "no bias"), points], x="output", y="target less output")
