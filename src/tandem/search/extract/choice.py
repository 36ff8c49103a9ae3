"""The conditional logit: one chance for each candidate of a document, and for none of them.

McFadden (1974). The score of a candidate is the sum of the weights of what is seen of it; that
of "none" is a bias. Chances are the softmax over both, so they add up to 1 in a document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Seen = Sequence[Sequence[str]]
"""What is seen of each candidate of one document."""


def chances(scores: Floats, *, optional: bool) -> Floats:
    """Chances of candidates; they add up to 1, or with ``optional`` to 1 less that of none.

    >>> chances(np.array([0.0, 0.0]), optional=True).round(3).tolist()
    [0.333, 0.333]
    """
    top = max(float(scores.max()), 0.0 if optional else -np.inf)
    powers = np.exp(scores - top)
    return np.asarray(powers / (powers.sum() + optional * np.exp(-top)))


def learn(
    documents: Sequence[Seen],
    right: Sequence[Sequence[bool]],
    *,
    optional: bool,
    least: int,
    penalty: float,
    rounds: int,
    minimise: Callable[..., Any],
    matrix_of: Callable[..., Any],
) -> tuple[list[str], Floats, float]:
    """The names of what is seen, their weights, and the bias of every candidate over none.

    ``right`` marks the candidates that are the value; none of them where it is not there.
    What is seen in fewer than ``least`` documents is left out. Unless ``optional``, documents
    without a right candidate teach nothing.
    """
    if not optional:
        kept = [i for i, marks in enumerate(right) if any(marks)]
        documents, right = [documents[i] for i in kept], [right[i] for i in kept]
    counts = Counter(name for seen in documents for name in {n for names in seen for n in names})
    names = sorted(name for name, count in counts.items() if count >= least)
    place = {name: i for i, name in enumerate(names)}
    rows = [[place[n] for n in seen if n in place] for document in documents for seen in document]
    matrix = matrix_of(
        (
            np.ones(sum(map(len, rows))),
            np.array([column for row in rows for column in row], dtype=np.int32),
            np.cumsum([0, *map(len, rows)]),
        ),
        shape=(len(rows), len(names)),
    )
    sizes = np.array([len(document) for document in documents])
    yes = np.array([x for marks in right for x in marks], dtype=bool)
    problem = _Problem(matrix, sizes, yes, penalty, optional)
    options = {"maxiter": rounds}
    start = np.zeros(len(names) + 1)
    found = minimise(problem, start, jac=True, method="L-BFGS-B", options=options).x
    return names, found[:-1], float(found[-1])


class _Problem:
    """Minus the log-likelihood of the right candidates, and its slopes."""

    def __init__(self, matrix: Any, sizes: Any, yes: Any, penalty: float, optional: bool) -> None:
        self.matrix, self.yes, self.penalty = matrix, yes, penalty
        self.document = np.repeat(np.arange(len(sizes)), sizes)
        self.count = len(sizes)
        self.optional = optional
        self.absent = np.bincount(self.document, weights=yes, minlength=self.count) == 0

    def __call__(self, parameters: Floats) -> tuple[float, Floats]:
        weights, bias = parameters[:-1], parameters[-1]
        scores = self.matrix @ weights + bias
        top = np.full(self.count, 0.0 if self.optional else -np.inf)
        np.maximum.at(top, self.document, scores)
        powers, none = np.exp(scores - top[self.document]), self.optional * np.exp(-top)
        every = self._sums(powers) + none
        kept = self._sums(powers * self.yes) + none * self.absent
        slopes = powers / every[self.document] - powers * self.yes / kept[self.document]
        loss = np.log(every / kept).sum() + self.penalty / 2 * (weights @ weights)
        gradient = self.matrix.T @ slopes + self.penalty * weights
        return float(loss), np.append(gradient, slopes.sum())

    def _sums(self, values: Floats) -> Floats:
        sums = np.bincount(self.document, weights=values, minlength=self.count)
        return sums.astype(np.float64, copy=False)
