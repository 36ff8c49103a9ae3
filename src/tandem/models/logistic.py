"""Logistic regression over records: yes or no, as a sum of terms that can be read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Self, TypeVar

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import MissingExtra
from tandem.models.explain import Reason, top_reasons
from tandem.models.odds import check_both, probability
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder, Matrix, as_float

Record = TypeVar("Record")

_FURTHEST = 8.0
"""Standard deviations from the mean beyond which a number counts no further."""


@dataclasses.dataclass(frozen=True)
class Term:
    """What a field adds to the log-odds, less what it adds on average.

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
        slope = self.weight / self.scale
        offset = -self.mean * slope - self.average
        low, high = sorted(side * self.weight * _FURTHEST - self.average for side in (-1, 1))

        def add(value: float) -> float:
            return missing if value != value else min(max(value * slope + offset, low), high)

        return add


class Logistic(Model[Record, float]):
    """The probability of yes for a record, by logistic regression with a quadratic penalty.

    Fields are numbers or categories, each may be missing; categories that training did not
    see add nothing. State is a table of readable terms.
    """

    C: float = tunable(1.0, span(1e-3, 1e3, log=True))
    """Inverse strength of the quadratic penalty on weights."""

    encoder: Encoder = learned()
    terms: list[Term] = learned()
    bias: float = learned()

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        try:
            from sklearn.linear_model import LogisticRegression
        except ImportError:
            raise MissingExtra(
                f"{type(self).__name__}.fit needs scikit-learn, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None

        check_both(rows, whose=type(self).__name__)
        encoder = Encoder.of(rows.inputs)
        matrix = encoder.matrix(rows.inputs)
        blocks = [
            _number(matrix[:, place])
            if column.levels is None
            else _category(matrix[:, place], len(column.levels))
            for place, column in enumerate(encoder.columns)
        ]
        design = np.hstack([columns for columns, _ in blocks])
        model = LogisticRegression(C=self.C, max_iter=2000).fit(design, list(rows.targets))
        bias = float(model.intercept_[0])
        terms: list[Term] = []
        weights = model.coef_[0]
        for columns, term in blocks:
            mine, weights = weights[: columns.shape[1]], weights[columns.shape[1] :]
            average = float((columns @ mine).mean())
            bias += average
            terms.append(_weighted(term, mine.tolist(), average))
        return self.evolve(encoder=encoder, terms=terms, bias=bias)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """Log-odds of each record."""
        return [sum(effects, self.bias) for effects in self.effects(xs)]

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the log-odds, compared with the average."""
        return [self._effects_of(self.encoder.row(x)) for x in xs]

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self.encoder.names, self.effects(xs), count)

    def _effects_of(self, row: list[float]) -> list[float]:
        try:
            return [effect(value) for effect, value in zip(self._effects, row, strict=True)]
        except OverflowError:  # a whole number too large for a float
            return self._effects_of([as_float(value) for value in row])

    @cached_property
    def _effects(self) -> list[Callable[[float], float]]:
        return [term.effect() for term in self.terms]


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
