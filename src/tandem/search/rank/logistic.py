"""Learned fusion: a logistic regression over what two rankings and the words say."""

from __future__ import annotations

from typing import Self

import numpy as np

from tandem.core import Rows, learned
from tandem.errors import InvalidInput, MissingExtra
from tandem.search.index.vector import Floats
from tandem.search.query import Passage
from tandem.search.rank.base import Candidates, Ranker, ordered
from tandem.search.rank.features import features, rarities, relevance

Labelled = Rows[Candidates, dict[str, float]] | Rows[Candidates, list[str]]
"""Candidates, each with the relevant ids: named, or graded above 0."""


class LogisticRanker(Ranker):
    """Passages by their chance of being relevant, learned from labelled queries.

    ``fit`` takes rows of candidates with the ids that are relevant, grades or not. A score
    is a probability, so it can be compared between queries. ``freshness`` and ``popularity``
    name metadata (see ``features``).
    """

    C: float = 0.1
    freshness: str = ""
    popularity: str = ""
    rarity: dict[str, float] = learned()
    weights: list[float] = learned()
    bias: float = learned()

    def fit(self, rows: Labelled) -> Self:
        """Learn from labelled queries. Raises ``InvalidInput`` unless their candidates hold
        relevant passages and others."""
        try:
            from sklearn.linear_model import LogisticRegression
        except ImportError as error:
            raise MissingExtra(
                "learning a ranking needs scikit-learn", hint="pip install 'tandem-ai[search]'"
            ) from error
        ranker = self.evolve(rarity=rarities(rows.inputs))
        shown = np.concatenate([ranker._features(x) for x in rows.inputs])
        right = np.concatenate([relevance(x.passages, wanted) > 0 for x, wanted in rows])
        if len(set(right.tolist())) < 2:
            raise InvalidInput(
                f"{right.sum()} of {len(right)} candidates are relevant: nothing to tell apart",
                hint="give queries whose candidates hold a relevant passage, and others",
            )
        scale = shown.std(axis=0)
        scale[scale == 0] = 1.0
        model = LogisticRegression(C=self.C, max_iter=2000).fit(shown / scale, right)
        weights = (model.coef_[0] / scale).tolist()
        return ranker.evolve(weights=weights, bias=float(model.intercept_[0]))

    async def run(self, x: Candidates, /) -> list[Passage]:
        return self.rank(x)

    def rank(self, x: Candidates) -> list[Passage]:
        """The passages in order; what ``run`` awaits."""
        odds = self._features(x) @ np.array(self.weights, dtype=np.float64) + self.bias
        return ordered(x.passages, (1 / (1 + np.exp(-odds))).tolist())

    def _features(self, x: Candidates) -> Floats:
        return features(x, self.rarity, freshness=self.freshness, popularity=self.popularity)
