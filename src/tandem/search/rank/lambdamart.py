"""Learned fusion: boosted trees that learn the order of candidates (Burges, 2010)."""

from __future__ import annotations

import functools
from typing import Any, Self

import numpy as np

from tandem.core import learned
from tandem.errors import InvalidInput, MissingExtra
from tandem.search.index.vector import Floats
from tandem.search.query import Passage
from tandem.search.rank.base import Candidates, Ranker, ordered
from tandem.search.rank.features import features, rarities, relevance
from tandem.search.rank.logistic import Labelled


class LambdaMart(Ranker):
    """Passages in the order that boosted trees learned from labelled queries, by LightGBM.

    It takes what ``LogisticRanker`` takes and uses grades of relevance. It finds curves and
    combinations that a sum of weights cannot, and needs some hundreds of queries for it.
    A score orders the passages of one query only.
    """

    trees: int = 100
    rate: float = 0.05
    leaves: int = 15
    least: int = 50
    """Candidates in a leaf."""
    freshness: str = ""
    popularity: str = ""
    rarity: dict[str, float] = learned()
    model: str = learned(codec="text")

    def fit(self, rows: Labelled) -> Self:
        """Learn from labelled queries. Raises ``InvalidInput`` when no candidate is relevant."""
        ranker = self.evolve(rarity=rarities(rows.inputs))
        shown = [ranker._features(x) for x in rows.inputs if x.passages]
        grades = [relevance(x.passages, wanted) for x, wanted in rows if x.passages]
        if not any(found.any() for found in grades):
            raise InvalidInput(
                f"none of the candidates of {len(rows)} queries is relevant",
                hint="give queries whose candidates hold a relevant passage",
            )
        lightgbm = _lightgbm()
        table = lightgbm.Dataset(
            np.concatenate(shown), np.concatenate(grades), group=[len(x) for x in shown]
        )
        settings = {
            "objective": "lambdarank",
            "num_leaves": self.leaves,
            "learning_rate": self.rate,
            "min_data_in_leaf": self.least,
            "feature_fraction": 0.7,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "lambdarank_truncation_level": 10,
            "deterministic": True,
            "num_threads": 1,
            "seed": 0,
            "verbose": -1,
        }
        booster = lightgbm.train(settings, table, self.trees)
        return ranker.evolve(model=booster.model_to_string())

    async def run(self, x: Candidates, /) -> list[Passage]:
        return self.rank(x)

    def rank(self, x: Candidates) -> list[Passage]:
        """The passages in order; what ``run`` awaits."""
        if not x.passages:
            return []
        return ordered(x.passages, self._booster.predict(self._features(x)).tolist())

    def _features(self, x: Candidates) -> Floats:
        return features(x, self.rarity, freshness=self.freshness, popularity=self.popularity)

    @functools.cached_property
    def _booster(self) -> Any:
        return _lightgbm().Booster(model_str=self.model + "")


def _lightgbm() -> Any:
    try:
        import lightgbm
    except ImportError as error:
        raise MissingExtra(
            "LambdaMart needs LightGBM", hint="pip install 'tandem-ai[models]'"
        ) from error
    return lightgbm
