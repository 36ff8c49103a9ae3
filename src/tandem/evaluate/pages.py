"""A report as a page: scores, slices, curves of whatever the metrics kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tandem.charts import Bars, Chart, Page, Table
from tandem.evaluate.curves import Pairs
from tandem.evaluate.feature_tables import HEADER, about, feature_rows
from tandem.evaluate.findings import finding_parts
from tandem.evaluate.plots import (
    calibration_chart,
    gain_chart,
    lift_chart,
    precision_recall_chart,
    roc_chart,
)
from tandem.evaluate.render import interval, leak_lines, number, plural
from tandem.evaluate.report import Report
from tandem.evaluate.slices import WeakSlice

_FAILURES = 20
_SLICES = 12
_CALIBRATED = 50
"""Cases of a slice below which its calibration is not drawn."""

Part = str | Table | Chart


def report_page(report: Report) -> Page:
    """The page of a report; ``Page.save`` writes it as one HTML file."""
    parts: list[Part] = [
        f"{plural(len(report.cases), 'case')} in {plural(len(set(report.groups)), 'group')}, "
        f"{report.time:%Y-%m-%d %H:%M} UTC. Intervals are of 95 %."
    ]
    if lines := leak_lines(report):
        parts += ["# Leaks, so that the figures may be too good", *lines]
    parts.append(_scores(report))
    pairs = _pairs(report)
    if pairs:
        parts.append("# Curves")
        curves = {report.system: pairs}
        parts += [
            roc_chart(curves),
            precision_recall_chart(curves),
            calibration_chart(curves),
            gain_chart(curves),
            lift_chart(curves),
        ]
    parts += finding_parts(report)
    for name in report.slices:
        parts += _slices(report, name)
    for name, found in report.weak.items():
        parts += [f"# Where {name} is worse than elsewhere", _weak(found)]
    for features in report.features:
        parts += [f"# Features of {features.ref}", *about(features)]
        parts.append(Table(HEADER, feature_rows(features)))
    if report.failures:
        failed = list(report.failures.items())
        parts += [
            f"# {plural(len(failed), 'case')} failed",
            Table(["case", "error"], [[id, error] for id, error in failed[:_FAILURES]]),
        ]
    title = f"{report.system} {report.release[:12]}".strip()
    return Page(title, parts)


def _scores(report: Report) -> Table:
    return Table(
        ["metric", "value", "interval", "unit", "cases", "failed"],
        [
            [name, number(score.value), interval(score), score.unit, score.n, score.failed]
            for name, score in report.scores.items()
        ],
    )


def _weak(found: Sequence[WeakSlice]) -> Table | str:
    if not found:
        return "Nowhere that these cases show."
    return Table(
        ["where", "value", "elsewhere", "effect", "p", "cases"],
        [
            [
                " and ".join(weak.where),
                *map(number, (weak.value, weak.rest, weak.effect, weak.p)),
                weak.n,
            ]
            for weak in found
        ],
    )


def _slices(report: Report, name: str) -> list[Part]:
    """One chart a metric with the values of a slice side by side, where they are not too many."""
    values = report.slices[name]
    if not 1 < len(values) <= _SLICES:
        return []
    parts: list[Part] = [f"# By {name.replace('_', ' ')}"]
    for metric, whole in report.scores.items():
        scores = [values[value][metric] for value in values]
        if all(score.value is None for score in scores):
            continue
        parts.append(
            Chart(
                f"{metric}, {number(whole.value)} in all",
                [
                    Bars(
                        list(values),
                        [score.value for score in scores],
                        low=[score.low for score in scores],
                        high=[score.high for score in scores],
                    )
                ],
                y=whole.unit,
                height=280,
            )
        )
    return parts + _calibration(report, name)


def _pairs(report: Report, rows: Sequence[int] | None = None) -> Pairs:
    """What came true with its chance, kept by the first metric that ranks or calibrates."""
    for values in report.values.values():
        kept = values if rows is None else [values[i] for i in rows]
        found = [value for value in kept if value is not None]
        if found and all(_is_pair(value) for value in found):
            said: Sequence[tuple[bool, float]] = [(bool(true), chance) for true, chance in found]
            if 0 < sum(true for true, _ in said) < len(said):
                return said
    return []


def _calibration(report: Report, name: str) -> list[Part]:
    """Calibration of each part of a slice that has cases enough for a few bins."""
    labels = report.labels[name]
    curves: dict[str, Pairs] = {}
    for value in report.slices[name]:
        pairs = _pairs(report, [i for i, label in enumerate(labels) if label == value])
        if len(pairs) >= _CALIBRATED:
            curves[value] = pairs
    return [calibration_chart(curves, bins=5)] if len(curves) > 1 else []


def _is_pair(value: Any) -> bool:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        return False
    true, chance = value
    return isinstance(true, bool) and isinstance(chance, float) and 0 <= chance <= 1
