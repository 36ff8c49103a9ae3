"""Terms of linear models over records: what each field adds, in numbers that can be read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tandem.models.tabular import Encoder, Matrix, as_float

_FURTHEST = 8.0
"""Standard deviations from the mean beyond which a number counts no further."""


@dataclasses.dataclass(frozen=True)
class Term:
    """What a field adds to the output, less what it adds on average.

    A number adds ``weight`` for each standard deviation (``scale``) above the ``mean``, up to
    eight of them, less its ``average``; a category adds what stands at its place in
    ``levels``. What is missing, or was not seen in training, adds ``missing``.
    """

    weight: float = 0.0
    mean: float = 0.0
    scale: float = 1.0
    average: float = 0.0
    levels: list[float] | None = None
    missing: float = 0.0

    def effect(self) -> Callable[[float], float]:
        """A function from the encoded value of the field to what it adds."""
        levels, missing = self.levels, self.missing
        if levels is not None:
            return lambda code: missing if code != code else levels[int(code)]
        slope, low, high, offset = self.line()

        def add(value: float) -> float:
            return missing if value != value else min(max(value * slope + offset, low), high)

        return add

    def line(self) -> tuple[float, float, float, float]:
        """Slope, least, most and offset of what a number adds."""
        slope = self.weight / self.scale
        low, high = sorted(side * self.weight * _FURTHEST - self.average for side in (-1, 1))
        return slope, low, high, -self.mean * slope - self.average


class Design:
    """The columns that a linear model is fitted on, and how its weights become terms.

    A number has its standardised values, and a column that says where it is missing if it
    ever is; a category has a column a level.
    """

    def __init__(self, encoder: Encoder, matrix: Matrix) -> None:
        self._blocks = [
            _number(matrix[:, place])
            if column.levels is None
            else _category(matrix[:, place], len(column.levels))
            for place, column in enumerate(encoder.columns)
        ]
        self.matrix: Matrix = np.hstack([columns for columns, _ in self._blocks])

    def terms(self, weights: NDArray[np.float64]) -> tuple[list[Term], float]:
        """A term a field, set off against its average, and what they add on average."""
        terms: list[Term] = []
        total = 0.0
        for columns, term in self._blocks:
            mine, weights = weights[: columns.shape[1]], weights[columns.shape[1] :]
            average = float((columns @ mine).mean())
            total += average
            terms.append(_weighted(term, mine.tolist(), average))
        return terms, total


def effects_of(row: list[float], effects: Sequence[Callable[[float], float]]) -> list[float]:
    """What each value of an encoded record adds."""
    try:
        return [effect(value) for effect, value in zip(effects, row, strict=True)]
    except OverflowError:  # a whole number too large for a float
        return effects_of([as_float(value) for value in row], effects)


def effects_of_all(matrix: Matrix, terms: Sequence[Term]) -> Matrix:
    """The same for many encoded records, shape (records, fields), to the last bit."""
    found = np.empty_like(matrix)
    for place, term in enumerate(terms):
        values = matrix[:, place]
        absent = np.isnan(values)
        if term.levels is not None:
            added = np.array([*term.levels, term.missing])
            found[:, place] = added[np.where(absent, len(term.levels), values).astype(int)]
            continue
        slope, low, high, offset = term.line()
        with np.errstate(invalid="ignore", over="ignore"):
            told = np.minimum(np.maximum(values * slope + offset, low), high)
        found[:, place] = np.where(absent, term.missing, told)
    return found


def _number(values: Matrix) -> tuple[Matrix, Term]:
    """Design columns of a number: standardised, and whether it is missing if it ever is."""
    missing = np.isnan(values)
    bounded = np.clip(np.where(missing, 0.0, values), -1e100, 1e100)  # infinity has no mean
    mean = float(bounded[~missing].mean()) if not missing.all() else 0.0
    scale = float(bounded[~missing].std()) if not missing.all() else 0.0
    term = Term(mean=mean, scale=scale or 1.0)
    standard = np.clip((bounded - term.mean) / term.scale, -_FURTHEST, _FURTHEST)
    columns = [np.where(missing, 0.0, standard)]
    if missing.any():
        columns.append(missing.astype(float))
    return np.column_stack(columns), term


def _category(codes: Matrix, levels: int) -> tuple[Matrix, Term]:
    """Design columns of a category: one a level."""
    return (codes[:, None] == np.arange(levels)).astype(float), Term(levels=[])


def _weighted(term: Term, weights: list[float], average: float) -> Term:
    """The term with learned weights, set off against what it adds on average."""
    if term.levels is not None:
        return dataclasses.replace(term, levels=[weight - average for weight in weights])
    missing = weights[1] - average if len(weights) > 1 else 0.0
    return dataclasses.replace(term, weight=weights[0], average=average, missing=missing)
