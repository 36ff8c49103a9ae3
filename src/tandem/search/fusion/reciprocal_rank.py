"""Reciprocal rank fusion: needs no labels and no scale."""

from __future__ import annotations

from tandem.search.fusion.base import Evidence, Fusion


class ReciprocalRank(Fusion):
    """Rank r of a ranking earns 1 / (``constant`` + r) (Cormack, Clarke and Büttcher, 2009).

    ``weight`` is the share of the ranking by vectors; at 0.5 both count once.

    >>> evidence = Evidence([9.0, 2.0, 0.0], [0.5, 0.1, 0.7], [1, 2, 0], [2, 0, 1])
    >>> [round(score, 4) for score in ReciprocalRank().scores(evidence)]
    [0.0325, 0.0161, 0.0164]
    """

    constant: int = 60
    weight: float = 0.5

    def scores(self, evidence: Evidence, /) -> list[float]:
        k = self.constant
        ranks = zip(evidence.lexical_rank, evidence.similarity_rank, strict=True)
        words, vectors = 2 * (1 - self.weight), 2 * self.weight
        return [(a and words / (k + a)) + (b and vectors / (k + b)) for a, b in ranks]
