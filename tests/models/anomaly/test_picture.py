from __future__ import annotations

from tandem.charts import Points
from tandem.models.anomaly import Opinion, Series, agreement_chart, agreement_charts


def test_readings_are_coloured_by_how_many_detectors_agree() -> None:
    shares = [0.0, 1 / 3, 0.5, 2 / 3, 1.0]
    opinions = [Opinion(share, share, 0.0, []) for share in shares]
    chart = agreement_chart(Series([1.0, 2.0, 3.0, 4.0, 5.0]), opinions, title="heat")
    drawn = {mark.name: list(mark.ys) for mark in chart.marks if isinstance(mark, Points)}
    assert drawn == {
        "a third of the detectors": [2.0],
        "most of them": [3.0, 4.0],
        "all of them": [5.0],
    }
    assert "1.000, 100% agree" in chart.svg()


def test_a_calm_series_is_a_line_alone() -> None:
    calm = [Opinion(0.0, 0.0, 0.0, [])] * 3
    assert len(agreement_chart(Series([1.0, None, 3.0]), calm, title="x").marks) == 1


def test_channels_without_a_reading_are_not_drawn() -> None:
    calm = [Opinion(0.0, 0.0, 0.0, [])] * 2
    channels = {"heat": Series([1.0, 2.0]), "flow": Series([None, None])}
    charts = agreement_charts(channels, {"heat": calm, "flow": calm})
    assert [(name, chart.title) for name, chart in charts.items()] == [("heat", "heat")]
