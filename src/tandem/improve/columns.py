"""Traces as columns: every plain value of the inputs or outputs under its dotted name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.improve.reach import reach
from tandem.record.span import Trace

_DEEP = 6


def columns(traces: Sequence[Trace], on: str = "input") -> dict[str, NDArray[Any]]:
    """The columns under ``on`` (see ``reach``), one value a trace.

    Numbers give floats with NaN for missing; text, truth values and anything mixed give
    objects with None for missing. A list gives its length, as ``name.count``. Runs that
    failed have no output and are left out of columns below it.
    """
    rows: list[dict[str, Any]] = []
    for trace in traces:
        row: dict[str, Any] = {}
        if not ("output" in on.split(".") and trace.error):
            _flatten(on, reach(trace, on), row, _DEEP)
        rows.append(row)
    rows = [row for row in rows if row]
    names = dict.fromkeys(name for row in rows for name in row)
    return {
        name: column
        for name in names
        if (column := _column([row.get(name) for row in rows])) is not None
    }


def _flatten(name: str, value: Any, row: dict[str, Any], depth: int) -> None:
    if isinstance(value, dict) and depth:
        for key, item in value.items():
            _flatten(f"{name}.{key}", item, row, depth - 1)
    elif isinstance(value, list):
        row[f"{name}.count"] = len(value)
    elif not isinstance(value, dict):
        row[name] = value


def _column(values: list[Any]) -> NDArray[Any] | None:
    kinds = {type(value) for value in values} - {type(None)}
    if not kinds:
        return None
    if kinds <= {int, float}:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    labels = np.empty(len(values), dtype=object)
    labels[:] = [None if value is None else _label(value) for value in values]
    return labels


def _label(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
