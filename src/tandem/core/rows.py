"""Labelled rows: what a supervised ``fit`` learns from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from tandem.errors import DefinitionError

In = TypeVar("In")
Target = TypeVar("Target")


@dataclass(frozen=True)
class Rows(Generic[In, Target]):
    """Inputs with their targets, the group each row belongs to, and when it happened.

    Rows of one group (a customer, a document, paraphrases of one question) never sit on
    both sides of a split and are resampled together. ``times`` says when each prediction
    was, or would have been, asked for. ``weights`` says how many rows each counts for
    when a table model learns: finite, none below zero, not all zero.

    >>> rows = Rows(["a", "b", "c"], [1, 0, 1])
    >>> len(rows), rows.take([2, 0]).inputs
    (3, ['c', 'a'])
    """

    inputs: Sequence[In]
    targets: Sequence[Target]
    groups: Sequence[str] | None = None
    times: Sequence[datetime] | None = None
    weights: Sequence[float] | None = None

    def __post_init__(self) -> None:
        sizes = {"inputs": len(self.inputs), "targets": len(self.targets)}
        if self.groups is not None:
            sizes["groups"] = len(self.groups)
        if self.times is not None:
            sizes["times"] = len(self.times)
        if self.weights is not None:
            sizes["weights"] = len(self.weights)
            self._check_weights(self.weights)
        if len(set(sizes.values())) != 1:
            raise DefinitionError(f"Rows are of unequal length: {sizes}")

    def _check_weights(self, weights: Sequence[float]) -> None:
        wrong = next((w for w in weights if not (math.isfinite(w) and w >= 0)), None)
        if wrong is not None:
            raise DefinitionError(f"Rows got the weight {wrong}", hint="finite, and 0 or more")
        if len(weights) and not any(weights):
            raise DefinitionError("Rows got weights that are all zero: nothing would count")

    def __len__(self) -> int:
        return len(self.inputs)

    def __iter__(self) -> Iterator[tuple[In, Target]]:
        return iter(zip(self.inputs, self.targets, strict=True))

    def take(self, indices: Sequence[int]) -> Rows[In, Target]:
        """The rows at ``indices``, in that order."""
        return Rows(
            [self.inputs[i] for i in indices],
            [self.targets[i] for i in indices],
            None if self.groups is None else [self.groups[i] for i in indices],
            None if self.times is None else [self.times[i] for i in indices],
            None if self.weights is None else [self.weights[i] for i in indices],
        )
