"""The report of features as rows of text, for a terminal, Markdown and pages."""

from __future__ import annotations

from tandem.evaluate.feature_report import FeatureFigures, FeatureReport

HEADER = [
    "feature",
    "what it is",
    "offline µs",
    "online µs",
    "present",
    "learned",
    "drift",
    "importance",
]


def feature_rows(report: FeatureReport, *, shown: int | None = None) -> list[list[str]]:
    """A row a feature, the most important first; where that is unknown, as they are defined."""
    ranked = sorted(report.features, key=lambda item: -(item.importance or 0.0))
    return [_row(item) for item in ranked[:shown]]


def about(report: FeatureReport) -> list[str]:
    """What the figures are, one sentence a line."""
    lines = [
        f"Drift and presence: {report.held_out:,} held-out rows against "
        f"{report.learned:,} that were learned from; * drifted."
    ]
    if report.online is not None and report.shared_online is not None:
        lines.append(
            f"A read takes {report.online:.0f} µs of CPU in the process, "
            f"{report.shared_online:.0f} of them for all "
            "features together; a figure below is of that feature alone."
        )
    if report.shared_offline is not None:
        lines.append(f"Offline, {report.shared_offline:.1f} µs a row are for all together.")
    else:
        lines.append("Costs were not measured: no History computed the rows in this build.")
    return [*lines, f"Importance: {report.importance}."]


def _row(item: FeatureFigures) -> list[str]:
    return [
        item.feature,
        item.meaning,
        _number(item.offline, 2),
        _number(item.online, 1),
        _share(item.coverage),
        _share(item.learned),
        _number(item.drift, 3) + "*" * item.drifted,
        _importance(item),
    ]


def _importance(item: FeatureFigures) -> str:
    value = _number(item.importance, 4)
    if item.low is None or item.high is None:
        return value
    return f"{value} ({item.low:.4f} to {item.high:.4f})"


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
