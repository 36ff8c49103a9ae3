"""What a report found out beside its scores, as parts of a page: fields that matter, errors."""

from __future__ import annotations

from tandem.charts import Bars, Chart, Line, Table
from tandem.charts.page import Cell
from tandem.evaluate.analysis import Analysis
from tandem.evaluate.errors import residual_chart
from tandem.evaluate.explanation import Dependence, Explanation
from tandem.evaluate.report import Report

Part = str | Table | Chart


def finding_parts(report: Report) -> list[Part]:
    """Headings, tables and charts; none where nothing was found out."""
    parts: list[Part] = []
    if report.explanation is not None:
        parts += _explained(report.explanation)
    if report.analysis is not None:
        parts += _analysed(report.analysis)
    return parts


def findings_markdown(report: Report) -> list[str]:
    """The same as lines of Markdown, without the charts."""
    lines: list[str] = []
    for part in finding_parts(report):
        match part:
            case Table():
                lines += ["", part.markdown()]
            case str() if part.startswith("# "):
                lines += ["", f"##{part[1:]}"]
            case str():
                lines += ["", part]
    return lines


def _explained(found: Explanation) -> list[Part]:
    rows: list[list[Cell]] = [
        [one.feature, one.value, one.low, one.high] for one in found.importances
    ]
    return [
        "# Fields that matter",
        f"How much the {found.loss} rises where a field is shuffled, on {found.cases} cases. "
        "Where the interval holds zero, no use of the field shows. Of two fields that say the "
        "same, each looks useless while the other is there.",
        Table(["field", "rise", "from", "to"], rows),
        *map(_dependence, found.dependence),
    ]


def _dependence(found: Dependence) -> Chart:
    title = f"Mean output by {found.feature.replace('_', ' ')}"
    numbers = [v for v in found.values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if len(numbers) == len(found.values):
        return Chart(title, [Line(numbers, found.means)], x=found.feature, y="output", height=280)
    names = ["missing" if value is None else str(value) for value in found.values]
    return Chart(title, [Bars(names, found.means)], y="output", height=280)


def _analysed(found: Analysis) -> list[Part]:
    parts: list[Part] = []
    if found.worst:
        rows: list[list[Cell]] = [
            [one.id, one.target, one.output, one.off, one.input] for one in found.worst
        ]
        parts += [
            "# Worst cases",
            f"As {found.metric} compares them. Look for wrong targets first.",
            Table(["case", "target", "output", "off by", "input"], rows),
        ]
    if found.confusions:
        pairs: list[list[Cell]] = [
            [one.target, one.output, one.count, one.share, ", ".join(one.examples)]
            for one in found.confusions
        ]
        columns = ["target", "output", "cases", "share of the target", "such as"]
        note = "A chance counts as yes from one half on."
        parts += ["# Confused", note, Table(columns, pairs)]
    if found.residuals:
        bins: list[list[Cell]] = [
            [r.low, r.high, r.cases, r.mean, r.mean_low, r.mean_high, r.spread]
            for r in found.residuals
        ]
        columns = ["output from", "to", "cases", "target less output", "from", "to", "spread"]
        parts += ["# Residuals", residual_chart(found.residuals), Table(columns, bins)]
    return parts
