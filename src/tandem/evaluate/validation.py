"""Repeated cross-validation of several models on the same folds, compared in pairs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.charts import Table
from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import DefinitionError
from tandem.evaluate.intervals import student

Measure = Callable[[Sequence[Any], Sequence[Any]], float]
"""A figure from targets and predictions, as scikit-learn's metrics have it."""


@dataclass(frozen=True)
class Spread:
    """A figure over all folds of all repeats, and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4f} ({self.low:.4f} to {self.high:.4f})"


@dataclass(frozen=True)
class Validation:
    """What each model said of every row, by a copy of it that had not seen the row.

    ``unseen[name][repeat]`` are predictions in the order of the rows, ``tests`` the places
    that each fold held out, of all repeats one after the other.
    """

    targets: Sequence[Any]
    tests: list[list[int]]
    unseen: dict[str, list[list[Any]]]

    def figures(self, name: str, measure: Measure) -> list[float]:
        """The figure of a model on each fold."""
        size = len(self.tests) // len(self.unseen[name])
        return [
            measure([self.targets[i] for i in test], [said[i] for i in test])
            for place, test in enumerate(self.tests)
            for said in (self.unseen[name][place // size],)
        ]

    def figure(self, name: str, measure: Measure) -> Spread:
        """The mean over the folds."""
        return self._spread(self.figures(name, measure))

    def difference(self, name: str, other: str, measure: Measure) -> Spread:
        """How much larger the figure of a model is than that of another on the same folds."""
        pairs = zip(self.figures(name, measure), self.figures(other, measure), strict=True)
        return self._spread([one - two for one, two in pairs])

    def table(self, measures: Mapping[str, Measure], *, against: str) -> Table:
        """A row for each model: every figure, and how far it is from that of ``against``."""
        columns = [c for name in measures for c in (name, f"{name} less that of {against}")]
        rows = [
            [name]
            + [
                cell
                for measure in measures.values()
                for cell in (
                    str(self.figure(name, measure)),
                    "" if name == against else str(self.difference(name, against, measure)),
                )
            ]
            for name in self.unseen
        ]
        return Table(["model", *columns], rows)

    def _spread(self, values: Sequence[float]) -> Spread:
        """Student's interval with the variance corrected for training rows that folds share.

        Without the correction (Nadeau and Bengio 2003) more repeats would seem to be more
        evidence than the rows hold.
        """
        count = len(values)
        tested = len(self.tests[0]) / (len(self.targets) - len(self.tests[0]))
        error = math.sqrt((1 / count + tested) * float(np.var(values, ddof=1)))
        mean = float(np.mean(values))
        return Spread(mean, *student(mean, error, count - 1))


def cross_validate(
    models: Mapping[str, Model[Any, Any]],
    rows: Rows[Any, Any],
    *,
    k: int = 5,
    repeats: int = 5,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Validation:
    """Fit every model on all but one of ``k`` folds, ``repeats`` times with other folds.

    Groups stay together and models see the same folds, so that they are compared in pairs.
    What a model chooses, it chooses within the training rows of the fold: a ``Tuned`` one
    is searched anew in every fold (nested cross-validation). Raises ``DefinitionError``
    without models.
    """
    if not models or repeats < 1:
        raise DefinitionError(f"cross_validate got {len(models)} models and repeats={repeats}")
    tests: list[list[int]] = []
    unseen: dict[str, list[list[Any]]] = {name: [] for name in models}
    for repeat in range(repeats):
        parts = folds(rows, k=k, seed=seed + repeat)
        tests += [test for _, test in parts]
        for name, model in models.items():
            said: list[Any] = [None] * len(rows)
            for place, value in _said(model, rows, parts):
                said[place] = value
            unseen[name].append(said)
            if progress is not None:
                progress(f"{name}, repeat {repeat + 1} of {repeats}")
    return Validation(rows.targets, tests, unseen)


def _said(
    model: Any, rows: Rows[Any, Any], parts: Sequence[tuple[list[int], list[int]]]
) -> Iterator[tuple[int, Any]]:
    for train, test in parts:
        fitted = model.fit(rows.take(train))
        yield from zip(test, fitted.predict([rows.inputs[i] for i in test]), strict=True)
