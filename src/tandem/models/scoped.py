"""Out-of-scope detection: a classifier that may say that a text is none of its business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import DefinitionError
from tandem.models.heads import softmax
from tandem.models.targets import label_codes
from tandem.models.temperature import fit_temperature
from tandem.models.text import Labels
from tandem.search.embed.base import Embedder
from tandem.search.embed.cache import embed_all

Floats = NDArray[np.float64]

_LEAST = -30.0
"""The logarithm of a chance is never less."""


@dataclass(frozen=True)
class Placed:
    """A label, or ``None`` where the text is out of scope.

    ``typicality`` is the share of texts in scope that looked no more at home than this one
    (a conformal p-value); ``probability`` and ``probabilities`` are those of the classifier,
    calibrated, given that the text is in scope.
    """

    label: str | None
    typicality: float
    probability: float
    probabilities: dict[str, float]


class Scoped(Model[str, Placed]):
    """A classifier that refuses what is unlike the texts it learned from.

    A text looks at home when the classifier is sure of it and, with ``near``, when its vector
    is close to one of the training texts; both count by their ranks. Ranks come from
    training texts that neither had seen, in five folds with groups kept together. Of new texts
    that are in scope at most the share ``refuse`` is refused, on average (split conformal
    prediction, Vovk 2005), as long as they come from where the training texts come from.
    How many texts out of scope are refused depends on how different they are: measure it.

    The same unseen texts give the temperature that calibrates the classifier's probabilities,
    so the classifier itself need not (``calibrate=False`` saves most of the time).
    """

    classify: Model[str, Labels]
    near: Embedder | None = None
    refuse: float = 0.05

    vectors: NDArray[np.float32] = learned(codec="npy")
    """Of the training texts, for ``near``; empty without."""
    temperature: float = learned()
    ranks: Floats = learned(codec="npy")
    """Sorted signals of unseen texts in scope, shape (texts, signals)."""
    scores: Floats = learned(codec="npy")
    """Their sorted scores."""

    def fit(self, rows: Rows[str, str]) -> Self:
        """Fit the classifier on all rows, and the ranks on rows it had not seen.

        Raises ``DefinitionError`` where there are too few rows to promise ``refuse``.
        """
        if not 0 < self.refuse < 1 or (len(rows) + 1) * self.refuse < 1:
            raise DefinitionError(
                f"{type(self).__name__} cannot refuse {self.refuse:g} of {len(rows)} rows",
                hint="refuse lies between 0 and 1, and 1 / refuse rows are needed at least",
            )
        classify: Any = self.classify
        embedder = None if self.near is None else self.near.fit(rows.inputs)
        vectors = np.zeros((len(rows), 0), np.float32)
        if embedder is not None:
            vectors = embed_all(embedder, rows.inputs)
        labels, targets = label_codes(rows, whose=type(self).__name__)
        logs = np.full((len(rows), len(labels)), _LEAST)
        nearest = np.zeros((len(rows), 0 if embedder is None else 1))
        for train, test in folds(rows, k=5):
            part = classify.fit(rows.take(train))
            told = part.predict([rows.inputs[i] for i in test])
            logs[test] = _logs(told, labels)
            if embedder is not None:
                nearest[test, 0] = _nearest(vectors[test], vectors[train])
        temperature = fit_temperature(logs, targets)
        sure = softmax(logs / temperature).max(axis=1)
        signals = np.column_stack([sure, nearest])
        ranks = np.sort(signals, axis=0)
        evolved: dict[str, Any] = {} if embedder is None else {"near": embedder}
        return self.evolve(
            classify=classify.fit(rows),
            vectors=vectors,
            temperature=temperature,
            ranks=ranks,
            scores=np.sort(_scores(signals, ranks)),
            **evolved,
        )

    def predict(self, xs: Sequence[str], /) -> list[Placed]:
        if not xs:
            return []
        told = [self._calibrated(labels) for labels in self.classify.predict(xs)]
        signals = np.array([[labels.probability] for labels in told])
        if self.near is not None:
            nearest = _nearest(_read(self.near, xs), self.vectors)
            signals = np.column_stack([signals, nearest])
        below = np.searchsorted(self.scores, _scores(signals, self.ranks), side="right")
        typical = ((below + 1) / (len(self.scores) + 1)).tolist()
        return [
            Placed(
                labels.label if share > self.refuse else None,
                share,
                labels.probability,
                labels.probabilities,
            )
            for labels, share in zip(told, typical, strict=True)
        ]

    def _calibrated(self, labels: Labels) -> Labels:
        names = list(labels.probabilities)
        return Labels.of(names, softmax(_logs([labels], names)[0] / self.temperature))


def _logs(told: Sequence[Labels], names: Sequence[str]) -> Floats:
    """Logarithms of the chances of labels; of one that a fold did not know, of almost none."""
    chances = [[labels.probabilities.get(name, 0.0) for name in names] for labels in told]
    return np.log(np.maximum(chances, np.exp(_LEAST)))


def _read(near: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of texts; a cheap embedder is quickest one text at a time."""
    if near.costly:
        return near.embed(texts)
    return np.array([near.embed_query(text) for text in texts], dtype=np.float32)


def _nearest(asked: NDArray[np.float32], known: NDArray[np.float32]) -> Floats:
    """The cosine of each text to the nearest known one."""
    # One product a text: the last bits of a product of matrices depend on their size.
    return np.array([float((known @ vector).max()) for vector in asked])


def _scores(signals: Floats, ranks: Floats) -> Floats:
    """The sum of the logarithms of the shares of texts in scope that have no more of each."""
    size = len(ranks)
    shares = [
        (np.searchsorted(known, found, side="right") + 1) / (size + 1)
        for known, found in zip(ranks.T, signals.T, strict=True)
    ]
    total: Floats = np.log(np.array(shares)).sum(axis=0)
    return total
