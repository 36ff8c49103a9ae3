"""Reports as text: aligned for a terminal, or Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.evaluate.feature_tables import HEADER, about, feature_rows
from tandem.evaluate.findings import findings_markdown
from tandem.evaluate.report import Report, Score

_WIDTH = 100
_SHOWN = 5

Table = list[list[str]]


def text(report: Report, *, slices: bool = True) -> str:
    """The report as aligned plain text, at most about 100 characters wide."""
    parts = [_headline(report), "", *_aligned(_scores(report))]
    for name in report.slices if slices else ():
        for table in _slice_tables(report, name):
            parts += ["", *_aligned(table)]
    for features in report.features:
        parts += ["", f"features of {features.ref}", *about(features), ""]
        parts += _aligned([HEADER, *feature_rows(features)])
    return "\n".join(parts + _failures(report) + _split(report) + _leaks(report))


def markdown(report: Report) -> str:
    """The report as Markdown."""
    parts = [_headline(report), "", *_piped(_scores(report))]
    for name in report.slices:
        for table in _slice_tables(report, name):
            parts += ["", *_piped(table)]
    for features in report.features:
        parts += ["", f"Features of `{features.ref}`. {' '.join(about(features))}", ""]
        parts += _piped([HEADER, *feature_rows(features)])
    parts += findings_markdown(report)
    return "\n".join(parts + _failures(report) + _split(report) + _leaks(report)) + "\n"


def number(value: float | None) -> str:
    """Three decimals below ten, fewer above; a dash where there is no number."""
    if value is None:
        return "–"
    if value != 0 and abs(value) < 0.001:
        return f"{value:.2g}"
    decimals = 3 if abs(value) < 10 else 1 if abs(value) < 1000 else 0
    return f"{value:.{decimals}f}"


def plural(count: int, what: str) -> str:
    """``1 case``, ``2 cases``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def interval(score: Score) -> str:
    """The ends of the interval."""
    return f"{number(score.low)} to {number(score.high)}"


def _headline(report: Report) -> str:
    groups = len(set(report.groups))
    within = f" in {plural(groups, 'group')}" if groups < len(report.groups) else ""
    release = f", release {report.release[:12]}" if report.release else ""
    return (
        f"{report.system}{release}: {plural(len(report.cases), 'case')}{within}, "
        f"{report.time:%Y-%m-%d %H:%M} UTC"
    )


def _scores(report: Report) -> Table:
    rows = [["metric", "value", "95 % interval", "unit", "cases", "failed", "interval by"]]
    for name, score in report.scores.items():
        rows.append(
            [
                name,
                number(score.value),
                interval(score),
                score.unit,
                str(score.n),
                str(score.failed),
                score.method,
            ]
        )
    return _without_empty(rows)


def _without_empty(rows: Table) -> Table:
    """The table without columns in which nothing stands."""
    kept = [i for i in range(len(rows[0])) if any(row[i] for row in rows[1:])]
    return [[row[i] for i in kept] for row in rows]


def _slice_tables(report: Report, name: str) -> list[Table]:
    """Values of a slice down, metrics across; as many tables as the width asks for."""
    by_value = report.slices[name]
    labels = report.labels[name]
    left = [[name, "cases"], *([value, str(labels.count(value))] for value in by_value)]
    columns = [
        [metric, *(_cell(scores[metric]) for scores in by_value.values())]
        for metric in report.scores
    ]
    tables: list[Table] = []
    room = 0
    for column in columns:
        width = max(map(len, column)) + 2
        if room < width:
            tables.append([list(row) for row in left])
            room = _WIDTH - sum(max(map(len, cells)) + 2 for cells in zip(*left, strict=True))
        room -= width
        for row, cell in zip(tables[-1], column, strict=True):
            row.append(cell)
    return tables


def _cell(score: Score) -> str:
    return f"{number(score.value)} ({interval(score)})" if score.value is not None else "–"


def _failures(report: Report) -> list[str]:
    if not report.failures:
        return []
    shown = [f"  {id}: {error}" for id, error in list(report.failures.items())[:_SHOWN]]
    more = len(report.failures) - len(shown)
    return [
        "",
        f"{plural(len(report.failures), 'case')} failed:",
        *shown,
        *([f"  and {more} more"] if more else []),
    ]


def _split(report: Report) -> list[str]:
    """How the cases were held out, where the suite says it."""
    if not report.split:
        return []
    split = report.split
    given = ", ".join(f"{name} {value}" for name, value in split["parameters"].items())
    sizes = f"{split['train']} of {split['rows']} rows to learn from, {split['test']} held out"
    return ["", f"split: {split['method']} ({given}): {sizes}"]


def leak_lines(report: Report) -> list[str]:
    """What makes the figures better than the truth, one leak a line."""
    return [
        f"  {path or 'the system'}: {leak.message} [{leak.name}]\n    {leak.hint}"
        for path, leaks in report.leaks.items()
        for leak in leaks
    ]


def _leaks(report: Report) -> list[str]:
    lines = leak_lines(report)
    return ["", "LEAKS, so that the figures may be too good:", *lines] if lines else []


def _aligned(rows: Table) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _piped(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]
