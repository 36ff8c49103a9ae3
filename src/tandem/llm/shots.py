"""Which examples a prompt shows: those most like the case, by vectors or by shared words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")


def most_alike(similarity: Sequence[float], count: int) -> list[int]:
    """Places of the ``count`` highest, the highest last: what stands nearest is heeded most.

    >>> most_alike([0.1, 0.9, 0.5], 2)
    [2, 1]
    """
    order = sorted(range(len(similarity)), key=lambda place: (-similarity[place], place))
    return order[:count][::-1]


def overlap(text: str, others: Sequence[str]) -> list[float]:
    """The share of distinct words that a text has in common with each of the others (Jaccard).

    >>> overlap("late parcel", ["my parcel is late", "a bill"])
    [0.5, 0.0]
    """
    mine = _words(text)
    return [_jaccard(mine, _words(other)) for other in others]


def cosine(vector: Sequence[float], others: Sequence[Sequence[float]]) -> list[float]:
    """Scalar products of a unit vector with others."""
    return [sum(a * b for a, b in zip(vector, other, strict=True)) for other in others]


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _jaccard(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0
