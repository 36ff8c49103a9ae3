"""Cells of text as values, where no class says what the columns are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

_MISSING = {"", "nan", "na", "n/a", "null", "none"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_ID = re.compile(r"0\d+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_TRUTH = {"true": True, "false": False, "yes": True, "no": False}


class Cells:
    """Reads text as numbers, times and truth values, by what the first rows hold.

    A column is of a kind if every cell of the first rows is, blanks and ``NA`` aside. Digits
    after a leading zero are an id and stay text. Later cells that do not fit stay text too.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._kinds: dict[str, Callable[[str], Any]] = {}
        for name in dict.fromkeys(name for row in rows for name in row):
            cells = [row[name] for row in rows if name in row]
            read = _reader([cell.strip() for cell in cells if isinstance(cell, str)])
            if read is not None:
                self._kinds[name] = read

    def read(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row with values in place of text."""
        return {name: self._value(name, value) for name, value in row.items()}

    def _value(self, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        cell = value.strip()
        if cell.lower() in _MISSING:
            return None
        try:
            return self._kinds[name](cell) if name in self._kinds else value
        except (KeyError, ValueError):
            return value


def _reader(cells: list[str]) -> Callable[[str], Any] | None:
    """How to read every one of these cells, if they are something else than text."""
    given = [cell for cell in cells if cell.lower() not in _MISSING]
    if not given:
        return None
    if all(cell.lower() in _TRUTH for cell in given):
        return lambda cell: _TRUTH[cell.lower()]
    if all(_NUMBER.fullmatch(cell) for cell in given):
        if any(_ID.fullmatch(cell) for cell in given):
            return None
        return _number
    return datetime.fromisoformat if all(_DATE.fullmatch(cell) for cell in given) else None


def _number(cell: str) -> int | float:
    try:
        return int(cell)
    except ValueError:
        return float(cell)
