"""Categories as the average of the target among rows that have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.columns import Columns
from tandem.data.splits import folds
from tandem.errors import DefinitionError
from tandem.features.encoders.table import Table, category
from tandem.features.encoders.transform import Transform, replaced

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Averages:
    """Categories (``None`` is a missing value) and the smoothed average target of each."""

    levels: list[str | None]
    values: list[list[float]]


class TargetEncoder(Transform[Record, Encoded]):
    """Each category of ``columns`` as its average target, drawn towards that of all rows.

    The average of a category of n rows counts n times, that of all rows ``smoothing`` times
    (Micci-Barreca 2001). A category that was not seen gets the average of all rows, missing
    values are a category. A target that is text gives one column a label. In a ``Pipeline``
    the training rows are encoded out of fold, by ``k`` folds with groups kept together, so
    that no row sees its own target.
    """

    columns: tuple[str, ...]
    smoothing: float = 10.0
    k: int = 5
    seed: int = 0
    keep: bool = False

    labels: list[str] = learned()
    prior: list[float] = learned()
    averages: dict[str, Averages] = learned()

    def learn(self, table: Table) -> Self:
        labels = _labels(table)
        return self._learn(table, labels, _targets(table, labels))

    def learn_transform(self, table: Table) -> tuple[Self, Table]:
        labels = _labels(table)
        targets = _targets(table, labels)
        fitted = self._learn(table, labels, targets)
        # The folds must not depend on the targets, or these would leak through the folds.
        rows = Rows([None] * table.size, [None] * table.size, table.groups)
        unseen: dict[str, Columns] = {}
        for train, test in folds(rows, k=self.k, seed=self.seed):
            part = self._learn(table.take(train), labels, targets[train])
            for name, new in part._encoded(table.take(test).columns).items():
                for made, values in new.items():
                    column = unseen.setdefault(name, {}).setdefault(made, [None] * table.size)
                    for place, value in zip(test, values, strict=True):
                        column[place] = value
        return fitted, table.with_columns(replaced(table.columns, unseen, keep=self.keep))

    def transform(self, columns: Columns, size: int) -> Columns:
        return replaced(columns, self._encoded(columns), keep=self.keep)

    def _learn(self, table: Table, labels: list[str], targets: Floats) -> Self:
        prior = targets.mean(axis=0)
        averages: dict[str, Averages] = {}
        for name in self.columns:
            values = [category(value) for value in self._column(table.columns, name)]
            levels = sorted(set(values), key=lambda level: (level is not None, level or ""))
            places = {level: place for place, level in enumerate(levels)}
            which = np.array([places[value] for value in values])
            sums = np.zeros((len(levels), targets.shape[1]))
            np.add.at(sums, which, targets)
            counts = np.bincount(which, minlength=len(levels))[:, None]
            smoothed = (sums + self.smoothing * prior) / (counts + self.smoothing)
            averages[name] = Averages(levels, smoothed.tolist())
        return self.evolve(labels=labels, prior=prior.tolist(), averages=averages)

    def _encoded(self, columns: Columns) -> dict[str, Columns]:
        found: dict[str, Columns] = {}
        for name in self.columns:
            known = self._known[name]
            values = self._column(columns, name)
            rows = [known.get(category(value), self.prior) for value in values]
            found[name] = {
                made: [row[place] for row in rows] for place, made in enumerate(self._names(name))
            }
        return found

    def _names(self, name: str) -> list[str]:
        if not self.labels:
            return [f"{name}_target"]
        # Only letters, digits and underscores: LightGBM takes no others in the name of a column.
        plain = [re.sub(r"\W+", "_", label) for label in self.labels]
        if len(set(plain)) < len(plain):
            plain = [str(place) for place in range(len(plain))]
        return [f"{name}_target_{label}" for label in plain]

    @cached_property
    def _known(self) -> dict[str, dict[str | None, list[float]]]:
        return {
            name: dict(zip(found.levels, found.values, strict=True))
            for name, found in self.averages.items()
        }


def _labels(table: Table) -> list[str]:
    """The labels of a target that is text; empty for numbers and truth values."""
    if not table.targets:
        raise DefinitionError(
            "a TargetEncoder got rows without targets", hint="fit it on Rows(inputs, targets)"
        )
    if all(isinstance(target, (int, float)) for target in table.targets):
        return []
    return sorted({_label(target) for target in table.targets})


def _targets(table: Table, labels: Sequence[str]) -> Floats:
    targets: Sequence[Any] = table.targets or ()
    if not labels:
        return np.array(targets, dtype=float)[:, None]
    places = {label: place for place, label in enumerate(labels)}
    return np.eye(len(labels))[[places[_label(target)] for target in targets]]


def _label(target: Any) -> str:
    found = category(target)
    if found is None:
        raise DefinitionError("a target is missing", hint="leave rows without a target out")
    return found
