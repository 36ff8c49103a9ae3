"""Training rows by column, and the values of a column as numbers or categories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.core.rows import Rows
from tandem.data.columns import Columns, columns_of, is_missing, is_number, rows_of
from tandem.errors import DefinitionError, InvalidInput

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Columns of ``size`` values, with the targets and groups of the rows where there are any."""

    columns: Columns
    size: int
    targets: Sequence[Any] | None = None
    groups: Sequence[str] | None = None

    @classmethod
    def of(cls, rows: Rows[Any, Any] | Sequence[Any]) -> Table:
        """From ``Rows`` of records, or from records alone."""
        if isinstance(rows, Rows):
            return cls(columns_of(rows.inputs), len(rows), rows.targets, rows.groups)
        return cls(columns_of(rows), len(rows))

    def take(self, places: Sequence[int]) -> Table:
        """The rows at ``places``, in that order."""
        return Table(
            {name: [values[i] for i in places] for name, values in self.columns.items()},
            len(places),
            None if self.targets is None else [self.targets[i] for i in places],
            None if self.groups is None else [self.groups[i] for i in places],
        )

    def with_columns(self, columns: Columns) -> Table:
        """The same rows with other columns."""
        return Table(columns, self.size, self.targets, self.groups)

    def rows(self) -> Rows[dict[str, Any], Any]:
        """Rows for the model; without targets they are all ``None``."""
        targets = [None] * self.size if self.targets is None else self.targets
        return Rows(rows_of(self.columns, self.size), targets, self.groups)


def column(columns: Columns, name: str, *, whose: str) -> list[Any]:
    """The values of a column; raises ``DefinitionError`` where there is none of that name."""
    if name not in columns:
        raise DefinitionError(
            f"{whose} is to encode {name!r}, which the records have not",
            hint=f"their fields are {', '.join(columns) or 'none'}",
        )
    return columns[name]


def numbers(values: Sequence[Any], name: str) -> Floats:
    """Values as floats, NaN where one is missing; truth values are 0 and 1.

    Raises ``InvalidInput`` for text and for what is infinite.
    """
    found = np.empty(len(values))
    for place, value in enumerate(values):
        if is_missing(value):
            found[place] = np.nan
        elif isinstance(value, (int, float)) and abs(value) < math.inf:
            found[place] = value
        else:
            raise InvalidInput(
                f"$.{name} is {value!r:.60}, expected a finite number", field=f"$.{name}"
            )
    return found


def floats(values: Floats) -> list[float | None]:
    """Floats as plain values, ``None`` where one is NaN."""
    return [None if value != value else value for value in values.tolist()]


def category(value: Any) -> str | None:
    """A value as the name of a category; ``None`` where it is missing."""
    if isinstance(value, Enum):
        value = value.value
    return None if is_missing(value) else str(value)


def number_columns(columns: Columns) -> list[str]:
    """The columns of which every known value is a number and not a truth value."""
    return [
        name
        for name, values in columns.items()
        if (known := [value for value in values if not is_missing(value)])
        and all(is_number(value) for value in known)
    ]
