"""Two sides' columns made comparable: same names, same kinds, text replaced by counts of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from tandem.improve.text import Vocabulary, is_identifier, is_text, lengths

Columns = Mapping[str, NDArray[Any]]


class Pair(msgspec.Struct, frozen=True):
    """One column on both sides. ``source`` is the column it was counted from, or itself."""

    source: str
    reference: NDArray[Any]
    current: NDArray[Any]


def pairs(reference: Columns, current: Columns) -> dict[str, Pair]:
    """The comparable columns by name; the reference decides what kind each is.

    A column that one side lacks is missing there in every row. Free text gives its
    ``characters``, ``words`` and ``unseen`` (the share of words that no other text of the
    reference has; fewer than before is no drift). Identifiers never recur and are left out.
    """
    found: dict[str, Pair] = {}
    for name in dict.fromkeys([*reference, *current]):
        before, after = _alike(
            reference.get(name, _missing(reference)), current.get(name, _missing(current))
        )
        if before.dtype.kind == "f":
            found[name] = Pair(name, before, after)
        elif is_text(before):
            found.update(_counted(name, before, after))
        elif not is_identifier(before):
            found[name] = Pair(name, before, after)
    return found


def _missing(columns: Columns) -> NDArray[Any]:
    rows = max((len(values) for values in columns.values()), default=0)
    return np.full(rows, None, dtype=object)


def _alike(before: NDArray[Any], after: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Both as floats where either is and the other can be, else both as labels."""
    if before.dtype.kind == after.dtype.kind:
        return before, after
    sides = before, after
    if all(side.dtype.kind == "f" or _empty(side) for side in sides):
        return sides[0].astype(np.float64), sides[1].astype(np.float64)
    return _labels(before), _labels(after)


def _empty(values: NDArray[Any]) -> bool:
    return all(value is None for value in values.tolist())


def _labels(values: NDArray[Any]) -> NDArray[Any]:
    labels = np.empty(len(values), dtype=object)
    labels[:] = [
        None if value is None or value != value else str(value) for value in values.tolist()
    ]
    return labels


def _counted(name: str, before: NDArray[Any], after: NDArray[Any]) -> dict[str, Pair]:
    found = {
        f"{name}.{kind}": Pair(name, numbers, lengths(after)[kind])
        for kind, numbers in lengths(before).items()
    }
    vocabulary = Vocabulary(before.tolist())
    unseen = vocabulary.unseen(before), vocabulary.unseen(after)
    means = [float(side[~np.isnan(side)].mean()) if _some(side) else 0.0 for side in unseen]
    if means[1] > means[0]:
        found[f"{name}.unseen"] = Pair(name, *unseen)
    return found


def _some(values: NDArray[Any]) -> bool:
    return bool((~np.isnan(values)).any())
