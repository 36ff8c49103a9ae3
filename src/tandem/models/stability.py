"""Stability of reasons: whether other rows, seeds or a little noise would give the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tandem.core import tree
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.fields import field_of, names_of, with_field
from tandem.models.space import configured

Floats = NDArray[np.float64]
Explain = Callable[[Any, Sequence[Any]], Sequence[Sequence[Any]]]
"""A fitted model and records to reasons of each: objects with ``feature`` and ``effect``."""

_ALL = 1_000_000


@dataclass(frozen=True)
class Agreement:
    """How far explanations of the same record agree, as means over all pairs of them.

    ``jaccard`` is the share of features that both name among their first ``k`` of those
    that either names, ``kuncheva`` the same overlap corrected for chance (0 is chance, 1 the
    same; Kuncheva 2007), ``spearman`` the correlation of the ranks of all effects' sizes.
    """

    jaccard: float
    kuncheva: float
    spearman: float


def agreement(explanations: Sequence[Sequence[Any]], features: int, *, k: int = 3) -> Agreement:
    """Compare explanations of one record; a feature that one leaves out has no effect there.

    ``features`` is how many there are to choose from. Raises ``DefinitionError`` unless
    there are two explanations or more, and ``k`` is below the number of features.

    >>> from tandem.models import Reason
    >>> one = [Reason("a", 1, 0.9), Reason("b", 1, -0.5), Reason("c", 1, 0.1)]
    >>> two = [Reason("a", 1, 0.8), Reason("c", 1, 0.6), Reason("b", 1, -0.2)]
    >>> found = agreement([one, two], 6, k=2)
    >>> round(found.jaccard, 3), found.kuncheva
    (0.333, 0.25)
    """
    if len(explanations) < 2 or not 0 < k < features:
        raise DefinitionError(
            f"agreement got {len(explanations)} explanations, k={k} and {features} features",
            hint="two explanations at least, and k below the number of features",
        )
    sizes = [{one.feature: abs(float(one.effect)) for one in told} for told in explanations]
    names = sorted({name for told in sizes for name in told})
    tops = [set(sorted(told, key=lambda name: (-told[name], name))[:k]) for told in sizes]
    table = np.zeros((len(sizes), max(features, len(names))))
    for row, told in zip(table, sizes, strict=True):
        row[: len(names)] = [told.get(name, 0.0) for name in names]
    ranks = [_ranks(row) for row in table]
    pairs = list(itertools.combinations(range(len(sizes)), 2))
    overlaps = [len(tops[a] & tops[b]) for a, b in pairs]
    unions = [len(tops[a] | tops[b]) for a, b in pairs]
    return Agreement(
        jaccard=mean(o / u if u else 1.0 for o, u in zip(overlaps, unions, strict=True)),
        kuncheva=mean((o * features - k * k) / (k * (features - k)) for o in overlaps),
        spearman=mean(_correlation(ranks[a], ranks[b]) for a, b in pairs),
    )


@dataclass(frozen=True)
class Stability(Agreement):
    """Means over the records, and the agreement of each."""

    records: list[Agreement]


def reason_stability(
    model: Any,
    rows: Rows[Any, Any],
    records: Sequence[Any],
    *,
    under: Literal["rows", "seeds", "noise"] = "rows",
    repeats: int = 10,
    k: int = 3,
    noise: float = 0.05,
    explain: Explain | None = None,
    seed: int = 0,
) -> Stability:
    """Whether the reasons of records stay the same when something changes that should not matter.

    ``under="rows"`` fits the model on rows drawn again, by whole groups, with replacement;
    ``"seeds"`` on the same rows with other seeds in all its parts; ``"noise"`` fits it once
    and moves every number of the records by ``noise`` standard deviations of the rows at
    random. ``explain`` gives the reasons, ``model.reasons`` by default. Raises
    ``DefinitionError`` without records, or where no part has a seed to change.
    """
    if not len(records) or repeats < 2:
        raise DefinitionError(
            f"reason_stability got {len(records)} records and repeats={repeats}",
            hint="one record and two repeats at least",
        )
    told = explain or _own_reasons
    random = np.random.default_rng(seed)
    if under == "noise":
        fitted = model.fit(rows)
        spreads = _spreads(rows.inputs)
        runs = [told(fitted, _moved(records, spreads, noise, random)) for _ in range(repeats)]
    else:
        fits = _refits(model, rows, under, repeats, random)
        runs = [told(fitted, records) for fitted in fits]
    features = max(
        len(names_of(records[0])), len({r.feature for run in runs for row in run for r in row})
    )
    found = [
        agreement([run[i] for run in runs], features, k=min(k, features - 1))
        for i in range(len(records))
    ]
    return Stability(
        jaccard=mean(one.jaccard for one in found),
        kuncheva=mean(one.kuncheva for one in found),
        spearman=mean(one.spearman for one in found),
        records=found,
    )


def _own_reasons(fitted: Any, records: Sequence[Any]) -> Sequence[Sequence[Any]]:
    reasons: Sequence[Sequence[Any]] = fitted.reasons(records, count=_ALL)
    return reasons


def _refits(
    model: Any, rows: Rows[Any, Any], under: str, repeats: int, random: np.random.Generator
) -> Iterator[Any]:
    if under == "rows":
        for _ in range(repeats):
            yield model.fit(rows.take(_drawn(rows, random)))
        return
    paths = [
        f"{path}.seed" if path else "seed"
        for path, part in tree.walk(model)
        if any(field.name == "seed" for field in tree.fields(part))
    ]
    if not paths:
        raise DefinitionError(
            f"{type(model).__name__} has no seed, so other seeds change nothing",
            hint='ask under="rows" or under="noise"',
        )
    for _ in range(repeats):
        start = int(random.integers(1, 2**31 - 1))
        yield configured(model, dict.fromkeys(paths, start)).fit(rows)


def _drawn(rows: Rows[Any, Any], random: np.random.Generator) -> list[int]:
    """Rows of as many groups as there are, drawn with replacement."""
    groups = [str(i) for i in range(len(rows))] if rows.groups is None else rows.groups
    members: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    by_group = list(members.values())
    return [i for g in random.integers(0, len(by_group), len(by_group)) for i in by_group[g]]


def _spreads(inputs: Sequence[Any]) -> dict[str, float]:
    """Standard deviations of the fields that are fractions or whole numbers."""
    found: dict[str, float] = {}
    for name in names_of(inputs[0]):
        known = [value for x in inputs if (value := field_of(x, name)) is not None]
        if known and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in known):
            found[name] = float(np.std(known))
    return found


def _moved(
    records: Sequence[Any], spreads: dict[str, float], noise: float, random: np.random.Generator
) -> list[Any]:
    moved: list[Any] = []
    for record in records:
        for name, spread in spreads.items():
            value = field_of(record, name)
            if value is not None:
                shifted = value + noise * spread * float(random.normal())
                whole = isinstance(value, int)
                record = with_field(record, name, round(shifted) if whole else shifted)
        moved.append(record)
    return moved


def _ranks(values: Floats) -> Floats:
    """Ranks, the mean one where values are equal."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[places])


def _correlation(one: Floats, other: Floats) -> float:
    """Pearson's correlation; of ranks that are all alike 1 where both are, else 0."""
    a, b = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    if scale == 0:
        return float(not a.any() and not b.any())
    return float(a @ b) / scale
