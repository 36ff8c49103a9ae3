from __future__ import annotations

from datetime import UTC, datetime

from tandem.data.leaks import Leak
from tandem.evaluate import Report, Score
from tandem.evaluate.pages import report_page


def score(value: float | None) -> Score:
    return Score(value, value, value, 4, 4, "bootstrap", "higher")


def report(**more: object) -> Report:
    base = {
        "system": "churn",
        "time": datetime(2026, 1, 2, tzinfo=UTC),
        "cases": ["a", "b", "c", "d"],
        "groups": ["a", "b", "c", "d"],
        "scores": {"auc": score(0.75)},
        "values": {"auc": [[True, 0.9], [False, 0.2], None, [True, 0.4]]},
    }
    return Report(**{**base, **more})  # type: ignore[arg-type]  # the fields above


def test_curves_are_drawn_of_what_a_metric_kept() -> None:
    html = report().to_html()
    for part in ("ROC curve", "Precision and recall", "Calibration", "Gain", "Lift", "0.750"):
        assert part in html


def test_without_chances_there_are_no_curves() -> None:
    for values in ([1.0, 2.0, 3.0, 4.0], [[True, 7.0]] * 4, [[True, 0.5]] * 4):
        html = report(values={"auc": values}).to_html()
        assert "ROC" not in html
        assert "0.750" in html


def test_slices_are_bars_with_intervals() -> None:
    by_value = {value: {"auc": score(0.7)} for value in ("old", "young")}
    labels = {"age_group": ["old", "old", "young", "young"]}
    html = report(slices={"age_group": by_value}, labels=labels).to_html()
    assert "By age group" in html
    assert "<title>young: 0.7</title>" in html
    lonely = {"old": {"auc": score(0.7)}}
    assert "By age" not in report(slices={"age_group": lonely}, labels=labels).to_html()


def test_calibration_is_drawn_for_parts_with_cases_enough() -> None:
    ids = [str(i) for i in range(130)]
    labels = ["f"] * 60 + ["m"] * 60 + ["x"] * 10
    base = {
        "cases": ids,
        "groups": ids,
        "values": {"auc": [[i % 3 == 0, (i % 10) / 10] for i in range(130)]},
        "labels": {"sex": labels},
        "slices": {"sex": {value: {"auc": score(0.7)} for value in "fmx"}},
    }
    html = report(**base).to_html()
    assert html.count(">Calibration</text>") == 2
    part = html[html.rindex(">Calibration</text>") :]
    assert ">f</text>" in part
    assert ">m</text>" in part
    assert ">x</text>" not in part
    few = report(**{**base, "labels": {"sex": ["f"] * 10 + ["m"] * 120}}).to_html()
    assert few.count(">Calibration</text>") == 1


def test_failures_and_leaks_are_told_first_and_as_text() -> None:
    leak = Leak(kind="target", column="x", figure=1.0, message="<b> knows", hint="drop it")
    page = report_page(report(failures={"a": "ValueError: <img>"}, leaks={"": [leak]}))
    html = page.html()
    assert html.index("Leaks") < html.index("0.750")
    assert "&lt;b&gt; knows" in html
    assert "ValueError: &lt;img&gt;" in html
    assert "<img" not in html
