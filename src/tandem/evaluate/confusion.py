"""F1 and macro-F1 from counts, for one or for thousands of weightings of the cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from tandem.evaluate.aggregate import Floats, Share


class F1(Share):
    """The harmonic mean of precision and recall; values are pairs (is yes, called yes).

    0 where nothing is yes and nothing is called so, as scikit-learn has it.
    """

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        pairs = np.array(values, dtype=bool).reshape(len(values), 2)
        return _f1(*(weights @ side for side in _sides(pairs[:, :1], pairs[:, 1:])))[:, 0]

    def support(self, values: Sequence[Any]) -> float:
        return float(sum(bool(value[0] or value[1]) for value in values))


class MacroF1(Share):
    """F1 of every label, averaged with equal weight; values are pairs (target, output).

    Labels are those that occur among the weighted cases, as target or output. An output of
    ``None`` is no label: the case counts as missed.
    """

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        labels = sorted({label for value in values for label in value if label is not None})
        target = np.array([[value[0] == label for label in labels] for value in values])
        output = np.array([[value[1] == label for label in labels] for value in values])
        both, targets, outputs = (weights @ side for side in _sides(target, output))
        occurs = (targets + outputs) > 0
        return np.asarray(_f1(both, targets, outputs).sum(axis=1) / occurs.sum(axis=1))

    def support(self, values: Sequence[Any]) -> float:
        """What a mean over labels with equal weight is worth: a rare label costs most."""
        sizes = Counter(value[0] for value in values).values()
        return len(sizes) ** 2 / sum(1 / size for size in sizes)


def _sides(target: Any, output: Any) -> tuple[Floats, Floats, Floats]:
    return (target & output).astype(float), target.astype(float), output.astype(float)


def _f1(both: Floats, targets: Floats, outputs: Floats) -> Floats:
    total = targets + outputs
    return np.where(total > 0, 2 * both / np.where(total > 0, total, 1), 0.0)
