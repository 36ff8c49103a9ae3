"""Maximal marginal relevance: passages that say something new."""

from __future__ import annotations

import numpy as np

from tandem.search.embed.base import Embedder
from tandem.search.fusion.convex import spread
from tandem.search.index.entry import Entry
from tandem.search.index.vector import Floats, unit
from tandem.search.query import Passage
from tandem.search.rank.base import Candidates, Ranker, ordered
from tandem.search.words import stems


class Diverse(Ranker):
    """The best passage, then again and again the one that is good and unlike those before
    (Carbonell and Goldstein, 1998).

    ``balance`` 1 looks at the score alone, 0 at novelty alone. Likeness is the cosine of
    their words, or of vectors where an ``embedder`` is given.
    """

    balance: float = 0.7
    embedder: Embedder | None = None

    async def run(self, x: Candidates, /) -> list[Passage]:
        if not x.passages:
            return []
        vectors = self._vectors(x.passages)
        alike = vectors @ vectors.T
        good = np.array(spread([p.score for p in x.passages]))
        nearest = np.zeros(len(good))
        chosen: list[int] = []
        for _ in good:
            worth = self.balance * good - (1 - self.balance) * nearest
            worth[chosen] = -np.inf
            chosen.append(int(worth.argmax()))
            nearest = np.maximum(nearest, alike[chosen[-1]])
        ranks = range(1, len(chosen) + 1)
        return ordered([x.passages[i] for i in chosen], [1 / rank for rank in ranks])

    def _vectors(self, passages: list[Passage]) -> Floats:
        if self.embedder is not None:
            entries = [Entry(p.id, p.title, p.text, p.document) for p in passages]
            return self.embedder.embed([self.embedder.passage(entry) for entry in entries])
        words = [stems(f"{p.title}\n{p.text}") for p in passages]
        places = {word: i for i, word in enumerate(sorted({w for found in words for w in found}))}
        counts = np.zeros((len(passages), max(len(places), 1)), dtype=np.float32)
        for row, found in enumerate(words):
            np.add.at(counts[row], [places[word] for word in found], 1.0)
        return unit(counts)
