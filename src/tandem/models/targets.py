"""Targets and weights as arrays, checked before anything learns from them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.core.rows import Rows
from tandem.errors import DefinitionError


def numbers(rows: Rows[Any, Any], *, whose: str) -> NDArray[np.float64]:
    """The targets as floats; raises ``DefinitionError`` unless all are finite numbers."""
    for place, target in enumerate(rows.targets):
        if isinstance(target, bool) or not isinstance(target, (int, float, np.number)):
            raise DefinitionError(f"{whose} learns numbers, got {target!r} as target {place}")
    targets = np.array(rows.targets, dtype=float)
    unknown = int((~np.isfinite(targets)).sum())
    if unknown or not len(targets):
        raise DefinitionError(
            f"{whose} learns from finite numbers, got {unknown} others among {len(targets)}",
            hint="leave rows without a known target out",
        )
    return targets


def label_codes(rows: Rows[Any, str], *, whose: str) -> tuple[list[str], NDArray[np.int64]]:
    """The labels in order, and the place of each target among them; two labels at least."""
    labels = sorted(set(rows.targets))
    if len(labels) < 2:
        raise DefinitionError(
            f"{whose} learns to tell labels apart, got only {labels}",
            hint="give rows of two labels at least",
        )
    return labels, np.searchsorted(labels, rows.targets)


def weights_of(rows: Rows[Any, Any]) -> NDArray[np.float64] | None:
    """The weights of the rows, ``None`` where all count alike."""
    return None if rows.weights is None else np.array(rows.weights, dtype=float)
