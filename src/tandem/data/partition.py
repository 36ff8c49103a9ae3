"""A partition: which rows train and which test, and how that was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tandem.core.rows import Rows
from tandem.core.schema import to_builtins

In = TypeVar("In")
Target = TypeVar("Target")


@dataclass(frozen=True)
class Partition:
    """Indices of the rows of both sides, in rising order, and the method that chose them.

    Rows in neither list are left out on purpose: those of a gap in time, for instance.
    ``method`` and ``parameters`` say how it was made, ``rows`` of how many rows. All of it is
    plain data, to be kept beside a report.

    >>> Partition("by hand", 3, [0, 1], [2]).describe()
    'by hand: 2 rows train, 1 tests, of 3'
    """

    method: str
    rows: int
    train: list[int]
    test: list[int]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """How many rows are on neither side."""
        return self.rows - len(self.train) - len(self.test)

    def apply(self, rows: Rows[In, Target]) -> tuple[Rows[In, Target], Rows[In, Target]]:
        """The rows of both sides."""
        return rows.take(self.train), rows.take(self.test)

    def describe(self) -> str:
        """The method, its parameters and the sizes, in one line."""
        given = ", ".join(f"{name} {value}" for name, value in self.parameters.items())
        tests = "tests" if len(self.test) == 1 else "test"
        left = f", {self.left_out} left out" if self.left_out else ""
        return (
            f"{self.method}{f' ({given})' if given else ''}: {len(self.train)} rows train, "
            f"{len(self.test)} {tests}, of {self.rows}{left}"
        )

    def summary(self) -> dict[str, Any]:
        """The same as data: everything but the indices."""
        return {
            "method": self.method,
            "parameters": to_builtins(dict(self.parameters)),
            "rows": self.rows,
            "train": len(self.train),
            "test": len(self.test),
        }
