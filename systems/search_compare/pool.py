"""Which passages the learned fusion puts in order."""

from __future__ import annotations

from dataclasses import replace

from tandem.search import Convex, Evidence, Passage

SIZE = 60


def pool(found: list[Passage]) -> list[Passage]:
    """What the learned fusion puts in order: the best by both scores, each from 0 to 1."""
    none = [0] * len(found)
    words, meaning = [p.lexical for p in found], [p.similarity for p in found]
    scores = Convex().scores(Evidence(words, meaning, none, none))
    best = sorted(range(len(found)), key=lambda i: -scores[i])[:SIZE]
    return [replace(found[i], score=scores[i]) for i in best]
