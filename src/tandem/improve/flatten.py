"""Traces as columns: every plain value of the inputs or outputs under its dotted name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import UNSET
from numpy.typing import NDArray

from tandem.improve.reach import reach
from tandem.record.span import Trace

_DEEP = 6


def columns(traces: Sequence[Trace], on: str = "input") -> dict[str, NDArray[Any]]:
    """The columns under ``on`` (see ``reach``), one value for each run that has ``on``.

    Numbers give floats with NaN for missing; text, truth values and anything mixed give
    objects with None for missing. A list gives its length, as ``name.count``. A failed run
    has no output, a run outside the captured sample neither input nor output.
    """
    rows: list[dict[str, Any]] = []
    for trace in traces:
        value = reach(trace, on)
        if value is not UNSET:
            rows.append({})
            _flatten(on, value, rows[-1], _DEEP)
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _column([row.get(name) for row in rows]) for name in names}


def _flatten(name: str, value: Any, row: dict[str, Any], depth: int) -> None:
    if isinstance(value, dict) and depth:
        for key, item in value.items():
            _flatten(f"{name}.{key}", item, row, depth - 1)
    elif isinstance(value, list):
        row[f"{name}.count"] = len(value)
    elif not isinstance(value, dict):
        row[name] = value


def _column(values: list[Any]) -> NDArray[Any]:
    kinds = {type(value) for value in values} - {type(None)}
    if kinds and kinds <= {int, float}:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    labels = np.empty(len(values), dtype=object)
    labels[:] = [None if value is None else _label(value) for value in values]
    return labels


def _label(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
