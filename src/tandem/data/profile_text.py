"""A profile as a table for a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import JustifyMethod

    from tandem.data.profiling import FieldProfile, Profile

_SHOWN = 3
_GAP = 3
_FIGURES = ("missing", "distinct", "explains")
_WIDEST = 1_000
_GIVING_WAY = {"values": 24, "field": 12, "note": 8}


def text(profile: Profile, width: int) -> str:
    """The headline, then a line a field."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    lines = [_line(field, profile) for field in profile.fields]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, size in _widths(lines, width).items():
        justify: JustifyMethod = "right" if name in _FIGURES else "left"
        table.add_column(name, width=size, no_wrap=True, overflow="ellipsis", justify=justify)
    for line in lines:
        table.add_row(*line.values())
    out = io.StringIO()
    console = Console(file=out, width=_WIDEST, color_system=None, markup=False, highlight=False)
    console.print(_headline(profile), soft_wrap=True)
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).rstrip()


def _widths(lines: list[dict[str, str]], width: int) -> dict[str, int]:
    """What each column gets: names, values and notes give way, figures never do."""
    wanted = (
        {name: max([len(name), *(len(line[name]) for line in lines)]) for name in lines[0]}
        if lines
        else {}
    )
    over = sum(wanted.values()) + _GAP * len(wanted) - width
    for name, least in _GIVING_WAY.items():
        if name in wanted and over > 0:
            cut = min(over, max(0, wanted[name] - least))
            wanted[name] -= cut
            over -= cut
    return wanted


def _line(field: FieldProfile, profile: Profile) -> dict[str, str]:
    """The cells of a field by the name of their column."""
    line = {
        "field": field.name,
        "kind": field.kind,
        "missing": _share(field.missing, profile.rows),
        "distinct": f"{field.distinct:,}",
    }
    if profile.target:
        line["explains"] = "" if field.explains is None else f"{field.explains:.0%}"
    return {**line, "values": _values(field), "note": _note(field)}


def _headline(profile: Profile) -> str:
    parts = [f"{profile.rows:,} rows, {len(profile.fields)} fields"]
    if profile.repeated:
        parts.append(f"{_percent(profile.repeated)} of the rows repeat an earlier one")
    if profile.first is not None:
        parts.append(f"from {profile.first} to {profile.last}")
    if profile.sampled < profile.rows:
        parts.append(f"quantiles from a sample of {profile.sampled:,}")
    return "; ".join(parts)


def _values(field: FieldProfile) -> str:
    if field.kind == "number" and field.quantiles:
        ends = (field.low, field.quantiles["50%"], field.high)
        low, median, high = (_number(float(end)) for end in ends if end is not None)
        return f"{low} .. {median} .. {high}"
    if field.kind == "time":
        return f"{field.low} .. {field.high}"
    if field.top:
        total = field.count
        shown = [f"{value or repr('')} {count / total:.0%}" for value, count in field.top[:_SHOWN]]
        return ", ".join(shown)
    return f"text of {_number(field.mean)} characters" if field.mean is not None else ""


def _note(field: FieldProfile) -> str:
    notes = []
    if field.constant:
        notes.append("constant")
    if field.same_as:
        notes.append(f"same as {field.same_as}")
    if field.count > 1 and field.distinct == field.count and field.kind in ("text", "number"):
        notes.append("all different")
    if field.correlation is not None and field.kind == "number":
        notes.append(f"correlation {field.correlation:+.2f}")
    return ", ".join(notes)


def _share(part: int, whole: int) -> str:
    return _percent(part / whole) if part else ""


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else f"{max(share, 0.0001):.2%}"


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
    return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
