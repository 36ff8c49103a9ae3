"""Permutation importance: how much worse a model gets without the information of a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.fields import field_of, names_of, with_field

Measure = Callable[[Sequence[Any], Sequence[Any]], float]


@dataclass(frozen=True)
class Importance:
    """How much worse the figure gets when a field is shuffled: mean and ends over repeats.

    ``low`` and ``high`` are the 2.5 and 97.5 percentiles of both, resampled groups and
    other shuffles. Where the interval holds zero, the field is of no use that shows.
    """

    feature: str
    value: float
    low: float
    high: float


def permutation_importance(
    model: Model[Any, Any],
    rows: Rows[Any, Any],
    measure: Measure,
    *,
    greater_is_better: bool = False,
    repeats: int = 30,
    seed: int = 0,
) -> list[Importance]:
    """The importance of every field of the records (Breiman 2001), the largest first.

    ``rows`` are unseen ones; ``measure`` is a figure from targets and predictions, an error
    unless ``greater_is_better``. In each repeat groups are drawn again with replacement and
    the field is shuffled anew. Of two fields that say the same, each looks useless while
    the other is there. Raises ``DefinitionError`` without rows.
    """
    if not len(rows):
        raise DefinitionError("permutation_importance got no rows")
    sign = 1.0 if greater_is_better else -1.0
    inputs, targets = list(rows.inputs), list(rows.targets)
    plain = list(model.predict(inputs))
    random = np.random.default_rng(seed)
    samples = [_drawn(rows, random) for _ in range(repeats)]
    found: list[Importance] = []
    for name in names_of(inputs[0]):
        values = [field_of(x, name) for x in inputs]
        drops: list[float] = []
        for sample in samples:
            order = random.permutation(len(inputs))
            mixed = [with_field(x, name, values[i]) for x, i in zip(inputs, order, strict=True)]
            said = model.predict(mixed)
            here = [targets[i] for i in sample]
            before = measure(here, [plain[i] for i in sample])
            drops.append(sign * (before - measure(here, [said[i] for i in sample])))
        low, high = np.quantile(drops, [0.025, 0.975])
        found.append(Importance(name, float(np.mean(drops)), float(low), float(high)))
    return sorted(found, key=lambda importance: -importance.value)


def _drawn(rows: Rows[Any, Any], random: np.random.Generator) -> list[int]:
    """Rows of as many groups as there are, drawn with replacement."""
    groups = np.arange(len(rows)) if rows.groups is None else np.asarray(rows.groups)
    _, place = np.unique(groups, return_inverse=True)
    by_group = np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place))[:-1])
    chosen = random.integers(0, len(by_group), len(by_group))
    return [int(row) for group in chosen for row in by_group[group]]
