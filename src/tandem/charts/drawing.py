"""Marks as SVG elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from tandem.charts.marks import Band, Bars, Line, Mark, Points, Rule, Value
from tandem.charts.scales import Names, Scale, is_number, number


@dataclass(frozen=True)
class Plane:
    """The part of the picture between the axes, in pixels, with the scales along them."""

    x: Scale
    y: Scale
    left: float
    right: float
    top: float
    floor: float

    @property
    def across(self) -> float:
        """Its width."""
        return self.right - self.left

    def at(self, x: Any, y: float) -> tuple[float, float]:
        """Where a point is."""
        return self.left + self.x(x) * self.across, self.up(y)

    def up(self, y: float) -> float:
        """How far down the picture a value is."""
        return self.floor - self.y(y) * (self.floor - self.top)


def draw(mark: Mark, colour: str, plane: Plane, group: tuple[int, int]) -> Iterator[str]:
    """The elements of one mark. ``group``: which of the groups of bars, of how many."""
    match mark:
        case Line():
            yield from _line(mark, colour, plane)
        case Band():
            yield from _band(mark, colour, plane)
        case Points():
            yield from _points(mark, colour, plane)
        case Bars():
            yield from _bars(mark, colour, plane, group)
        case Rule():
            yield from _rule(mark, plane)


def _line(mark: Line, colour: str, plane: Plane) -> Iterator[str]:
    path, drawn = [], False
    for x, y in zip(mark.xs, mark.ys, strict=True):
        if y is None or not is_number(y):
            drawn = False
            continue
        right, up = plane.at(x, y)
        if not drawn:
            path.append(f"M{right:.1f} {up:.1f}")
        elif mark.step:
            path.append(f"H{right:.1f}V{up:.1f}")
        else:
            path.append(f"L{right:.1f} {up:.1f}")
        drawn = True
    dash = ' stroke-dasharray="6 4"' if mark.dashed else ""
    yield f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def _band(mark: Band, colour: str, plane: Plane) -> Iterator[str]:
    run: list[tuple[Any, float, float]] = []
    for x, low, high in [*zip(mark.xs, mark.low, mark.high, strict=True), ("", None, None)]:
        if low is not None and high is not None and is_number(low) and is_number(high):
            run.append((x, low, high))
            continue
        if run:
            there = [plane.at(x, high) for x, _, high in run]
            back = [plane.at(x, low) for x, low, _ in reversed(run)]
            corners = " ".join(f"{right:.1f},{up:.1f}" for right, up in [*there, *back])
            yield f'<polygon points="{corners}" fill="{colour}" fill-opacity="0.18"/>'
        run = []


def _points(mark: Points, colour: str, plane: Plane) -> Iterator[str]:
    for i, (x, y) in enumerate(zip(mark.xs, mark.ys, strict=True)):
        if y is None or not is_number(y):
            continue
        right, up = plane.at(x, y)
        if mark.low is not None and mark.high is not None:
            yield from _interval(right, mark.low[i], mark.high[i], plane, colour)
        label = mark.labels[i] if mark.labels is not None else f"{mark.name} {number(y)}".strip()
        yield (
            f'<circle cx="{right:.1f}" cy="{up:.1f}" r="3.5" fill="{colour}">'
            f"<title>{escape(label)}</title></circle>"
        )


def _bars(mark: Bars, colour: str, plane: Plane, group: tuple[int, int]) -> Iterator[str]:
    place, count = group
    share = plane.across / (len(plane.x.names) if isinstance(plane.x, Names) else 1)
    width = share * 0.8 / count
    zero = plane.up(0.0)
    for i, (name, value) in enumerate(zip(mark.names, mark.values, strict=True)):
        if value is None or not is_number(value):
            continue
        middle, up = plane.at(name, value)
        left = middle - share * 0.4 + place * width
        yield (
            f'<rect x="{left:.1f}" y="{min(up, zero):.1f}" width="{width * 0.94:.1f}" '
            f'height="{abs(zero - up):.1f}" fill="{colour}">'
            f"<title>{escape(name)}: {number(value)}</title></rect>"
        )
        if mark.low is not None and mark.high is not None:
            yield from _interval(left + width * 0.47, mark.low[i], mark.high[i], plane, "#57606a")


def _interval(x: float, low: Value, high: Value, plane: Plane, colour: str) -> Iterator[str]:
    if low is None or high is None or not (is_number(low) and is_number(high)):
        return
    bottom, top = plane.up(low), plane.up(high)
    yield (
        f'<path d="M{x:.1f} {bottom:.1f}V{top:.1f}M{x - 4:.1f} {bottom:.1f}h8'
        f'M{x - 4:.1f} {top:.1f}h8" stroke="{colour}" stroke-width="1.5"/>'
    )


def _rule(mark: Rule, plane: Plane) -> Iterator[str]:
    if mark.axis == "x":
        x = plane.left + plane.x(mark.at) * plane.across
        path, text = f"M{x:.1f} {plane.floor:.1f}V{plane.top:.1f}", (x + 5, plane.top + 10)
    else:
        y = plane.up(float(mark.at))  # type: ignore[arg-type]  # marks.values saw that it is one
        path, text = f"M{plane.left:.1f} {y:.1f}H{plane.right:.1f}", (plane.left + 6, y - 5)
    yield f'<path class="rule" d="{path}"/>'
    yield f'<text x="{text[0]:.1f}" y="{text[1]:.1f}">{escape(mark.name)}</text>'
