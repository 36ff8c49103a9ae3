"""Text to one of several labels through sentence vectors and a linear head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.models.heads import Head, LossOfLabels, cross_temperature, fit_head, softmax
from tandem.models.space import span, tunable
from tandem.models.targets import label_codes
from tandem.models.text import Labels
from tandem.search.embed.base import Embedder
from tandem.search.embed.cache import embed_all

Floats = NDArray[np.float64]


class SentenceClassifier(Model[str, Labels]):
    """Vectors of an embedder, and a linear model on them.

    ``embed`` is ``Encoder(folder=..., truncate=True)`` for a transformer in a local folder,
    or ``CorpusEmbedder()``, which needs no weights. Vectors of training texts are made in
    batches and kept between fits where the embedder is costly. The temperature is fitted
    as that of ``TextClassifier``; the embedder sees all texts, but no labels, while it is.
    """

    embed: Embedder
    C: float = tunable(30.0, span(0.1, 1e3, log=True))
    """Inverse strength of the quadratic penalty on weights."""
    loss: LossOfLabels = "logistic"
    calibrate: bool = True
    """``False`` saves five of six fits, for where something above calibrates."""

    labels: list[str] = learned()
    weights: NDArray[np.float32] = learned(codec="npy")
    bias: Floats = learned(codec="npy")
    temperature: float = learned()

    def fit(self, rows: Rows[str, str]) -> Self:
        """Learn from texts and their labels, of which there must be two at least."""
        labels, targets = label_codes(rows, whose=type(self).__name__)
        embedder = self.embed.fit(rows.inputs)
        vectors = embed_all(embedder, rows.inputs)

        def learn(train: Sequence[int]) -> Callable[[Sequence[int]], Floats]:
            part = self._learn(vectors[train], targets[train], len(labels))
            return lambda test: vectors[test] @ part.weights + part.bias

        whole = self._learn(vectors, targets, len(labels))
        temperature = 1.0
        if self.calibrate:
            temperature = cross_temperature(rows, targets, len(labels), learn)
        return self.evolve(
            embed=embedder,
            labels=labels,
            weights=whole.weights,
            bias=whole.bias,
            temperature=temperature,
        )

    def predict(self, xs: Sequence[str], /) -> list[Labels]:
        if not xs:
            return []
        # One product a text: the last bits of a product of matrices depend on their size.
        return [
            Labels.of(self.labels, softmax((vector @ self.weights + self.bias) / self.temperature))
            for vector in self.embed.embed(xs)
        ]

    def _learn(self, vectors: NDArray[np.float32], targets: NDArray[np.int64], labels: int) -> Head:
        return fit_head(
            vectors, targets, labels, C=self.C, loss=self.loss, whose=type(self).__name__
        )
