"""What fairness costs: quality against disparity, a point for each candidate."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.charts import Chart, Points
from tandem.charts.marks import Mark
from tandem.errors import DefinitionError
from tandem.evaluate.report import Report, Score


def tradeoff_chart(
    reports: Mapping[str, Report],
    *,
    quality: str = "accuracy",
    disparity: str = "demographic_parity_difference",
) -> Chart:
    """Quality against disparity, a point with the interval of its disparity for each report.

    Of two candidates one is better outright only where it lies further right and, for a
    difference, further down; between the others somebody has to choose. Raises
    ``DefinitionError`` where a report lacks one of the metrics, or has no value of it.
    """
    marks: list[Mark] = []
    for name, report in reports.items():
        good, unlike = _score(report, name, quality), _score(report, name, disparity)
        marks.append(
            Points(
                [good.value or 0.0],
                [unlike.value],
                name,
                low=[unlike.low],
                high=[unlike.high],
                labels=[f"{name}: {good.value:.3f}, {unlike.value:.3f}"],
            )
        )
    words = [text.replace("_", " ") for text in (quality, disparity)]
    return Chart("Trade-off", marks, x=words[0], y=words[1], width=520, height=420)


def _score(report: Report, name: str, metric: str) -> Score:
    found = report.scores.get(metric)
    if found is None or found.value is None:
        raise DefinitionError(
            f"the report {name!r} has no value of {metric!r}",
            hint=f"its metrics are {', '.join(report.scores)}",
        )
    return found
