"""Charts as SVG text: small, the same every time, readable in light and dark, no library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.charts.chart import Chart
    from tandem.charts.marks import Band, Bars, Line, Mark, Points, Rule
    from tandem.charts.page import Page, Table

__all__ = ["Band", "Bars", "Chart", "Line", "Mark", "Page", "Points", "Rule", "Table"]

__getattr__ = lazy(
    __name__,
    {
        "Band": "tandem.charts.marks",
        "Bars": "tandem.charts.marks",
        "Chart": "tandem.charts.chart",
        "Line": "tandem.charts.marks",
        "Mark": "tandem.charts.marks",
        "Page": "tandem.charts.page",
        "Points": "tandem.charts.marks",
        "Rule": "tandem.charts.marks",
        "Table": "tandem.charts.page",
    },
)
