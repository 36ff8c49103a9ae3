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
    """TF-IDF of words and runs of letters, and a linear model: multinomial logistic regression,
    or with ``loss="squared_hinge"`` support vector machines, which fit ten times faster.

    Probabilities are calibrated by one temperature (Guo 2017), fitted on predictions for
    rows that the model had not seen, with groups kept together.
    """

    C: float = tunable(30.0, span(0.1, 1e3, log=True))
    """Inverse strength of the quadratic penalty on weights; about 0.5 for the squared hinge."""
    loss: LossOfLabels = "logistic"
    calibrate: bool = True
    """``False`` saves five of six fits, for where something above calibrates."""

    labels: list[str] = learned()
    words: list[str] = learned()
    letters: list[str] = learned()
    rarity: Floats = learned(codec="npy")
    weights: NDArray[np.float32] = learned(codec="npy")
    bias: Floats = learned(codec="npy")
    temperature: float = learned()

    def fit(self, rows: Rows[str, str]) -> Self:
        """Learn from texts and their labels, of which there must be two at least."""
        labels, targets = label_codes(rows, whose=type(self).__name__)
        counted = [count(text) for text in rows.inputs]
        terms, head = self._learn(counted, targets, len(labels))

        def learn(train: Sequence[int]) -> Callable[[Sequence[int]], Floats]:
            part = _Linear(*self._learn([counted[i] for i in train], targets[train], len(labels)))
            return lambda test: np.array([part.logits(counted[i]) for i in test])

        return self.evolve(
            labels=labels,
            words=terms.words,
            letters=terms.letters,
            rarity=terms.rarity,
            weights=head.weights,
            bias=head.bias,
            temperature=cross_temperature(rows, targets, len(labels), learn)
            if self.calibrate
            else 1.0,
        )

    def predict(self, xs: Sequence[str], /) -> list[Labels]:
        linear = self._linear
        return [
            Labels.of(self.labels, softmax(linear.logits(count(text)) / self.temperature))
            for text in xs
        ]

    @cached_property
    def _linear(self) -> _Linear:
        terms = TfIdf(self.words, self.letters, self.rarity)
        return _Linear(terms, Head(self.weights, self.bias))

    def _learn(self, counted: list[Counts], targets: Any, labels: int) -> tuple[TfIdf, Head]:
        terms = TfIdf.of(counted)
        return terms, fit_head(
            terms.matrix(counted), targets, labels,
            C=self.C, loss=self.loss, whose=type(self).__name__,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Linear:
    terms: TfIdf
    head: Head

    def logits(self, counts: Counts) -> Floats:
        places, values = self.terms.row(counts)
        found: Floats = (self.head.weights[places] * values[:, None]).sum(axis=0) + self.head.bias
        return found
