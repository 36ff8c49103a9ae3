"""Slices found by themselves: where a metric is significantly worse than elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError
from tandem.evaluate.conditions import Bools, Condition, conditions
from tandem.evaluate.distributions import student_above
from tandem.evaluate.intervals import codes
from tandem.evaluate.multiplicity import benjamini_hochberg, holm

if TYPE_CHECKING:
    from tandem.evaluate.case import Case
    from tandem.evaluate.metric import Metric
    from tandem.evaluate.report import Report

Floats = NDArray[np.float64]


class WeakSlice(msgspec.Struct, frozen=True):
    """A part of the cases where a metric is worse: ``value`` there, ``rest`` elsewhere.

    ``where`` are the conditions that all hold. ``effect`` is the difference in standard
    deviations of all cases, ``p`` the chance of so large a difference where there is none,
    corrected for all parts that were looked at.
    """

    where: list[str]
    n: int
    clusters: int
    value: float
    rest: float
    effect: float
    p: float

    @property
    def reason(self) -> str:
        """The finding in a sentence."""
        return (
            f"where {' and '.join(self.where)}: {self.value:.3f} in {self.n} cases, "
            f"{self.rest:.3f} elsewhere (p {self.p:.2g})"
        )


def weak_slices(
    report: Report,
    cases: Sequence[Case],
    metric: Metric,
    *,
    bins: int = 4,
    least: int = 30,
    effect: float = 0.2,
    pairs: bool = True,
    alpha: float = 0.05,
    control: Literal["holm", "bh"] = "holm",
) -> list[WeakSlice]:
    """Parts of the cases, by fields of the input, where the metric is worse than elsewhere.

    Every value of every field is tried, and with ``pairs`` every two of different fields, if
    ``least`` cases or more are in it and outside of it. ``control="holm"`` keeps the chance of
    even one false finding at ``alpha``; ``"bh"`` the expected share of false ones among the
    findings, which finds more. Cases of one group count together. Findings are ranked by
    what they cost: the difference times the cases. A pair that is no worse than a part of
    it that was found too is left out.

    Raises ``DefinitionError`` for a metric that is not one number a case.
    """
    if metric.family == "aggregate":
        raise DefinitionError(
            f"{metric.name!r} is one figure for all cases",
            hint="weak slices need a value a case: accuracy, brier, log_loss, mae",
        )
    inputs = {case.id: case.input for case in cases}
    rows = [
        (inputs[id], float(value), group)
        for id, value, group in zip(
            report.cases, report.values[metric.name], report.groups, strict=True
        )
        if value is not None and id in inputs
    ]
    sign = 1.0 if metric.better == "lower" else -1.0
    losses = np.array([sign * value for _, value, _ in rows])
    test = _Test(losses, codes([group for *_, group in rows]))
    parts = _parts([input for input, *_ in rows], bins, pairs)
    tried = [part for part in parts if least <= int(part.holds.sum()) <= len(rows) - least]
    chances = [test.p(part.holds) for part in tried]
    corrected = {"holm": holm, "bh": benjamini_hochberg}[control](chances)
    found = [
        (part, p)
        for part, p in zip(tried, corrected, strict=True)
        if p <= alpha and test.effect(part.holds) >= effect
    ]
    singles = [part for part, _ in found if len(part.conditions) == 1]
    kept = [(part, p) for part, p in found if _adds(part, singles, test, alpha)]
    kept.sort(key=lambda finding: -test.cost(finding[0].holds))
    return [test.slice(part, p, sign) for part, p in kept]


@dataclass(frozen=True, eq=False)
class _Part:
    conditions: tuple[Condition, ...]
    holds: Bools


def _parts(records: Sequence[Any], bins: int, pairs: bool) -> Iterator[_Part]:
    single = conditions(records, bins=bins)
    for condition in single:
        yield _Part((condition,), condition.holds)
    for place, left in enumerate(single if pairs else ()):
        for right in single[place + 1 :]:
            if left.field != right.field:
                yield _Part((left, right), left.holds & right.holds)


def _adds(part: _Part, singles: Sequence[_Part], test: _Test, alpha: float) -> bool:
    """Whether a pair is worse than what is left of each of its own parts that was found."""
    if len(part.conditions) == 1:
        return True
    wholes = [single for single in singles if single.conditions[0] in part.conditions]
    return all(
        (whole.holds & ~part.holds).any() and test.p(part.holds, within=whole.holds) <= alpha
        for whole in wholes
    )


@dataclass(frozen=True, eq=False)
class _Test:
    """Student's test of a part against the rest, over groups, one-sided."""

    losses: Floats
    groups: NDArray[np.intp]

    def p(self, holds: Bools, *, within: Bools | None = None) -> float:
        """The chance of so much more loss in the part where there is no difference.

        The larger of two chances: with the variances seen in the part and in the rest, and
        with that of all cases, as if the part were drawn from them. The first alone is
        fooled by a part in which all losses came out alike, the second by one that varies
        much more than the rest.
        """
        losses, groups = self.losses, self.groups
        if within is not None:
            losses, holds = losses[within], holds[within]
            groups = np.unique(groups[within], return_inverse=True)[1]
        share = float(holds.mean())
        inside, outside = float(losses[holds].mean()), float(losses[~holds].mean())
        df = min(_count(groups[holds]), _count(groups[~holds])) - 1
        if df < 1 or inside <= outside:
            return 1.0
        sides = np.where(holds, 1 / share, -1 / (1 - share))
        seen = _error(sides * (losses - np.where(holds, inside, outside)), groups)
        drawn = _error(losses - losses.mean(), groups) / math.sqrt(share * (1 - share))
        return student_above((inside - outside) / max(seen, drawn), df)

    def effect(self, holds: Bools) -> float:
        """The difference in standard deviations of all cases."""
        return self._difference(holds) / (float(self.losses.std()) or 1.0)

    def cost(self, holds: Bools) -> float:
        """The loss that would be gone if the part were like the rest."""
        return self._difference(holds) * float(holds.sum())

    def slice(self, part: _Part, p: float, sign: float) -> WeakSlice:
        """The finding, in the metric's own direction."""
        return WeakSlice(
            where=[condition.text for condition in part.conditions],
            n=int(part.holds.sum()),
            clusters=_count(self.groups[part.holds]),
            value=sign * float(self.losses[part.holds].mean()),
            rest=sign * float(self.losses[~part.holds].mean()),
            effect=self.effect(part.holds),
            p=p,
        )

    def _difference(self, holds: Bools) -> float:
        return float(self.losses[holds].mean() - self.losses[~holds].mean())


def _count(groups: NDArray[np.intp]) -> int:
    """How many groups there are, without sorting."""
    return int(np.count_nonzero(np.bincount(groups)))


def _error(influences: Floats, groups: NDArray[np.intp]) -> float:
    """The standard error of a mean, from how far off each case is."""
    sums = np.bincount(groups, weights=influences)
    return math.sqrt(float(sums @ sums) * len(sums) / (len(sums) - 1)) / len(influences)
