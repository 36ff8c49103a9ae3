from __future__ import annotations

import pytest

from tandem.charts import Points
from tandem.errors import DefinitionError
from tandem.evaluate import Report, Score, tradeoff_chart
from tests.evaluate.test_pages import report


def made(quality: float, disparity: float | None) -> Report:
    return report(
        scores={
            "accuracy": Score(quality, 0.0, 1.0, 9, 9, "", "higher"),
            "demographic_parity_difference": Score(disparity, 0.05, 0.3, 9, 9, "", "lower"),
        }
    )


def test_each_report_is_a_point_with_the_interval_of_its_disparity() -> None:
    chart = tradeoff_chart({"plain": made(0.87, 0.2), "fair": made(0.85, 0.1)})
    plain, fair = chart.marks
    assert isinstance(plain, Points)
    assert isinstance(fair, Points)
    assert (plain.name, plain.xs, plain.ys) == ("plain", [0.87], [0.2])
    assert (fair.low, fair.high) == ([0.05], [0.3])
    assert (chart.x, chart.y) == ("accuracy", "demographic parity difference")
    assert "fair: 0.850, 0.100" in chart.svg()


def test_a_report_without_the_metric_is_told() -> None:
    with pytest.raises(DefinitionError, match="'plain' has no value of 'recall'"):
        tradeoff_chart({"plain": made(0.8, 0.1)}, quality="recall")
    with pytest.raises(DefinitionError, match="no value of 'demographic_parity_difference'"):
        tradeoff_chart({"plain": made(0.8, None)})
