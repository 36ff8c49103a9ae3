"""The nearest neighbours of a record: yes or no, a number, one of several labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.coordinates import Coordinates
from tandem.models.odds import check_both
from tandem.models.space import choice, span, tunable
from tandem.models.tabular import Encoder, Matrix
from tandem.models.targets import label_codes, numbers, weights_of
from tandem.models.text import Labels

Record = TypeVar("Record")
Out = TypeVar("Out")
Places = NDArray[np.int64]

_AT_ONCE = 20_000_000
"""Distances that are held in memory at a time."""


class Nearest(Model[Record, Out], Generic[Record, Out]):
    """What the neighbour models share: where the rows lie, and which are nearest.

    Distances are Euclidean between points as ``Coordinates`` places them: numbers in standard
    deviations, different categories one apart, missing values allowed. The search is exact,
    a matrix product; of rows equally near the earlier ones count. Weights of rows multiply
    their votes. Predicting takes time and memory in proportion to the training rows.
    """

    count: int = tunable(15, span(1, 50, log=True))
    """How many neighbours are asked."""
    by_distance: bool = tunable(False, choice(False, True))
    """Whether nearer ones count for more: by the inverse of the distance."""

    encoder: Encoder = learned()
    coordinates: Coordinates = learned()
    points: Matrix = learned(codec="npy")
    values: Matrix = learned(codec="npy")
    """What each row votes for, shape (rows, outputs), times its weight."""
    weights: Matrix = learned(codec="npy")

    def _keep(self, rows: Rows[Any, Any], values: Matrix) -> Self:
        if self.count < 1:
            raise DefinitionError(
                f"{type(self).__name__} got count={self.count}", hint="one neighbour at least"
            )
        weights = weights_of(rows)
        counted = np.ones(len(rows)) if weights is None else weights
        encoder = Encoder.of(rows.inputs)
        matrix = encoder.matrix(rows.inputs)
        coordinates = Coordinates.of(encoder, matrix)
        kept = counted > 0  # a row that counts for nothing is nobody's neighbour
        return self.evolve(
            encoder=encoder,
            coordinates=coordinates,
            points=coordinates.points(matrix[kept]),
            values=values[kept] * counted[kept, None],
            weights=counted[kept],
        )

    def _votes(self, xs: Sequence[Record], prior: Matrix | None = None) -> Matrix:
        """The weighted mean of the neighbours' values, shape (records, outputs).

        ``prior`` counts as one neighbour more, at the distance of the furthest.
        """
        if not xs:
            return np.empty((0, self.values.shape[1]))
        asked = self.coordinates.points(self.encoder.matrix(xs))
        size = max(1, _AT_ONCE // len(self.points))
        parts = [
            self._vote(point, places, prior)
            for start in range(0, len(asked), size)
            for point, places in self._near(asked[start : start + size])
        ]
        return np.array(parts)

    def _near(self, asked: Matrix) -> list[tuple[Matrix, Places]]:
        """Each point with the rows that may be among its nearest: a few more than ``count``.

        A matrix product is fast, but its last bits depend on the size of the batch; rows
        within its rounding of the last neighbour are compared exactly afterwards.
        """
        count = min(self.count, len(self.points))
        lengths = np.einsum("ij,ij->i", self.points, self.points)
        found = []
        near = lengths - 2 * (asked @ self.points.T)
        slack = 1e-9 * (1 + lengths.max() + np.einsum("ij,ij->i", asked, asked))
        furthest = np.partition(near, count - 1, axis=1)[:, count - 1] + slack
        for point, row, limit in zip(asked, near, furthest, strict=True):
            found.append((point, np.flatnonzero(row <= limit)))
        return found

    def _vote(self, point: Matrix, places: Places, prior: Matrix | None) -> Matrix:
        squares = ((self.points[places] - point) ** 2).sum(axis=1)
        order = np.argsort(squares, kind="stable")[: self.count]
        places, distances = places[order], np.sqrt(squares[order])
        if self.by_distance and prior is None and distances[0] == 0:
            closeness = (distances == 0).astype(float)
        elif self.by_distance:
            closeness = 1 / np.maximum(distances, max(1e-3 * distances[-1], 1e-12))
        else:
            closeness = np.ones(len(places))
        sums = closeness @ self.values[places]
        total = closeness @ self.weights[places]
        if prior is not None:
            sums, total = sums + closeness[-1] * prior, total + closeness[-1]
        return np.asarray(sums / total)


class Neighbours(Nearest[Record, float]):
    """The probability of yes for a record: the share of yes among its nearest neighbours.

    One vote more has the share of yes among all rows, so no probability is 0 or 1.
    """

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Keep the records and whether each turned out yes; needs some of both."""
        check_both(rows, whose=type(self).__name__)
        return self._keep(rows, np.array(rows.targets, dtype=float)[:, None])

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        chances: list[float] = self._votes(xs, _shares(self))[:, 0].tolist()
        return chances


class NeighboursRegressor(Nearest[Record, float]):
    """A number for a record: the mean of its nearest neighbours."""

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Keep the records and the number that belongs to each."""
        return self._keep(rows, numbers(rows, whose=type(self).__name__)[:, None])

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        values: list[float] = self._votes(xs)[:, 0].tolist()
        return values


class NeighboursClassifier(Nearest[Record, Labels]):
    """One of several labels for a record: the shares among its nearest neighbours.

    One vote more is divided as the labels of all rows are, so no probability is 0.
    """

    labels: list[str] = learned()

    def fit(self, rows: Rows[Record, str]) -> Self:
        """Keep the records and the label of each, of which there must be two at least."""
        labels, codes = label_codes(rows, whose=type(self).__name__)
        return self._keep(rows, np.eye(len(labels))[codes]).evolve(labels=labels)

    def predict(self, xs: Sequence[Record], /) -> list[Labels]:
        return [Labels.of(self.labels, row) for row in self._votes(xs, _shares(self))]


def _shares(model: Nearest[Any, Any]) -> Matrix:
    """The share of each output among all rows."""
    return np.asarray(model.values.sum(axis=0) / model.weights.sum())
