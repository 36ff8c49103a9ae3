"""A chart: marks on two axes, as an SVG that browsers and README pages show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import Literal

from tandem.charts.drawing import Plane, draw
from tandem.charts.marks import Bars, Mark, Rule, places, values
from tandem.charts.scales import Linear, Log, Names, Scale, crowded, is_number, scale_of
from tandem.errors import DefinitionError
from tandem.record.files import write_atomic

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#b8a800")
"""Told apart by colour-blind readers too (Okabe and Ito 2008, the last two ours)."""

_STYLE = """\
  .bg { fill: #ffffff; } text { font: 12px system-ui, sans-serif; fill: #57606a; }
  .title { font-weight: 600; font-size: 15px; fill: #1f2328; } .grid { stroke: #d8dee4; }
  .axis { stroke: #57606a; } .rule { stroke: #57606a; stroke-dasharray: 5 4; }
  @media (prefers-color-scheme: dark) {
    .bg { fill: #0d1117; } text { fill: #8b949e; } .title { fill: #e6edf3; }
    .grid { stroke: #30363d; } .axis, .rule { stroke: #8b949e; }
  }"""
_RIGHT, _TOP, _BOTTOM = 16, 42, 46
_LETTER = 7.2


@dataclass(frozen=True)
class Chart:
    """Marks with a title and named axes; ``log`` names the axes that are logarithmic.

    Sizes are in pixels. Marks of one name share a colour; the first mark is drawn first.

    >>> from tandem.charts import Chart, Line, Rule
    >>> chart = Chart("Recall", [Line([1, 5, 10], [0.4, 0.7, 0.8], "hybrid"), Rule(0.75)], x="k")
    >>> chart.svg().startswith("<svg")
    True
    """

    title: str
    marks: Sequence[Mark]
    x: str = ""
    y: str = ""
    log: Literal["", "x", "y", "xy"] = ""
    width: int = 640
    height: int = 380

    def svg(self) -> str:
        """The picture as text; equal charts give equal text."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" '
            f'aria-label="{escape(self.title)}">'
        )
        lines = [head, f"<style>\n{_STYLE}\n</style>"]
        lines.append(f'<rect class="bg" width="{self.width}" height="{self.height}"/>')
        lines.append(f'<text class="title" x="{self._left:.0f}" y="20">{escape(self.title)}</text>')
        lines += [*self._legend(), *self._axes()]
        for mark in self.marks:
            lines += draw(mark, self._colour(mark), self._plane, self._group(mark))
        return "\n".join([*lines, "</svg>", ""])

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the picture to a file, all or nothing."""
        path = Path(path)
        write_atomic(path, [self.svg().encode()], mode=0o644)
        return path

    @cached_property
    def _plane(self) -> Plane:
        x, right = self._x, self.width - _RIGHT
        slanted = isinstance(x, Names) and crowded(x.ticks, right - self._left)
        top = _TOP + 18 * len(self._legend_rows)
        floor = self.height - _BOTTOM - (40 if slanted else 0)
        return Plane(x, self._y, self._left, right, top, floor)

    @cached_property
    def _x(self) -> Scale:
        found = [place for mark in self.marks for place in places(mark)]
        return scale_of(found, log="x" in self.log)

    @cached_property
    def _y(self) -> Scale:
        found = [float(v) for m in self.marks for v in values(m) if v is not None and is_number(v)]
        if not found:
            raise DefinitionError(f"the chart {self.title!r} has nothing to draw")
        return Log.of(found) if "y" in self.log else Linear.of(found, margin=True)

    @cached_property
    def _left(self) -> float:
        """Room for the longest number beside the axis, and for the name of the axis."""
        longest = max(len(label) for _, label in self._y.ticks)
        return (30 if self.y else 12) + _LETTER * max(longest, 3)

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(m.name for m in self.marks if m.name and not _is_rule(m)))

    @cached_property
    def _legend_rows(self) -> list[list[tuple[float, str]]]:
        rows: list[list[tuple[float, str]]] = []
        place = float(self.width)
        for name in self._names:
            size = 24 + 6.7 * len(name)
            if place + size > self.width - _RIGHT:
                rows.append([])
                place = self._left
            rows[-1].append((place, name))
            place += size + 10
        return rows

    def _colour(self, mark: Mark) -> str:
        names = self._names
        place = names.index(mark.name) if mark.name in names else len(names)
        return COLOURS[place % len(COLOURS)]

    def _group(self, mark: Mark) -> tuple[int, int]:
        bars = [other for other in self.marks if isinstance(other, Bars)]
        return next((i for i, other in enumerate(bars) if other is mark), 0), len(bars)

    def _legend(self) -> Iterator[str]:
        for number, row in enumerate(self._legend_rows):
            y = _TOP + 18 * number
            for x, name in row:
                colour = COLOURS[self._names.index(name) % len(COLOURS)]
                yield f'<rect x="{x:.1f}" y="{y - 8}" width="14" height="8" fill="{colour}"/>'
                yield f'<text x="{x + 19:.1f}" y="{y}">{escape(name)}</text>'

    def _axes(self) -> Iterator[str]:
        plane = self._plane
        left, right, floor = plane.left, plane.right, plane.floor
        for share, label in plane.y.ticks:
            y = floor - share * (floor - plane.top)
            yield f'<path class="grid" d="M{left} {y:.1f}H{right}"/>'
            yield f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
        yield f'<path class="axis" d="M{left} {floor:.1f}H{right}"/>'
        yield from _x_labels(plane)
        for name, x, y, turn in (
            (self.x, left + plane.across / 2, self.height - 8, ""),
            (self.y, 14, (floor + plane.top) / 2, ' transform="rotate(-90 {x:.1f} {y:.1f})"'),
        ):
            turned = turn.format(x=x, y=y)
            if name:
                place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="middle"{turned}'
                yield f"<text {place}>{escape(name)}</text>"


def _x_labels(plane: Plane) -> Iterator[str]:
    ticks, y = plane.x.ticks, plane.floor + 18
    tight = crowded(ticks, plane.across)
    while not isinstance(plane.x, Names) and len(ticks) > 2 and crowded(ticks, plane.across):
        ticks = ticks[::2]
    for share, label in ticks:
        x = plane.left + share * plane.across
        how = 'text-anchor="middle"'
        if tight and isinstance(plane.x, Names):
            how = f'text-anchor="end" transform="rotate(-30 {x:.1f} {y:.1f})"'
        yield f'<text x="{x:.1f}" y="{y:.1f}" {how}>{escape(label)}</text>'


def _is_rule(mark: Mark) -> bool:
    return isinstance(mark, Rule)
