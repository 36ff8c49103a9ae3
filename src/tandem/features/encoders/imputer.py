"""Missing values, filled with what was learned from the known ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.learned import learned
from tandem.data.columns import Columns, is_missing, is_number
from tandem.errors import DefinitionError, InvalidInput
from tandem.features.encoders.table import Table, number_columns, numbers
from tandem.features.encoders.transform import Transform

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")
Strategy = Literal["mean", "median", "most_frequent", "constant", "iterative", "drop"]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Equation:
    """A column as a linear function of all the others: one step of iterative filling."""

    place: int
    bias: float
    weights: list[float]


class Imputer(Transform[Record, Encoded]):
    """Fills what is missing in ``columns`` (without them: in every column).

    ``mean`` and ``median`` are for numbers, where other columns get their most frequent
    value; ``constant`` fills in ``number`` or ``text``. ``iterative`` predicts each column of
    numbers from the others by ridge regression, ``rounds`` times over, beginning with the
    means (van Buuren 2011, without the random draws). ``drop`` fills nothing: training rows
    that lack a value are left out in a ``Pipeline``, and later ones raise ``InvalidInput``.
    With ``indicator`` a column ``..._missing`` says which values were filled, for every
    column that lacked some in training. A column that was never known stays as it is.
    """

    columns: tuple[str, ...] = ()
    strategy: Strategy = "median"
    number: float = 0.0
    text: str = "missing"
    indicator: bool = False
    rounds: int = 10
    ridge: float = 1.0

    names: list[str] = learned()
    fills: dict[str, float | int | bool | str] = learned()
    indicated: list[str] = learned()
    modelled: list[str] = learned()
    equations: list[Equation] = learned()

    def learn(self, table: Table) -> Self:
        names = list(self.columns or table.columns)
        values = {name: self._column(table.columns, name) for name in names}
        fills = {
            name: self._fill(name, known)
            for name in names
            if (known := [value for value in values[name] if not is_missing(value)])
            and self.strategy != "drop"
            and self._fillable(name, known)
        }
        lacking = [name for name in names if any(map(is_missing, values[name]))]
        modelled: list[str] = []
        equations: list[Equation] = []
        if self.strategy == "iterative":
            modelled = [name for name in number_columns(values) if name in fills]
            given = [numbers(values[name], name) for name in modelled]
            equations = self._equations(given, [float(fills[name]) for name in modelled])
        return self.evolve(
            names=names,
            fills=fills,
            indicated=lacking if self.indicator else [],
            modelled=modelled,
            equations=equations,
        )

    def learn_transform(self, table: Table) -> tuple[Self, Table]:
        fitted = self.learn(table)
        if self.strategy == "drop":
            columns = [table.columns[name] for name in fitted.names]
            lacking = [any(map(is_missing, row)) for row in zip(*columns, strict=True)]
            table = table.take([place for place, lacks in enumerate(lacking) if not lacks])
        return fitted, table.with_columns(fitted.transform(table.columns, table.size))

    def transform(self, columns: Columns, size: int) -> Columns:
        found = dict(columns)
        missing = {name: list(map(is_missing, self._column(columns, name))) for name in self.names}
        if self.strategy == "drop":
            _refuse(missing)
        predicted = self._predicted(columns)
        for name, fill in self.fills.items():
            if any(missing[name]):
                better: Sequence[Any] = predicted.get(name) or [fill] * size
                found[name] = [
                    better[row] if lacks else columns[name][row]
                    for row, lacks in enumerate(missing[name])
                ]
        for name in self.indicated:
            found[f"{name}_missing"] = list(missing[name])
        return found

    def _fillable(self, name: str, known: list[Any]) -> bool:
        """Whether a column holds numbers or text; raises if it was asked for and does not."""
        if all(isinstance(value, (int, float, str)) for value in known):
            return True
        if self.columns:
            raise DefinitionError(
                f"{type(self).__name__} cannot fill {name!r}, which is neither number nor text",
                hint="put a DateEncoder before it, or leave the column out",
            )
        return False

    def _fill(self, name: str, known: list[Any]) -> Any:
        number = all(is_number(value) for value in known)
        if self.strategy == "constant":
            return self.number if number else self.text
        if number and self.strategy != "most_frequent":
            values = numbers(known, name)
            return float(np.median(values) if self.strategy == "median" else values.mean())
        counts = Counter(known)
        most = max(counts.values())
        return min((value for value, count in counts.items() if count == most), key=_order)

    def _equations(self, given: list[Floats], means: list[float]) -> list[Equation]:
        """The steps that fill the training rows, columns that lack little first."""
        if len(given) < 2:
            return []
        matrix = np.column_stack(given)
        lacking = np.isnan(matrix)
        filled = np.where(lacking, means, matrix)
        order = [int(i) for i in np.argsort(lacking.sum(axis=0), kind="stable")]
        found: list[Equation] = []
        for _ in range(self.rounds):
            for place in order:
                rows = ~lacking[:, place]
                found.append(_regress(filled[rows], place, self.ridge))
                if lacking[:, place].any():
                    predicted = _apply(found[-1], filled)
                    filled[:, place] = np.where(lacking[:, place], predicted, filled[:, place])
        return found

    def _predicted(self, columns: Columns) -> dict[str, list[float]]:
        if not self.equations:
            return {}
        given = [numbers(columns[name], name) for name in self.modelled]
        matrix = np.column_stack(given)
        lacking = np.isnan(matrix)
        if not lacking.any():
            return {}
        filled = np.where(lacking, [float(self.fills[name]) for name in self.modelled], matrix)
        for equation in self.equations:
            place = equation.place
            if lacking[:, place].any():
                predicted = _apply(equation, filled)
                filled[:, place] = np.where(lacking[:, place], predicted, filled[:, place])
        return {name: filled[:, place].tolist() for place, name in enumerate(self.modelled)}


def _regress(rows: Floats, place: int, ridge: float) -> Equation:
    """Ridge regression of a column on the others, the bias not penalised."""
    others = np.delete(rows, place, axis=1)
    centre, level = others.mean(axis=0), rows[:, place].mean()
    spread = others - centre
    gram = spread.T @ spread + ridge * np.eye(others.shape[1])
    weights = np.linalg.solve(gram, spread.T @ (rows[:, place] - level))
    return Equation(place, float(level - centre @ weights), weights.tolist())


def _apply(equation: Equation, rows: Floats) -> Floats:
    """The column by its equation; summed column by column, so that a row alone gives the same."""
    total = np.full(len(rows), equation.bias)
    others = [place for place in range(rows.shape[1]) if place != equation.place]
    for place, weight in zip(others, equation.weights, strict=True):
        total += rows[:, place] * weight
    return total


def _refuse(missing: dict[str, list[bool]]) -> None:
    for name, lacks in missing.items():
        if any(lacks):
            raise InvalidInput(
                f"$.{name} is missing, and rows that lack it are dropped",
                field=f"$.{name}",
                hint="give the value, or choose another strategy of the Imputer",
            )


def _order(value: Any) -> Any:
    """Of equally frequent values the lowest counts; numbers before text."""
    return (isinstance(value, str), value) if isinstance(value, (int, float, str)) else (True, "")
