from __future__ import annotations

from tandem.evaluate.feature_report import FeatureFigures, FeatureReport
from tandem.evaluate.feature_tables import HEADER, about, feature_rows

REPORT = FeatureReport(
    ref="Habits@0123456789ab",
    learned=1000,
    held_out=200,
    shared_offline=1.25,
    shared_online=None,
    importance="not measured",
    features=[FeatureFigures(feature="a", meaning="from the request")],
)


def test_a_dash_stands_for_what_was_not_measured() -> None:
    assert feature_rows(REPORT) == [["a", "from the request", *["–"] * 6]]
    assert len(HEADER) == 8


def test_the_text_says_what_the_figures_are() -> None:
    assert about(REPORT) == [
        "Drift and presence: 200 held-out rows against 1,000 that were learned from; * drifted.",
        "Offline, 1.2 µs a row are for all together.",
        "Importance: not measured.",
    ]


def test_only_so_many_rows_are_shown_as_are_asked_for() -> None:
    assert feature_rows(REPORT, shown=0) == []
