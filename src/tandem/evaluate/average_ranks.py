"""Several systems on several data sets: average ranks, and which of them differ.

Demšar, "Statistical Comparisons of Classifiers over Multiple Data Sets", JMLR 7, 2006: the
Friedman test asks whether any differ, the critical difference of Nemenyi which; Wilcoxon
signed-rank tests with Holm's correction ask the same of pairs, with more power.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tandem.errors import DefinitionError
from tandem.evaluate.multiplicity import holm


@dataclass(frozen=True)
class Pair:
    """Two systems; ``p`` is that of Wilcoxon's test, corrected for the number of pairs."""

    better: str
    worse: str
    p: float
    wins: int
    losses: int


@dataclass(frozen=True)
class Standings:
    """Systems by their average rank, 1 being the best possible, best first.

    ``p`` is that of Friedman's test as Iman and Davenport correct it. Two systems whose
    average ranks lie ``critical`` apart differ at ``level``; ``groups`` are those that do not.
    """

    ranks: dict[str, float]
    sets: int
    chi_square: float
    f: float
    p: float
    critical: float
    level: float
    groups: list[list[str]]
    pairs: list[Pair]


def standings(losses: Mapping[str, Sequence[float]], *, level: float = 0.05) -> Standings:
    """Compare systems by their loss (less is better) on the same data sets, in the same order.

    Ties share their ranks. Raises ``DefinitionError`` for fewer than two systems or sets.

    >>> found = standings({"a": [1, 1, 1, 2], "b": [2, 2, 2, 1], "c": [3, 3, 3, 3]})
    >>> found.ranks
    {'a': 1.25, 'b': 1.75, 'c': 3.0}
    """
    from scipy import stats

    names = list(losses)
    table = np.array([losses[name] for name in names], dtype=float).T if names else np.empty(0)
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():
        raise DefinitionError(
            f"standings got {len(names)} systems with losses of shape {table.shape}",
            hint="two systems and two data sets at least, a finite loss for each",
        )
    sets, count = table.shape
    ranks = np.apply_along_axis(stats.rankdata, 1, table).mean(axis=0)
    square, f = friedman(ranks.tolist(), sets)
    order = np.argsort(ranks, kind="stable").tolist()
    ranked = {names[i]: float(ranks[i]) for i in order}
    gap = critical_difference(count, sets, level)
    return Standings(
        ranks=ranked,
        sets=sets,
        chi_square=square,
        f=f,
        p=float(stats.f.sf(f, count - 1, (count - 1) * (sets - 1))),
        critical=gap,
        level=level,
        groups=_groups(ranked, gap),
        pairs=_pairs({name: table[:, names.index(name)].tolist() for name in ranked}),
    )


def friedman(ranks: Sequence[float], sets: int) -> tuple[float, float]:
    """Friedman's chi-square of average ranks, and the F of Iman and Davenport.

    >>> [round(x, 2) for x in friedman([3.143, 2.0, 2.893, 1.964], 14)]  # Demšar 2006, table 6
    [9.28, 3.69]
    """
    k = len(ranks)
    square = 12 * sets / (k * (k + 1)) * (sum(r * r for r in ranks) - k * (k + 1) ** 2 / 4)
    room = sets * (k - 1) - square
    return square, (sets - 1) * square / room if room > 1e-12 else math.inf


def critical_difference(systems: int, sets: int, level: float = 0.05) -> float:
    """How far apart average ranks must lie to differ (Nemenyi 1963).

    >>> round(critical_difference(4, 14), 2)  # Demšar 2006, figure 1
    1.25
    """
    from scipy import stats

    q = float(stats.studentized_range.ppf(1 - level, systems, math.inf)) / math.sqrt(2)
    return q * math.sqrt(systems * (systems + 1) / (6 * sets))


def _groups(ranked: Mapping[str, float], gap: float) -> list[list[str]]:
    """Runs of systems that lie within the critical difference, none inside another."""
    names = list(ranked)
    groups: list[list[str]] = []
    for start, first in enumerate(names):
        group = [name for name in names[start:] if ranked[name] - ranked[first] < gap]
        if len(group) > 1 and not (groups and set(group) <= set(groups[-1])):
            groups.append(group)
    return groups


def _pairs(losses: Mapping[str, Sequence[float]]) -> list[Pair]:
    """Every pair, the system of the better average rank first, by corrected p."""
    from scipy import stats

    names = list(combinations(losses, 2))
    gaps = [np.array(losses[b]) - np.array(losses[a]) for a, b in names]
    tests = holm([float(stats.wilcoxon(gap, zero_method="zsplit").pvalue) for gap in gaps])
    pairs = [
        Pair(a, b, p, int((gap > 0).sum()), int((gap < 0).sum()))
        for (a, b), gap, p in zip(names, gaps, tests, strict=True)
    ]
    return sorted(pairs, key=lambda pair: pair.p)
