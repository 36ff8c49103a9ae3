from __future__ import annotations

from datetime import UTC, datetime

from tandem.evaluate import Case, Report, mae, report_on
from tandem.evaluate.explanation import Dependence, Explanation, FieldImportance
from tandem.evaluate.findings import finding_parts
from tandem.record.span import Trace


def made() -> Report:
    cases = [Case(id=str(i), input={"x": "<i>"}, target=float(i)) for i in range(20)]
    time = datetime(2026, 1, 1, tzinfo=UTC)
    traces = [Trace(id=str(i), system="s", time=time, output=0.9 * i) for i in range(20)]
    report = report_on(cases, traces, [mae()])
    report.explanation = Explanation(
        loss="squared error",
        cases=20,
        importances=[FieldImportance("x", 0.5, 0.25, 0.75)],
        dependence=[
            Dependence("x", [1, 2.5], [3.0, 4.0]),
            Dependence("kind", ["a", None], [1.0, 2.0]),
        ],
    )
    return report


def test_the_page_shows_fields_dependence_worst_cases_and_residuals() -> None:
    html = made().to_html()
    for part in (
        "Fields that matter",
        "Mean output by x",
        "Mean output by kind",
        "missing",
        "Worst cases",
        "&lt;i&gt;",
        "Residuals",
    ):
        assert part in html
    assert "Confused" not in html


def test_markdown_has_the_tables() -> None:
    text = made().to_markdown()
    assert "## Fields that matter" in text
    assert "| x | 0.5 | 0.25 | 0.75 |" in text
    assert "| 19 | 19 | 17.1 | 1.9 |" in text
    assert "## Residuals" in text


def test_a_report_without_findings_has_no_parts() -> None:
    plain = made()
    plain.explanation, plain.analysis = None, None
    assert finding_parts(plain) == []
