"""Text to one of several labels, with probabilities that mean what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.models.heads import Head, LossOfLabels, cross_temperature, fit_head, softmax
from tandem.models.space import span, tunable
from tandem.models.targets import label_codes
from tandem.models.tfidf import Counts, TfIdf, count
from tandem.search.embed.base import Embedder
from tandem.search.embed.cache import embed_all

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Labels:
    """The most likely label, its probability, and all of them, most likely first."""

    label: str
    probability: float
    probabilities: dict[str, float]

    @classmethod
    def of(cls, names: Sequence[str], chances: Floats) -> Labels:
        """From the chance of each name; of equal ones the first comes first."""
        order = np.argsort(-chances, kind="stable")
        ranked = zip(order.tolist(), chances[order].tolist(), strict=True)
        found = {names[place]: chance for place, chance in ranked}
        best = next(iter(found))
        return cls(best, found[best], found)


class TextClassifier(Model[str, Labels]):
    """TF-IDF of words and runs of letters, and a linear model of the labels.

    That is multinomial logistic regression, or with ``loss="squared_hinge"`` a support vector
    machine for each label.

    Probabilities are calibrated by one temperature (Guo 2017), fitted on predictions for
    rows that the model had not seen, with groups kept together.
    """

    C: float = tunable(30.0, span(0.1, 1e3, log=True))
    """Inverse strength of the quadratic penalty on weights; about 1 for the squared hinge."""
    loss: LossOfLabels = "logistic"
    calibrate: bool = True
    """``False`` saves five of six fits, for where something above calibrates."""

    embed: Embedder | None = None
    """Reads sentence vectors beside the words, such as an ``Encoder`` of a local folder."""

    labels: list[str] = learned()
    words: list[str] = learned()
    letters: list[str] = learned()
    rarity: Floats = learned(codec="npy")
    weights: NDArray[np.float32] = learned(codec="npy")
    """Of words and runs of letters, then of the numbers of the vector, for each label."""
    bias: Floats = learned(codec="npy")
    temperature: float = learned()

    def fit(self, rows: Rows[str, str]) -> Self:
        """Learn from texts and their labels, of which there must be two at least."""
        labels, targets = label_codes(rows, whose=type(self).__name__)
        counted = [count(text) for text in rows.inputs]
        embedder = None if self.embed is None else self.embed.fit(rows.inputs)
        vectors = np.empty((len(rows), 0), dtype=np.float32)
        if embedder is not None:
            vectors = embed_all(embedder, rows.inputs)

        def learn(train: Sequence[int]) -> Callable[[Sequence[int]], Floats]:
            some = [counted[i] for i in train]
            part = self._learn(some, vectors[train], targets[train], len(labels))
            return lambda test: np.array([part.logits(counted[i], vectors[i]) for i in test])

        whole = self._learn(counted, vectors, targets, len(labels))
        temperature = 1.0
        if self.calibrate:
            temperature = cross_temperature(rows, targets, len(labels), learn)
        parts: dict[str, Any] = {} if embedder is None else {"embed": embedder}
        return self.evolve(
            labels=labels,
            words=whole.terms.words,
            letters=whole.terms.letters,
            rarity=whole.terms.rarity,
            weights=whole.head.weights,
            bias=whole.head.bias,
            temperature=temperature,
            **parts,
        )

    def predict(self, xs: Sequence[str], /) -> list[Labels]:
        if not xs:
            return []
        linear = self._linear
        vectors = np.empty((len(xs), 0)) if self.embed is None else self.embed.embed(xs)
        return [
            Labels.of(self.labels, softmax(linear.logits(count(text), vector) / self.temperature))
            for text, vector in zip(xs, vectors, strict=True)
        ]

    @cached_property
    def _linear(self) -> _Linear:
        terms = TfIdf(self.words, self.letters, self.rarity)
        return _Linear(terms, Head(self.weights, self.bias))

    def _learn(self, counted: list[Counts], vectors: Any, targets: Any, labels: int) -> _Linear:
        terms = TfIdf.of(counted)
        matrix = terms.matrix(counted)
        if vectors.shape[1]:
            from scipy.sparse import csr_matrix, hstack

            matrix = hstack([matrix, csr_matrix(vectors)], format="csr")
        head = fit_head(
            matrix, targets, labels, C=self.C, loss=self.loss, whose=type(self).__name__
        )
        return _Linear(terms, head)


@dataclass(frozen=True, eq=False)
class _Linear:
    terms: TfIdf
    head: Head

    def logits(self, counts: Counts, vector: NDArray[Any]) -> Floats:
        places, values = self.terms.row(counts)
        weights = self.head.weights
        found: Floats = (weights[places] * values[:, None]).sum(axis=0) + self.head.bias
        if len(vector):
            found = found + vector @ weights[len(self.terms.rarity) :]
        return found
