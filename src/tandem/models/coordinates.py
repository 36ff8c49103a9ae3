"""Records as points among which distances mean something."""

from __future__ import annotations

import dataclasses
from typing import Self

import numpy as np

from tandem.models.tabular import Encoder, Matrix

_FURTHEST = 8.0
"""Standard deviations from the mean beyond which a number lies no further away."""
_LEVEL = 0.5**0.5
"""Where one category sets its column: two different categories are then at distance one."""


@dataclasses.dataclass(frozen=True)
class Coordinates:
    """Where the records of an encoder lie; plain data, made by ``Coordinates.of``.

    A number is as many standard deviations from its mean (eight at most), a missing one at
    the mean and one away from all that is known, if any was missing in training. A category
    has a column of its own; one that training did not see is equally far from all.
    """

    means: list[float]
    scales: list[float]
    gaps: list[bool]
    """Which columns had missing numbers."""
    levels: list[int | None]
    """How many categories a column has; ``None`` for a number."""

    @classmethod
    def of(cls, encoder: Encoder, matrix: Matrix) -> Self:
        """The coordinates for records as the encoder gives them, shape (records, columns)."""
        means, scales, gaps = [], [], []
        for values in matrix.T:
            known = _bounded(values[~np.isnan(values)])
            means.append(float(known.mean()) if len(known) else 0.0)
            scales.append(float(known.std()) if len(known) else 0.0)
            gaps.append(bool(np.isnan(values).any()))
        return cls(
            means,
            [scale if scale > 0 else 1.0 for scale in scales],
            gaps,
            [None if c.levels is None else len(c.levels) for c in encoder.columns],
        )

    def points(self, matrix: Matrix) -> Matrix:
        """Encoded records as points, shape (records, coordinates)."""
        blocks = [
            self._number(place, values) if count is None else _category(values, count)
            for place, (values, count) in enumerate(zip(matrix.T, self.levels, strict=True))
        ]
        return np.ascontiguousarray(np.hstack(blocks)) if blocks else np.zeros((len(matrix), 0))

    def _number(self, place: int, values: Matrix) -> Matrix:
        missing = np.isnan(values)
        standard = (_bounded(values) - self.means[place]) / self.scales[place]
        near = np.where(missing, 0.0, np.clip(standard, -_FURTHEST, _FURTHEST))
        if not self.gaps[place]:
            return near[:, None]
        return np.column_stack([near, missing.astype(float)])


def _bounded(values: Matrix) -> Matrix:
    return np.clip(values, -1e100, 1e100)  # infinity has no mean


def _category(codes: Matrix, count: int) -> Matrix:
    return np.asarray((codes[:, None] == np.arange(count)) * _LEVEL)
