"""Text to one of several labels, with probabilities that mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.space import span, tunable
from tandem.models.targets import label_codes
from tandem.models.temperature import fit_temperature
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
    """TF-IDF of words and runs of letters, and multinomial logistic regression.

    Probabilities are calibrated by one temperature (Guo 2017), fitted on predictions for
    rows that the model had not seen, with groups kept together.
    """

    C: float = tunable(30.0, span(0.1, 1e3, log=True))
    """Inverse strength of the quadratic penalty on weights."""
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
        whole = self._learn(counted, targets, len(labels))
        temperature = 1.0
        if self.calibrate:
            temperature = self._cross_fit(rows, counted, targets, len(labels))
        return self.evolve(
            labels=labels,
            words=whole.terms.words,
            letters=whole.terms.letters,
            rarity=whole.terms.rarity,
            weights=whole.weights,
            bias=whole.bias,
            temperature=temperature,
        )

    def predict(self, xs: Sequence[str], /) -> list[Labels]:
        return [self._label(text) for text in xs]

    def _label(self, text: str) -> Labels:
        logits = self._linear.logits(count(text)) / self.temperature
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        return Labels.of(self.labels, chances)

    @cached_property
    def _linear(self) -> _Linear:
        terms = TfIdf(self.words, self.letters, self.rarity)
        return _Linear(terms, self.weights, self.bias)

    def _cross_fit(
        self, rows: Rows[str, str], counted: list[Counts], targets: Any, labels: int
    ) -> float:
        """The temperature that suits predictions on unseen rows; 1 where there are too few."""
        try:
            parts = folds(rows, k=5)
        except DefinitionError:
            return 1.0
        logits = np.empty((len(rows), labels))
        for train, test in parts:
            if len(set(targets[train])) < 2:
                return 1.0
            model = self._learn([counted[i] for i in train], targets[train], labels)
            for i in test:
                logits[i] = model.logits(counted[i])
        return fit_temperature(logits, targets)

    def _learn(self, counted: list[Counts], targets: Any, labels: int) -> _Linear:
        try:
            from scipy.sparse import csr_matrix
            from sklearn.linear_model import LogisticRegression
        except ImportError:
            raise MissingExtra(
                f"{type(self).__name__}.fit needs scikit-learn, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None

        terms = TfIdf.of(counted)
        sparse = [terms.row(text) for text in counted]
        matrix = csr_matrix(
            (
                np.concatenate([values for _, values in sparse]),
                np.concatenate([places for places, _ in sparse]),
                np.cumsum([0] + [len(places) for places, _ in sparse]),
            ),
            shape=(len(counted), len(terms.rarity)),
        )
        model = LogisticRegression(C=self.C, tol=1e-3, max_iter=1000).fit(matrix, targets)
        weights = np.zeros((len(terms.rarity), labels), dtype=np.float32)
        # A label without rows in this fold is as unlikely as the least likely one.
        bias = np.full(labels, model.intercept_.min())
        if len(model.classes_) == 2:  # scikit-learn gives the odds of the second one only
            weights[:, model.classes_[1]] = model.coef_[0]
            bias[model.classes_] = [0.0, model.intercept_[0]]
        else:
            weights[:, model.classes_] = model.coef_.T
            bias[model.classes_] = model.intercept_
        return _Linear(terms, weights, bias)


@dataclass(frozen=True, eq=False)
class _Linear:
    terms: TfIdf
    weights: NDArray[np.float32]
    bias: Floats

    def logits(self, counts: Counts) -> Floats:
        places, values = self.terms.row(counts)
        found: Floats = (self.weights[places] * values[:, None]).sum(axis=0) + self.bias
        return found
