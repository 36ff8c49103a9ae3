"""The rules of a gate: what each claims about a report."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tandem.deliver.claim import Claim, Evidence, Settled
from tandem.deliver.verdict import Status
from tandem.evaluate.comparison import shared
from tandem.evaluate.difference import Unpaired, difference
from tandem.evaluate.estimate import Estimate, estimate
from tandem.evaluate.metric import Metric
from tandem.evaluate.report import Report

Claims = Sequence[Claim | Settled]


@dataclass(frozen=True)
class Ground:
    """What rules stand on: the report, the metrics, the reports of other releases."""

    report: Report
    metrics: Mapping[str, Metric]
    baselines: Mapping[str, Report] = field(default_factory=dict)

    def rows(self, name: str, value: str) -> list[int]:
        """The places of the cases in one slice; of all cases where ``name`` is empty."""
        if not name:
            return list(range(len(self.report.cases)))
        return [i for i, label in enumerate(self.report.labels[name]) if label == value]

    def figure(self, metric: str, rows: Sequence[int]) -> Estimate | None:
        """The metric's figure over some of the cases."""
        values, groups = self.report.values[metric], self.report.groups
        return estimate(self.metrics[metric], [values[i] for i in rows], [groups[i] for i in rows])

    def count(self, metric: str, rows: Sequence[int]) -> int:
        """How many of the cases have a value: those to which the metric applies."""
        return sum(self.report.values[metric][i] is not None for i in rows)

    def released(self, channel: str) -> str:
        """The release behind a baseline, empty where there is none."""
        return self.baselines[channel].release if channel in self.baselines else ""

    def unscored(self, metric: str, name: str = "", value: str = "") -> int:
        """How many of the cases failed without a value."""
        scores = self.report.slices[name][value] if name else self.report.scores
        return scores[metric].unscored


class Rule(Protocol):
    """Something that a report must prove; ``str(rule)`` says what."""

    @property
    def metric(self) -> str:
        """The metric it is about."""

    @property
    def slice(self) -> str:
        """The slice it looks at: empty, ``name`` or ``name=value``."""

    def claims(self, ground: Ground, /) -> Claims:
        """What must hold, all of it, for the rule to pass."""


@dataclass(frozen=True)
class Limit:
    """The figure is at least, or at most, ``value``; in every part of a slice if one is named."""

    metric: str
    value: float
    above: bool
    slice: str
    evidence: Evidence

    def __str__(self) -> str:
        where = f" where {self.slice}" if self.slice else ""
        return f"{self.metric}{where} {self._wanted}"

    @property
    def _wanted(self) -> str:
        return f"at {'least' if self.above else 'most'} {self.value:g}"

    def claims(self, ground: Ground, /) -> Claims:
        name, _, value = self.slice.partition("=")
        values = [value] if value or not name else list(ground.report.slices[name])
        return [self._claim(ground, name, value) for value in values]

    def _claim(self, ground: Ground, name: str, value: str) -> Claim | Settled:
        rows = ground.rows(name, value)
        found = ground.figure(self.metric, rows)
        whose = f"{self.metric} where {name}={value}" if name else self.metric
        if found is None:
            return Settled("insufficient evidence", f"{whose}: no case has a value")
        return Claim(
            figure=f"{whose} is",
            wanted=self._wanted,
            estimate=found,
            limit=self.value,
            sign=1 if self.above else -1,
            cases=ground.count(self.metric, rows),
            unscored=ground.unscored(self.metric, name, value),
            evidence=self.evidence,
        )


@dataclass(frozen=True)
class Against:
    """The change from another release's figure, on the same cases, is within ``margin``.

    With ``margin`` ``None`` it must be a change for the better.
    """

    metric: str
    than: str
    margin: float | None
    slice: str = ""

    def __str__(self) -> str:
        if self.margin is None:
            return f"{self.metric} better than {self.than}"
        return f"{self.metric} no worse than {self.than} by {self.margin:g}"

    def claims(self, ground: Ground, /) -> Claims:
        baseline = ground.baselines.get(self.than)
        if baseline is None:
            return [Settled("pass", f"{self.metric}: nothing is {self.than} yet")]
        if baseline.release and baseline.release == ground.report.release:
            status: Status = "fail" if self.margin is None else "pass"
            return [Settled(status, f"{self.metric}: this release is the one that is {self.than}")]
        metric = ground.metrics[self.metric]
        left, right, groups = shared(baseline, ground.report, self.metric)
        found = difference(metric, left, right, groups)
        if found is None:
            message = f"{self.metric}: no case with a value is shared with {self.than}"
            return [Settled("insufficient evidence", message)]
        good = 1 if metric.better == "higher" else -1
        margin = self.margin or 0.0
        wanted = "a change for the better"
        if self.margin is not None:
            wanted = f"within {margin:g} of it or better" if margin else "no change for the worse"
        return [
            Claim(
                figure=f"{self.metric} less that of {self.than} is",
                wanted=wanted,
                estimate=found,
                limit=-good * margin,
                sign=1 if good > 0 else -1,
                cases=len(groups),
                unscored=ground.unscored(self.metric) + baseline.scores[self.metric].unscored,
            )
        ]


@dataclass(frozen=True)
class Gap:
    """No two parts of a slice lie further apart than ``at_most``.

    Every pair must prove it. The largest of several gaps is larger than the truth even
    where there is none, so it is not judged as such.
    """

    metric: str
    slice: str
    at_most: float

    def __str__(self) -> str:
        return f"gap of {self.metric} over {self.slice} at most {self.at_most:g}"

    def claims(self, ground: Ground, /) -> Claims:
        rows = {value: ground.rows(self.slice, value) for value in ground.report.slices[self.slice]}
        figures = {value: ground.figure(self.metric, places) for value, places in rows.items()}
        known = {value: figure for value, figure in figures.items() if figure is not None}
        if len(known) < 2:
            message = f"{self}: fewer than two values of {self.slice} have cases"
            return [Settled("insufficient evidence", message)]
        claims = []
        for one, other in itertools.combinations(known, 2):
            high, low = sorted((one, other), key=lambda value: known[value].value, reverse=True)
            claims.append(
                Claim(
                    figure=f"{self.metric} of {self.slice}={high} less that of {low} is",
                    wanted=f"at most {self.at_most:g}",
                    estimate=Unpaired(known[low], known[high]),
                    limit=self.at_most,
                    sign=-1,
                    cases=ground.count(self.metric, rows[high] + rows[low]),
                    unscored=sum(
                        ground.unscored(self.metric, self.slice, value) for value in (high, low)
                    ),
                )
            )
        return claims
