"""How good similar hits are, measured on pairs of questions, to choose a threshold by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core import Component


@dataclass(frozen=True)
class Pair:
    """Two questions, and whether one answer serves both."""

    first: str
    second: str
    same: bool


@dataclass(frozen=True)
class HitQuality:
    """At a threshold: of the pairs that would hit, the share that should; of those that
    should, the share that would. ``precision`` is 1.0 where nothing hits."""

    threshold: float
    hits: int
    precision: float
    recall: float


async def hit_quality(
    embedder: Component[str, list[float]],
    pairs: Sequence[Pair],
    thresholds: Sequence[float] = (0.8, 0.85, 0.9, 0.95, 0.98),
) -> list[HitQuality]:
    """Precision and recall of a similar cache at each threshold.

    ``pairs`` are to be of questions that the embedder was not fitted on, with as many near
    misses ("how do I promote" and "how do I roll back") as the traffic has.
    """
    cosines = [await _cosine(embedder, pair) for pair in pairs]
    wanted = sum(pair.same for pair in pairs)
    found: list[HitQuality] = []
    for threshold in thresholds:
        hits = [pair.same for pair, c in zip(pairs, cosines, strict=True) if c >= threshold]
        right = sum(hits)
        found.append(
            HitQuality(
                threshold,
                len(hits),
                right / len(hits) if hits else 1.0,
                right / wanted if wanted else 0.0,
            )
        )
    return found


async def _cosine(embedder: Component[str, list[float]], pair: Pair) -> float:
    first, second = await embedder(pair.first), await embedder(pair.second)
    return sum(a * b for a, b in zip(first, second, strict=True))
