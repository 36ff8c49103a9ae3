"""Few-shot classification: one vector a label, the mean of its examples, shrunk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.models.heads import softmax
from tandem.models.space import span, tunable
from tandem.models.targets import label_codes
from tandem.models.temperature import fit_temperature
from tandem.models.text import Labels
from tandem.search.embed.base import Embedder
from tandem.search.embed.cache import embed_all
from tandem.search.index.vector import unit

Floats = NDArray[np.float32]

_SCALE = 20.0
"""Factor of cosines before the temperature; without a temperature, what is usual."""


class Prototypes(Model[str, Labels]):
    """The label whose prototype is nearest by cosine (Snell 2017), from one example a label on.

    A prototype is the mean vector of a label's examples, drawn to the mean of all labels as
    if that were ``shrinkage`` examples more, so that a single odd example moves it less.
    Chances are a softmax of cosines; its temperature is fitted on examples left out one
    at a time, and a usual one where no label has two examples. Needs no scikit-learn.
    """

    embed: Embedder
    shrinkage: float = tunable(0.5, span(0.0, 5.0))

    labels: list[str] = learned()
    prototypes: Floats = learned(codec="npy")
    temperature: float = learned()

    def fit(self, rows: Rows[str, str]) -> Self:
        """Learn from texts and their labels, of which there must be two at least."""
        labels, targets = label_codes(rows, whose=type(self).__name__)
        embedder = self.embed.fit(rows.inputs)
        vectors = embed_all(embedder, rows.inputs)
        sums = np.zeros((len(labels), vectors.shape[1]), dtype=np.float32)
        np.add.at(sums, targets, vectors)
        counts = np.bincount(targets)[:, None].astype(np.float32)
        mean = (sums / counts).mean(axis=0)
        return self.evolve(
            embed=embedder,
            labels=labels,
            prototypes=self._shrunk(sums, counts, mean),
            temperature=self._temperature(vectors, targets, sums, counts, mean),
        )

    def predict(self, xs: Sequence[str], /) -> list[Labels]:
        if not xs:
            return []
        return [
            Labels.of(self.labels, softmax(_SCALE * (self.prototypes @ vector) / self.temperature))
            for vector in self.embed.embed(xs)
        ]

    def _shrunk(self, sums: Floats, counts: Floats, mean: Floats) -> Floats:
        total = np.maximum(counts + self.shrinkage, 1.0)
        return unit((sums + self.shrinkage * mean) / total)

    def _temperature(
        self,
        vectors: Floats,
        targets: NDArray[np.int64],
        sums: Floats,
        counts: Floats,
        mean: Floats,
    ) -> float:
        """Fitted on each example of a label with others, against a prototype without it."""
        several = np.flatnonzero(counts[targets, 0] > 1)
        if not len(several):
            return 1.0
        mine, own = vectors[several], targets[several]
        cosines = mine @ self._shrunk(sums, counts, mean).T
        without = self._shrunk(sums[own] - mine, counts[own] - 1, mean)
        cosines[np.arange(len(several)), own] = (mine * without).sum(axis=1)
        return fit_temperature((_SCALE * cosines).astype(np.float64), own)
