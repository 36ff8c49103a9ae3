"""Naive Bayes over records: fields taken one by one, numbers as normal, categories as counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Self, TypeVar

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.explain import Reason, top_reasons
from tandem.models.odds import check_both, probability
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder, Matrix
from tandem.models.targets import label_codes, weights_of
from tandem.models.text import Labels

Record = TypeVar("Record")
Out = TypeVar("Out")

_FAR = 1e6
"""Standard deviations from the mean beyond which a value is as unlikely as can be."""


class Bayes(Model[Record, Out], Generic[Record, Out]):
    """What the naive models share: a density a field and class, summed as logarithms.

    A number has a normal density in each class, a category smoothed counts. A field that is
    missing, or a category that training did not see, says nothing (it is summed over), except
    that a category missing in training is a category. Weights of rows are honoured.
    """

    smoothing: float = tunable(1.0, span(0.01, 10.0, log=True))
    """Rows that every category of every class is given beforehand (Laplace 1814); above 0."""
    widening: float = tunable(1e-3, span(1e-9, 1.0, log=True))
    """Share of the variance of a field that is added to its variance in each class; above 0."""

    encoder: Encoder = learned()
    priors: list[float] = learned()
    """Logarithms of the shares of the classes."""
    means: list[list[float]] = learned()
    """A list a class, a value a field; 0 for categories. ``variances`` likewise."""
    variances: list[list[float]] = learned()
    tables: list[list[list[float]]] = learned()
    """A list a field of a list a class of the log-probability of each category."""

    def _learn(self, rows: Rows[Any, Any], classes: Any, count: int) -> Self:
        if not (self.smoothing > 0 and self.widening > 0):
            raise DefinitionError(
                f"{type(self).__name__} got smoothing={self.smoothing:g}, "
                f"widening={self.widening:g}",
                hint="both above 0, or what was never seen would be impossible",
            )
        weights = weights_of(rows)
        weights = np.ones(len(rows)) if weights is None else weights
        encoder = Encoder.of(rows.inputs)
        matrix = _bounded(encoder.matrix(rows.inputs))
        member = (np.arange(count)[:, None] == classes) * weights
        totals = member.sum(axis=1)
        if not totals.all():
            raise DefinitionError(f"{type(self).__name__} got a class whose rows all weigh 0")
        places = encoder.categories
        numeric = np.array([i not in places for i in range(matrix.shape[1])])
        means, variances = _moments(np.where(numeric, matrix, 0.0), member, self.widening)
        return self.evolve(
            encoder=encoder,
            priors=np.log(totals / totals.sum()).tolist(),
            means=means.tolist(),
            variances=variances.tolist(),
            tables=[
                [] if column.levels is None else self._counts(values, member, len(column.levels))
                for column, values in zip(encoder.columns, matrix.T, strict=True)
            ],
        )

    def _counts(self, codes: Matrix, member: Matrix, levels: int) -> list[list[float]]:
        seen = member @ (codes[:, None] == np.arange(levels)) + self.smoothing
        table: list[list[float]] = np.log(seen / seen.sum(axis=1, keepdims=True)).tolist()
        return table

    def _joint(self, xs: Sequence[Record]) -> Matrix:
        """Log-densities of each field in each class, shape (records, classes, fields)."""
        matrix = _bounded(self.encoder.matrix(xs))[:, None, :]
        means, variances = np.array(self.means), np.array(self.variances)
        away = np.clip((matrix - means) / np.sqrt(variances), -_FAR, _FAR)
        densities = -0.5 * (np.log(2 * np.pi * variances) + away**2)
        for place in self.encoder.categories:
            table = np.array(self.tables[place])
            codes = matrix[:, 0, place]
            known = ~np.isnan(codes)
            densities[:, :, place] = 0.0
            densities[known, :, place] = table[:, codes[known].astype(int)].T
        return np.asarray(np.where(np.isnan(densities), 0.0, densities))

    def _sums(self, xs: Sequence[Record]) -> Matrix:
        """The joint log-density of each record with each class, shape (records, classes)."""
        return np.asarray(self._joint(xs).sum(axis=2) + np.array(self.priors))


class NaiveBayes(Bayes[Record, float]):
    """The probability of yes for a record, as if fields were independent in yes and in no.

    Quick, readable and far too sure of itself: calibrate it where probabilities count.
    """

    averages: list[float] = learned()
    """What each field adds to the log-odds on average."""

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        check_both(rows, whose=type(self).__name__)
        fitted = self._learn(rows, np.array(rows.targets, dtype=int), 2)
        weights = weights_of(rows)
        ratios = fitted._ratios(rows.inputs)
        return fitted.evolve(averages=np.average(ratios, axis=0, weights=weights).tolist())

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """Log-odds of each record."""
        margins: list[float]
        margins = (self._ratios(xs).sum(axis=1) + self.priors[1] - self.priors[0]).tolist()
        return margins

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the log-odds, compared with the average."""
        effects: list[list[float]] = (self._ratios(xs) - np.array(self.averages)).tolist()
        return effects

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self.encoder.names, self.effects(xs), count)

    def _ratios(self, xs: Sequence[Record]) -> Matrix:
        joint = self._joint(xs)
        return np.asarray(joint[:, 1] - joint[:, 0])


class NaiveBayesClassifier(Bayes[Record, Labels]):
    """One of several labels for a record, as if fields were independent in each."""

    labels: list[str] = learned()

    def fit(self, rows: Rows[Record, str]) -> Self:
        """Learn from records and the label of each, of which there must be two at least."""
        labels, codes = label_codes(rows, whose=type(self).__name__)
        return self._learn(rows, codes, len(labels)).evolve(labels=labels)

    def predict(self, xs: Sequence[Record], /) -> list[Labels]:
        sums = self._sums(xs)
        powers = np.exp(sums - sums.max(axis=1, keepdims=True, initial=-np.inf))
        return [Labels.of(self.labels, row / row.sum()) for row in powers]


def _moments(matrix: Matrix, member: Matrix, widening: float) -> tuple[Matrix, Matrix]:
    """Mean and variance of what is known of each column in each class, shape (classes, columns).

    A class in which a column is never known has those of all rows.
    """
    known = (~np.isnan(matrix)).astype(float)
    values = np.where(known > 0, matrix, 0.0)
    overall = _divided(member.sum(axis=0) @ values, member.sum(axis=0) @ known, 0.0)
    spread = _divided(
        member.sum(axis=0) @ ((values - overall) ** 2 * known), member.sum(axis=0) @ known, 0.0
    )
    counts = member @ known
    means = _divided(member @ values, counts, overall)
    squares = np.stack(
        [one @ ((values - mean) ** 2 * known) for one, mean in zip(member, means, strict=True)]
    )
    constant = spread <= 1e-12 * overall**2
    return means, _divided(squares, counts, spread) + widening * np.where(constant, 1.0, spread)


def _divided(sums: Matrix, counts: Matrix, otherwise: Any) -> Matrix:
    return np.asarray(np.where(counts > 0, sums / np.where(counts > 0, counts, 1), otherwise))


def _bounded(matrix: Matrix) -> Matrix:
    return np.clip(matrix, -1e100, 1e100)  # infinity has no mean
