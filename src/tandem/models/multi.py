"""Several targets at once: a model a target, by itself or in a chain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model, replace
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.columns import row_of
from tandem.errors import DefinitionError
from tandem.models.unseen import cross_predict

Record = TypeVar("Record")
Out = TypeVar("Out")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LabelSet:
    """The labels that a record has, most likely first, and the probability of every one."""

    labels: list[str]
    probabilities: dict[str, float]


class PerTarget(Model[Record, Out], Generic[Record, Out]):
    """A model fitted once for each of several named targets.

    In a chain (Read 2009, classifier chains) each model also sees what the ones before it
    say, as fields ``target NAME``. It learns from what they say of rows that they had not
    seen, since that is what it gets later; fitting takes six times as long for it.
    """

    model: Model[Any, float]
    """Fitted for the first target; ``others`` hold those of the rest."""
    chained: bool = False
    others: tuple[Any, ...] = ()

    names: list[str] = learned()

    def _fit_each(self, rows: Rows[Record, Any], targets: Mapping[str, list[Any]]) -> Self:
        model: Any = self.model
        inputs: list[Any] = list(rows.inputs)
        fitted: list[Any] = []
        for name, wanted in targets.items():
            part = Rows(inputs, wanted, rows.groups, rows.times, rows.weights)
            fitted.append(_fit(model, part, name, whose=type(self).__name__))
            if self.chained and len(fitted) < len(targets):
                inputs = _extended(inputs, name, cross_predict(model, part))
        rest = replace(self, others=tuple(fitted[1:]))
        return rest.evolve(model=fitted[0], names=list(targets))

    def _told(self, xs: Sequence[Record]) -> Floats:
        """What each model says of each record, shape (records, targets)."""
        inputs: list[Any] = list(xs)
        told = np.empty((len(xs), len(self.names)))
        for place, (name, model) in enumerate(
            zip(self.names, (self.model, *self.others), strict=True)
        ):
            said = model.predict(inputs) if inputs else []
            told[:, place] = said
            if self.chained:
                inputs = _extended(inputs, name, said)
        return told


class MultiLabel(PerTarget[Record, LabelSet]):
    """Any number of labels for a record: a model of yes or no for each.

    A label is given from probability 0.5 on or, with ``thresholds="f1"``, from where its F1
    is best on predictions for rows that its model had not seen (five folds). Probabilities
    that tie are kept together.
    """

    thresholds: Literal["half", "f1"] = "half"

    cuts: dict[str, float] = learned()

    def fit(self, rows: Rows[Record, Collection[str]]) -> Self:
        """Learn from records and the labels of each; every label needs rows with and without."""
        for place, target in enumerate(rows.targets):
            if isinstance(target, str) or not isinstance(target, Collection):
                raise DefinitionError(
                    f"{type(self).__name__} learns sets of labels, got {target!r} "
                    f"as target {place}",
                    hint='write {"news"} for one label and set() for none',
                )
        names = sorted({label for target in rows.targets for label in target})
        if not names:
            raise DefinitionError(f"{type(self).__name__} got rows without any label")
        targets = {name: [name in target for target in rows.targets] for name in names}
        fitted = self._fit_each(rows, targets)
        cuts = dict.fromkeys(names, 0.5)
        if self.thresholds == "f1":
            told = self._unseen(rows)
            cuts = {name: best_f1_cut(told[:, i], targets[name]) for i, name in enumerate(names)}
        return fitted.evolve(cuts=cuts)

    def predict(self, xs: Sequence[Record], /) -> list[LabelSet]:
        found = []
        for row in self._told(xs).tolist():
            chances = dict(zip(self.names, row, strict=True))
            given = [name for name in self.names if chances[name] >= self.cuts[name]]
            found.append(LabelSet(sorted(given, key=lambda n: (-chances[n], n)), chances))
        return found

    def _unseen(self, rows: Rows[Record, Any]) -> Floats:
        plain: Any = type(self)(model=self.model, chained=self.chained)
        told = cross_predict(plain, rows)
        names = sorted({label for target in rows.targets for label in target})
        return np.array([[one.probabilities.get(name, 0.0) for name in names] for one in told])


class MultiOutput(PerTarget[Record, dict[str, float]]):
    """Several numbers for a record: a model of a number for each, by name."""

    def fit(self, rows: Rows[Record, Mapping[str, float]]) -> Self:
        """Learn from records and the numbers of each, which have the same names in all rows."""
        if not len(rows) or not rows.targets[0]:
            raise DefinitionError(f"{type(self).__name__} got no numbers to learn")
        names = list(rows.targets[0])
        for place, target in enumerate(rows.targets):
            if set(target) != set(names):
                raise DefinitionError(
                    f"{type(self).__name__} learns {', '.join(names)}; target {place} has "
                    f"{', '.join(target) or 'none'}",
                    hint="give every row a number for every name",
                )
        return self._fit_each(rows, {name: [one[name] for one in rows.targets] for name in names})

    def predict(self, xs: Sequence[Record], /) -> list[dict[str, float]]:
        return [dict(zip(self.names, row, strict=True)) for row in self._told(xs).tolist()]


def best_f1_cut(chances: Floats, targets: Sequence[bool]) -> float:
    """The threshold at which calling ``chance >= threshold`` yes has the best F1.

    Half way between two neighbouring chances; of equally good ones the highest.

    >>> best_f1_cut(np.array([0.1, 0.4, 0.3, 0.2]), [False, True, True, False])
    0.25
    """
    order = np.argsort(-chances, kind="stable")
    ranked, hits = chances[order], np.cumsum(np.asarray(targets, dtype=float)[order])
    scores = 2 * hits / (np.arange(1, len(ranked) + 1) + hits[-1])
    last = np.append(ranked[1:] < ranked[:-1], True)  # equal chances are called alike
    best = int(np.argmax(np.where(last, scores, -1.0)))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)


def _fit(model: Any, rows: Rows[Any, Any], name: str, *, whose: str) -> Any:
    try:
        return model.fit(rows)
    except DefinitionError as error:
        raise DefinitionError(
            f"{whose} could not learn {name!r}: {error.message}", hint=error.hint
        ) from None


def _extended(inputs: Sequence[Any], name: str, told: Sequence[float]) -> list[dict[str, Any]]:
    pairs = zip(inputs, told, strict=True)
    return [{**row_of(x), f"target {name}": float(value)} for x, value in pairs]
