"""A small neural network over records: yes or no, a number, one of several labels."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Generic, Self, TypeVar

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.coordinates import Coordinates
from tandem.models.odds import check_both, probability
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder, Matrix
from tandem.models.targets import label_codes, numbers, weights_of
from tandem.models.text import Labels

Record = TypeVar("Record")
Out = TypeVar("Out")

_FEWEST_KEPT = 200
"""Rows from which on a tenth is kept aside to see when to stop."""


class Perceptron(Model[Record, Out], Generic[Record, Out]):
    """What the networks share: two hidden layers of rectified units, trained by Adam.

    Numbers are standardised, categories have a unit each, missing values are marked (see
    ``Coordinates``). Training stops when a tenth of the rows kept aside gains nothing more.
    Weights of rows are honoured. Trained by scikit-learn, asked with numpy; state is arrays.
    """

    units: int = tunable(64, span(8, 128, log=True))
    rate: float = tunable(3e-3, span(3e-4, 0.03, log=True))
    penalty: float = tunable(1e-3, span(1e-6, 1.0, log=True))
    """Strength of the quadratic penalty on weights."""
    rounds: int = 200
    """Passes over the rows at most."""
    seed: int = 0

    encoder: Encoder = learned()
    coordinates: Coordinates = learned()
    inner: Matrix = learned(codec="npy")
    """Weights into the first hidden layer, the last row being the bias; the others likewise."""
    middle: Matrix = learned(codec="npy")
    outer: Matrix = learned(codec="npy")

    def _train(self, rows: Rows[Any, Any], kind: str, targets: Any) -> Self:
        try:
            from sklearn import exceptions, neural_network
        except ImportError:
            raise MissingExtra(
                f"{type(self).__name__}.fit needs scikit-learn, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None
        if self.units < 1:
            raise DefinitionError(f"{type(self).__name__} got units={self.units}")
        encoder = Encoder.of(rows.inputs)
        matrix = encoder.matrix(rows.inputs)
        coordinates = Coordinates.of(encoder, matrix)
        network = getattr(neural_network, f"MLP{kind}")(
            hidden_layer_sizes=(self.units, self.units),
            learning_rate_init=self.rate,
            alpha=self.penalty,
            max_iter=self.rounds,
            early_stopping=self._stops(rows),
            random_state=self.seed,
            n_iter_no_change=15,
            batch_size=min(64 if len(rows) < 5_000 else 256, len(rows)),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", exceptions.ConvergenceWarning)
            network.fit(coordinates.points(matrix), targets, sample_weight=weights_of(rows))
        layers = [
            np.vstack([weights, bias])
            for weights, bias in zip(network.coefs_, network.intercepts_, strict=True)
        ]
        return self.evolve(
            encoder=encoder,
            coordinates=coordinates,
            inner=layers[0],
            middle=layers[1],
            outer=layers[2],
        )

    def _stops(self, rows: Rows[Any, Any]) -> bool:
        """Whether rows can be kept aside: enough of them, and of each label at least ten."""
        if len(rows) < _FEWEST_KEPT or rows.weights is not None:
            return False
        if isinstance(rows.targets[0], (str, bool)):
            counts = np.unique(np.array(rows.targets, dtype=str), return_counts=True)[1]
            return bool(counts.min() >= 10)
        return True

    def _sums(self, xs: Sequence[Record]) -> Matrix:
        """What the last layer gives, shape (records, outputs); a record by itself always."""
        points = self.coordinates.points(self.encoder.matrix(xs))
        return np.array([self._sum(point) for point in points])

    def _sum(self, point: Matrix) -> Matrix:
        # One by one: the last bits of a matrix product depend on the size of the batch.
        for layer in (self.inner, self.middle):
            point = np.maximum(point @ layer[:-1] + layer[-1], 0.0)
        return np.asarray(point @ self.outer[:-1] + self.outer[-1])


class Network(Perceptron[Record, float]):
    """The probability of yes for a record."""

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        check_both(rows, whose=type(self).__name__)
        return self._train(rows, "Classifier", np.array(rows.targets, dtype=int))

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """Log-odds of each record."""
        margins: list[float] = self._sums(xs)[:, 0].tolist() if xs else []
        return margins


class NetworkRegressor(Perceptron[Record, float]):
    """A number for a record, learned in standard deviations from the mean."""

    mean: float = learned()
    scale: float = learned()

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Learn from records and the number that belongs to each."""
        targets = numbers(rows, whose=type(self).__name__)
        mean, scale = float(targets.mean()), float(targets.std())
        fitted = self._train(rows, "Regressor", (targets - mean) / (scale or 1.0))
        return fitted.evolve(mean=mean, scale=scale)  # of a constant 0, so it gives just that

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        if not xs:
            return []
        values: list[float] = (self._sums(xs)[:, 0] * self.scale + self.mean).tolist()
        return values


class NetworkClassifier(Perceptron[Record, Labels]):
    """One of several labels for a record, with the probability of each."""

    labels: list[str] = learned()

    def fit(self, rows: Rows[Record, str]) -> Self:
        """Learn from records and the label of each, of which there must be two at least."""
        labels, codes = label_codes(rows, whose=type(self).__name__)
        return self._train(rows, "Classifier", codes).evolve(labels=labels)

    def predict(self, xs: Sequence[Record], /) -> list[Labels]:
        if not xs:
            return []
        sums = self._sums(xs)
        if len(self.labels) == 2:  # one output stands for the second label
            sums = np.column_stack([np.zeros(len(sums)), sums[:, 0]])
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        return [Labels.of(self.labels, row / row.sum()) for row in powers]
