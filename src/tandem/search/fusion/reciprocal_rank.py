"""Reciprocal rank fusion: needs no labels and no scale."""

from __future__ import annotations

from tandem.search.fusion.base import Evidence, Fusion


class ReciprocalRank(Fusion):
    """Rank r of a ranking earns 1 / (``constant`` + r) (Cormack, Clarke and Büttcher, 2009).

    >>> evidence = Evidence([9.0, 2.0, 0.0], [0.5, 0.1, 0.7], [1, 2, 0], [2, 0, 1])
    >>> [round(score, 4) for score in ReciprocalRank().scores(evidence)]
    [0.0325, 0.0161, 0.0164]
    """

    constant: int = 60

    def scores(self, evidence: Evidence, /) -> list[float]:
        k = self.constant
        ranks = zip(evidence.lexical_rank, evidence.similarity_rank, strict=True)
        return [(a and 1 / (k + a)) + (b and 1 / (k + b)) for a, b in ranks]
