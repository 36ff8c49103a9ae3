"""Words that came up: in few texts of the reference or none, and in many now."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from tandem.evaluate.multiplicity import holm
from tandem.improve.text import document_counts

_LEAST = 0.02
_TIMES = 2.0


class Risen(msgspec.Struct, frozen=True):
    """A word and the texts it is in: ``reference`` of then, ``current`` of now."""

    word: str
    reference: int
    current: int


def risen(
    reference: Sequence[str | None], current: Sequence[str | None], *, alpha: float = 0.01
) -> list[Risen]:
    """Words that surely came up, those in most texts first.

    Fisher's exact test for each word, corrected for looking at all of them: a world that
    stays the same gives any word with a chance below ``alpha``. Of a size that matters are
    words in at least 2 % more of the texts, and twice as many as before.
    """
    before, after = document_counts(reference), document_counts(current)
    sizes = [sum(text is not None for text in side) for side in (reference, current)]
    if not all(sizes):
        return []
    seen = [word for word in before | after if before[word] + after[word] > 1]
    chances = holm([_chance(before[word], after[word], *sizes) for word in seen])
    found = [
        Risen(word, before[word], after[word])
        for word, chance in zip(seen, chances, strict=True)
        if chance <= alpha and _matters(before[word] / sizes[0], after[word] / sizes[1])
    ]
    return sorted(found, key=lambda item: (-item.current, item.word))


def never_seen(
    reference: Sequence[str | None], current: Sequence[str | None], *, most: int = 5
) -> list[Risen]:
    """Words that the reference never has, commonest first; each by itself proves nothing.

    Those of a single text are left out unless there are no others.
    """
    before, after = document_counts(reference), document_counts(current)
    new = [Risen(word, 0, count) for word, count in after.items() if word not in before]
    new.sort(key=lambda item: (-item.current, item.word))
    return ([item for item in new if item.current > 1] or new)[:most]


def _matters(before: float, after: float) -> bool:
    return after - before >= _LEAST and after >= _TIMES * before


def _chance(before: int, after: int, n: int, m: int) -> float:
    """Chance that at least ``after`` of all texts with the word fall on the current side.

    >>> round(_chance(1, 3, 4, 4), 9)  # 3 or 4 of 4 milk-first cups: Fisher's lady
    0.242857143
    """
    if after * n <= before * m:
        return 1.0  # no more frequent than before
    total = before + after
    whole = _choose(n + m, total)
    terms = (
        math.exp(_choose(m, k) + _choose(n, total - k) - whole)
        for k in range(after, min(total, m) + 1)
    )
    return min(1.0, math.fsum(terms))


def _choose(n: int, k: int) -> float:
    """Logarithm of the number of ways to choose ``k`` of ``n``."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
