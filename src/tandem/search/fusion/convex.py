"""Convex combination: the scores themselves, brought to one scale."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.search.fusion.base import Evidence, Fusion


class Convex(Fusion):
    """``weight`` times the cosine and the rest times BM25, each from 0 to 1 over the candidates.

    Better than reciprocal rank where ``weight`` was chosen on labelled queries of its kind
    (Bruch, Gai and Ingber, 2023).

    >>> evidence = Evidence([9.0, 3.0, 0.0], [0.5, 0.1, 0.6], [1, 2, 0], [2, 0, 1])
    >>> [round(score, 2) for score in Convex(weight=0.5).scores(evidence)]
    [0.9, 0.17, 0.5]
    """

    weight: float = 0.5

    def scores(self, evidence: Evidence, /) -> list[float]:
        pairs = zip(spread(evidence.lexical), spread(evidence.similarity), strict=True)
        return [(1 - self.weight) * word + self.weight * meaning for word, meaning in pairs]


def spread(scores: Sequence[float]) -> list[float]:
    """Scores from 0 for the least to 1 for the greatest; 0 where all are equal."""
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    return [(score - low) / (high - low) if high > low else 0.0 for score in scores]
