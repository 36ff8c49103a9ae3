"""Forecasts of parts and totals that add up: reconciliation of a hierarchy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tandem.errors import DefinitionError, InvalidInput
from tandem.models.forecast.series import Floats, Forecast

Method = Literal["bottom_up", "ols", "structural", "variance", "shrunk"]


@dataclass(frozen=True)
class Hierarchy:
    """Which series are the sum of which: ``parts`` maps each total to what it adds up.

    A total may be part of another; a series may be in several totals (town and kind).

    >>> Hierarchy({"all": ["north", "south"]}).bottom
    ['north', 'south']
    """

    parts: Mapping[str, Sequence[str]]

    def __post_init__(self) -> None:
        for total in self.parts:
            self._leaves(total, ())

    @property
    def bottom(self) -> list[str]:
        """The series that are not sums, in order of their names."""
        named = {name for parts in self.parts.values() for name in parts}
        return sorted(named - set(self.parts))

    @property
    def names(self) -> list[str]:
        """All series: totals as they were given, then the bottom."""
        return [*self.parts, *self.bottom]

    def summing(self) -> Floats:
        """Ones where a bottom series (column) is in a series (row), shape (names, bottom)."""
        place = {name: i for i, name in enumerate(self.bottom)}
        matrix = np.zeros((len(self.names), len(place)))
        for row, name in enumerate(self.names):
            for leaf in self._leaves(name, ()):
                matrix[row, place[leaf]] += 1
        return matrix

    def reconcile(
        self,
        forecasts: Mapping[str, Forecast],
        method: Method = "structural",
        errors: Mapping[str, Sequence[float]] | None = None,
    ) -> dict[str, Forecast]:
        """Forecasts near to those given whose parts add up to their totals, exactly.

        ``bottom_up`` takes the bottom's and adds. The others are generalised least squares
        (Wickramasuriya et al. 2019) under a covariance of the errors: all alike (``ols``),
        by how many series are added up (``structural``), by each series' own past ``errors``
        (``variance``), or by those with their correlations shrunk (``shrunk``, Schäfer and
        Strimmer 2005). Bounds move with their forecast. Raises ``InvalidInput``.
        """
        for name in self.names:
            if name not in forecasts:
                raise InvalidInput(f"the hierarchy has {name!r}, of which there is no forecast")
        lengths = {len(forecasts[name].mean) for name in self.names}
        if len(lengths) > 1:
            raise InvalidInput(f"forecasts of a hierarchy have {sorted(lengths)} steps")
        said = np.array([forecasts[name].mean for name in self.names])
        together = self.summing() @ (self._projection(method, errors) @ said)
        return {
            name: _moved(forecasts[name], said[row], together[row])
            for row, name in enumerate(self.names)
        }

    def _projection(self, method: Method, errors: Mapping[str, Sequence[float]] | None) -> Floats:
        """The matrix that makes bottom forecasts of all forecasts."""
        summing = self.summing()
        if method == "bottom_up":
            size = summing.shape[1]
            return np.hstack([np.zeros((size, len(self.parts))), np.eye(size)])
        if method in ("ols", "structural"):
            covariance = np.diag(np.ones(len(summing)) if method == "ols" else summing.sum(axis=1))
        else:
            covariance = _covariance(self._errors(errors), whole=method == "shrunk")
        weighted = np.linalg.solve(covariance, summing).T
        projection: Floats = np.linalg.solve(weighted @ summing, weighted)
        return projection

    def _errors(self, errors: Mapping[str, Sequence[float]] | None) -> Floats:
        missing = [name for name in self.names if name not in (errors or {})]
        if errors is None or missing:
            raise InvalidInput(
                f"past errors are needed of every series, and {missing[0]!r} has none",
                hint="from backtest, or method='structural', which needs none",
            )
        if len({len(errors[name]) for name in self.names}) > 1 or len(errors[self.names[0]]) < 2:
            raise InvalidInput("past errors are needed of the same two days at least")
        return np.array([errors[name] for name in self.names], dtype=np.float64)

    def _leaves(self, name: str, above: tuple[str, ...]) -> list[str]:
        if name in above:
            raise DefinitionError(f"{name!r} is part of itself: {' > '.join([*above, name])}")
        if name not in self.parts:
            return [name]
        if not self.parts[name]:
            raise DefinitionError(f"the total {name!r} has no parts")
        return [leaf for part in self.parts[name] for leaf in self._leaves(part, (*above, name))]


def _covariance(errors: Floats, *, whole: bool) -> Floats:
    """The variances of rows of errors on a diagonal, or with correlations shrunk to none."""
    spread = np.sqrt((errors**2).mean(axis=1))
    spread = np.maximum(spread, 1e-6 * max(float(spread.max()), 1e-12))
    if not whole:
        return np.diag(spread**2)
    scaled = errors / spread[:, None]
    products = scaled[:, None, :] * scaled[None, :, :]
    correlation = products.mean(axis=2)
    size = errors.shape[1]
    off = ~np.eye(len(errors), dtype=bool)
    doubt = products.var(axis=2)[off].sum() / (size - 1)
    share = min(1.0, float(doubt / max((correlation[off] ** 2).sum(), 1e-12)))
    kept = np.where(off, (1 - max(share, 1e-3)) * correlation, 1.0)
    covariance: Floats = kept * np.outer(spread, spread)
    return covariance


def _moved(forecast: Forecast, said: Floats, together: Floats) -> Forecast:
    shift = together - said
    low, high = (
        None if bound is None else (np.array(bound) + shift).tolist()
        for bound in (forecast.low, forecast.high)
    )
    return Forecast(together.tolist(), low, high, forecast.level)
