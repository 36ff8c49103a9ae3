"""A series drawn with its alarms, coloured by how many detectors agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tandem.charts import Chart, Line, Mark, Points
from tandem.charts.marks import Place
from tandem.models.anomaly.consensus import Opinion
from tandem.models.anomaly.series import Series

_MOST = 4000
_BANDS = ((0.34, "a third of the detectors"), (0.51, "most of them"), (0.99, "all of them"))


def agreement_chart(
    series: Series, opinions: Sequence[Opinion], *, title: str, height: int = 320
) -> Chart:
    """The readings, and over them those where a third, most or all of the detectors agree.

    Of a series of more than 4,000 readings the line takes every second, third and so on;
    points are all drawn.
    """
    xs: Sequence[Place] = series.times or [float(i) for i in range(len(series.values))]
    step = len(series.values) // _MOST + 1
    marks: list[Mark] = [Line(xs[::step], list(series.values[::step]), "readings")]
    for number, (least, name) in enumerate(_BANDS):
        below = _BANDS[number + 1][0] if number + 1 < len(_BANDS) else 2.0
        at = [i for i, one in enumerate(opinions) if least - 0.01 <= one.agreement < below - 0.01]
        if at:
            labels = [f"{opinions[i].score:.3f}, {opinions[i].agreement:.0%} agree" for i in at]
            marks.append(
                Points([xs[i] for i in at], [series.values[i] for i in at], name, labels=labels)
            )
    return Chart(title, marks, height=height, width=860)


def agreement_charts(
    channels: Mapping[str, Series], opinions: Mapping[str, Sequence[Opinion]]
) -> dict[str, Chart]:
    """One for each channel that has a reading at all, by its name."""
    return {
        name: agreement_chart(series, opinions[name], title=name)
        for name, series in channels.items()
        if any(value is not None for value in series.values)
    }
