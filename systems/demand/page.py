"""A page of charts with a choice of series and horizon: ``python -m systems.demand.page FILE``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from tandem import Model
from tandem.charts import Band, Chart, Line
from tandem.models.forecast import Forecast, Series

from .data import WEEKS, weekly
from .system import forecaster

HORIZONS = (4, 8, WEEKS)
SHOWN = 12
_PAST = 104

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Demand</title>
<style>body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; }}
figure {{ display: none; margin: 1rem 0; }} figure.shown {{ display: block; }}
svg {{ max-width: 100%; height: auto; }}</style>
<h1>Weeks ahead</h1>
<p><label>Series <select id="series">{names}</select></label>
<label>Weeks <select id="weeks">{horizons}</select></label></p>
{figures}
<script>
const chosen = () => "f-" + series.value + "-" + weeks.value;
const show = () => document.querySelectorAll("figure").forEach(
  (one) => one.classList.toggle("shown", one.id === chosen()));
series.onchange = weeks.onchange = show;
show();
</script></html>
"""


def page(model: Model[Series, Forecast], some: Sequence[Series]) -> str:
    """HTML with a chart for every series and horizon, one of which is shown."""
    figures = []
    for horizon in HORIZONS:
        said = model.predict([replace(series, horizon=horizon) for series in some])
        for number, (series, forecast) in enumerate(zip(some, said, strict=True)):
            chart = picture(series, forecast).svg()
            figures.append(f'<figure id="f-{number}-{horizon}">{chart}</figure>')
    names = [f'<option value="{i}">{escape(x.id)}</option>' for i, x in enumerate(some)]
    horizons = [f"<option{' selected' * (h == WEEKS)}>{h}</option>" for h in HORIZONS]
    return _PAGE.format(
        names="".join(names), horizons="".join(horizons), figures="\n".join(figures)
    )


def picture(series: Series, said: Forecast) -> Chart:
    """The newest two years, the forecast and its bounds."""
    size = len(series.values)
    first = max(0, size - _PAST)
    ahead = [float(size + i) for i in range(len(said.mean))]
    marks: list[Line | Band] = []
    if said.low is not None and said.high is not None:
        marks.append(Band(ahead, said.low, said.high, "bounds"))
    marks.append(Line([float(i) for i in range(first, size)], series.values[first:], "known"))
    marks.append(Line(ahead, said.mean, "forecast"))
    return Chart(series.id, marks, x="week")


def main() -> None:
    """Learn from everything, write the page of a few series."""
    some = weekly()
    fitted = forecaster().fit(some)
    text = page(fitted, some[:: len(some) // SHOWN][:SHOWN])
    Path(sys.argv[1]).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
