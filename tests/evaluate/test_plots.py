from __future__ import annotations

import random

import numpy as np
import pytest

from tandem.charts import Chart, Line
from tandem.evaluate.plots import (
    calibration_chart,
    gain_chart,
    learning_chart,
    lift_chart,
    precision_recall_chart,
    roc_chart,
    thinned,
)

DRAW = random.Random(0)
CHANCES = [DRAW.random() for _ in range(2_000)]
PAIRS = [(DRAW.random() < chance, chance) for chance in CHANCES]
BLIND = [(true, 0.5) for true, _ in PAIRS]


def lines(chart: Chart) -> dict[str, Line]:
    return {mark.name: mark for mark in chart.marks if isinstance(mark, Line)}


@pytest.mark.parametrize(
    "draw", [roc_chart, precision_recall_chart, calibration_chart, gain_chart, lift_chart]
)
def test_each_model_has_a_line_or_points_of_its_name(draw: object) -> None:
    chart = draw({"ours": PAIRS, "blind": BLIND})  # type: ignore[operator]  # one of the above
    assert {"ours", "blind"} <= {mark.name for mark in chart.marks}
    assert chart.svg().startswith("<svg")


def test_the_better_model_lies_above() -> None:
    ours, blind = (lines(roc_chart({"it": found}))["it"] for found in (PAIRS, BLIND))
    area = [np.trapezoid(line.ys, line.xs) for line in (ours, blind)]  # type: ignore[arg-type]  # floats
    assert area[0] > 0.8
    assert area[1] == 0.5
    assert max(lines(lift_chart({"it": PAIRS}))["it"].ys) > 1.7  # type: ignore[type-var]  # floats


def test_long_lines_are_thinned_and_keep_their_ends() -> None:
    xs = np.linspace(0, 1, 10_000)
    thin, _ = thinned(xs, xs)
    assert len(thin) <= 400
    assert (thin[0], thin[-1]) == (0, 1)


def test_a_learning_curve_shows_the_spread_of_repeats() -> None:
    chart = learning_chart([10, 100], [[1.0, 0.9], [0.9, 0.9]], [[0.5, 0.6], [0.7, 0.8]])
    assert lines(chart)["unseen rows"].ys == [0.55, 0.75]
