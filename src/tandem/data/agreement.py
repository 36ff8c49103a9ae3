"""How far annotators agree beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa (1960) of two annotators who labelled the same records, in order.

    1 is full agreement, 0 what chance gives. ``None`` where it is not defined: there are no
    records, or both gave one and the same label throughout.

    >>> cohen_kappa(["yes", "yes", "no", "no"], ["yes", "no", "no", "no"])
    0.5
    """
    pairs = list(zip(first, second, strict=True))
    if not pairs:
        return None
    left, right = Counter(first), Counter(second)
    chance = sum(left[label] * right[label] for label in left) / len(pairs) ** 2
    return _beyond(sum(a == b for a, b in pairs) / len(pairs), chance)


def fleiss_kappa(labels: Sequence[Sequence[Hashable]]) -> float | None:
    """Fleiss' kappa (1971) of any number of annotators: the labels of each record.

    Records with fewer than two labels are left out. With unequal numbers of labels each record
    counts once in the agreement and each label once in the chance. ``None`` where it is not
    defined, as for Cohen's.

    >>> round(fleiss_kappa([["a", "a", "a"], ["b", "b", "b"], ["a", "b"]]), 3)
    0.333
    """
    several = [Counter(given) for given in labels if len(given) > 1]
    if not several:
        return None
    agreements = []
    totals: Counter[Hashable] = Counter()
    for counts in several:
        size = counts.total()
        agreements.append(sum(n * (n - 1) for n in counts.values()) / (size * (size - 1)))
        totals.update(counts)
    chance = sum((count / totals.total()) ** 2 for count in totals.values())
    return _beyond(sum(agreements) / len(agreements), chance)


def _beyond(seen: float, chance: float) -> float | None:
    return None if chance >= 1 else (seen - chance) / (1 - chance)
