"""Intervals around a predicted number that hold as often as they say (conformal prediction)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.targets import numbers
from tandem.models.unseen import cross_predict

Record = TypeVar("Record")
Floats = NDArray[np.float64]

_EVERYONE = ""


@dataclass(frozen=True)
class Interval:
    """A predicted number with the bounds that it should lie within."""

    value: float
    low: float
    high: float


class Conformal(Model[Record, Interval]):
    """A model of a number, with intervals as wide as its errors on unseen rows demand.

    The share ``coverage`` of new rows from the same source lies inside, whatever the model
    and the distribution (Vovk 2005; errors of cross-fitted models as in CV+, Barber 2021).
    ``spread`` is a second model, of how large the error of a row will be: intervals are then
    wide where errors are large (normalised residuals, Papadopoulos 2002). ``by`` names a
    field of the record: the coverage then holds in each of its groups with rows enough.
    """

    model: Model[Record, float]
    spread: Model[Record, float] | None = None
    coverage: float = 0.9
    by: str | None = None

    widths: dict[str, float] = learned()
    floor: float = learned()

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Learn both models and the widths; needs rows enough for the coverage (9 for 0.9)."""
        if not 0 < self.coverage < 1:
            raise DefinitionError(
                f"Conformal got coverage={self.coverage}", hint="a share between 0 and 1"
            )
        targets = numbers(rows, whose=type(self).__name__)
        model: Any = self.model
        parts: dict[str, Any] = {}
        errors = np.abs(targets - cross_predict(model, rows))
        floor = float(np.quantile(errors, 0.05)) or 1e-9
        if self.spread is not None:
            spread: Any = self.spread
            of_errors = Rows(rows.inputs, errors.tolist(), rows.groups, weights=rows.weights)
            errors = errors / np.maximum(cross_predict(spread, of_errors), floor)
            parts["spread"] = spread.fit(of_errors)
        widths = self._widths(rows.inputs, errors)
        return self.evolve(model=model.fit(rows), floor=floor, widths=widths, **parts)

    def _widths(self, records: Sequence[Record], errors: Floats) -> dict[str, float]:
        """The width of everyone, and of each group with enough rows for one of its own."""
        groups: defaultdict[str, list[float]] = defaultdict(list)
        for record, error in zip(records, errors.tolist(), strict=True):
            groups[_EVERYONE].append(error)
            if self.by is not None:
                groups[self._group(record)].append(error)
        found = {name: covering(errors, self.coverage) for name, errors in groups.items()}
        if math.isinf(found[_EVERYONE]):
            raise DefinitionError(
                f"{len(errors)} rows cannot give intervals of coverage {self.coverage}",
                hint=f"{math.ceil(self.coverage / (1 - self.coverage) - 1e-9)} rows at least",
            )
        return {name: width for name, width in found.items() if math.isfinite(width)}

    def _group(self, record: Record) -> str:
        # Never the empty text, which stands for everyone.
        name = self.by or ""
        value = record[name] if isinstance(record, dict) else getattr(record, name)
        return f"{name}={value}"

    def predict(self, xs: Sequence[Record], /) -> list[Interval]:
        scales = self.spread.predict(xs) if self.spread is not None else None
        found = []
        for place, (x, value) in enumerate(zip(xs, self.model.predict(xs), strict=True)):
            width = self.widths[_EVERYONE]
            if self.by is not None:
                width = self.widths.get(self._group(x), width)
            if scales is not None:
                width *= max(scales[place], self.floor)
            found.append(Interval(value, value - width, value + width))
        return found

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> Any:
        """The reasons of a model that gives some."""
        model: Any = self.model
        return model.reasons(xs, count=count)


def covering(errors: Sequence[float], coverage: float) -> float:
    """The smallest of the errors that covers a new one with at least this probability.

    The ``ceil((n + 1) coverage)``-th smallest of n; infinite where n is too small.

    >>> covering([4.0, 1.0, 3.0, 2.0], 0.6), covering([1.0], 0.9)
    (3.0, inf)
    """
    place = math.ceil((len(errors) + 1) * coverage - 1e-9)
    return sorted(errors)[place - 1] if place <= len(errors) else math.inf
