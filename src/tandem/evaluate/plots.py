"""Curves as charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tandem.charts import Band, Chart, Line, Points, Rule
from tandem.charts.marks import Mark
from tandem.evaluate.curves import Floats, Pairs, Sweep, calibration_bins

_POINTS = 400


def roc_chart(curves: Mapping[str, Pairs]) -> Chart:
    """False-positive rate against recall, a line for each name."""
    marks: list[Mark] = [Line([0.0, 1.0], [0.0, 1.0], "chance", dashed=True)]
    for name, pairs in curves.items():
        sweep = Sweep.of(pairs)
        xs, ys = thinned(sweep.false_rate, sweep.recall)
        marks.append(Line(xs, ys, name))
    return Chart("ROC curve", marks, x="false-positive rate", y="recall", width=480, height=400)


def precision_recall_chart(curves: Mapping[str, Pairs]) -> Chart:
    """Recall against precision, a line for each name, and what guessing would reach."""
    marks: list[Mark] = []
    for name, pairs in curves.items():
        sweep = Sweep.of(pairs)
        xs, ys = thinned(sweep.recall[1:], sweep.precision[1:])
        marks.append(Line(xs, ys, name))
    share = sum(bool(true) for true, _ in pairs) / len(pairs)
    marks.append(Rule(share, "guessing"))
    return Chart("Precision and recall", marks, x="recall", y="precision", width=480, height=400)


def calibration_chart(curves: Mapping[str, Pairs], *, bins: int = 10) -> Chart:
    """The chance that was given against the share that came true, with intervals."""
    marks: list[Mark] = [Line([0.0, 1.0], [0.0, 1.0], "perfect", dashed=True)]
    for name, pairs in curves.items():
        found = calibration_bins(pairs, bins=bins)
        marks.append(
            Points(
                [bin.chance for bin in found],
                [bin.share for bin in found],
                name,
                low=[bin.share_low for bin in found],
                high=[bin.share_high for bin in found],
                labels=[f"{bin.low:.3f} to {bin.high:.3f}: {bin.cases} cases" for bin in found],
            )
        )
    return Chart("Calibration", marks, x="chance", y="share that came true", width=480, height=400)


def gain_chart(curves: Mapping[str, Pairs]) -> Chart:
    """Share of all cases that is acted on against the share of what came true that is caught."""
    marks: list[Mark] = [Line([0.0, 1.0], [0.0, 1.0], "chance", dashed=True)]
    for name, pairs in curves.items():
        sweep = Sweep.of(pairs)
        xs, ys = thinned(sweep.called, sweep.recall)
        marks.append(Line(xs, ys, name))
    return Chart("Gain", marks, x="share acted on", y="share caught", width=480, height=400)


def lift_chart(curves: Mapping[str, Pairs]) -> Chart:
    """Share of all cases that is acted on against how much better than chance that is."""
    marks: list[Mark] = [Rule(1.0, "chance")]
    for name, pairs in curves.items():
        sweep = Sweep.of(pairs)
        # Of very few cases the lift is noise that would set the scale.
        enough = sweep.called >= min(0.01, 20 / len(pairs))
        xs, ys = thinned(sweep.called[enough], sweep.lift[enough])
        marks.append(Line(xs, ys, name))
    return Chart("Lift", marks, x="share acted on", y="lift", width=480, height=400)


def learning_chart(
    sizes: Sequence[int], train: Sequence[Sequence[float]], test: Sequence[Sequence[float]]
) -> Chart:
    """A metric on training and test rows by the number of training rows, over repeats.

    Far apart lines speak of variance (more rows help), close and poor ones of bias.
    """
    marks: list[Mark] = []
    for name, series in (("training rows", train), ("unseen rows", test)):
        marks.append(Band(sizes, [min(v) for v in series], [max(v) for v in series], name))
        marks.append(Line(sizes, [float(np.mean(v)) for v in series], name))
    return Chart("Learning curve", marks, x="training rows", y="metric", log="x")


def thinned(xs: Floats, ys: Floats, most: int = _POINTS) -> tuple[list[float], list[float]]:
    """At most about ``most`` points of a line, ends kept: a picture shows no more."""
    if len(xs) > most:
        kept = np.unique(np.linspace(0, len(xs) - 1, most).round().astype(int))
        xs, ys = xs[kept], ys[kept]
    return [round(float(x), 5) for x in xs], [round(float(y), 5) for y in ys]
