"""Repeated: a field that may have several values in a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np

from tandem.core import Model, Rows, learned
from tandem.data.splits import folds
from tandem.errors import DefinitionError
from tandem.search.extract.field import Field, Found
from tandem.search.extract.kinds import Kind
from tandem.search.extract.layout import Layout

_FOLDS = 3


class Repeated(Model[Layout, list[Found]]):
    """Every value whose chance is above a threshold, surest first; no value twice.

    Each candidate is right or not by itself. The threshold is the one of the best F1 on
    documents that the choice was not learned from.
    """

    field: Field
    threshold: float = learned()

    def fit(self, rows: Rows[Layout, Sequence[str]]) -> Self:
        """Learn from documents and all values of each."""
        if not any(rows.targets):
            raise DefinitionError("Repeated.fit got no values", hint="targets are lists of values")
        ranked: list[tuple[float, bool]] = []
        places = Rows(range(len(rows)), [None] * len(rows), rows.groups)
        for train, test in folds(places, k=min(_FOLDS, len(rows))):
            part = self._learn(rows.take(train))
            for i in test:
                due = self._due(rows.targets[i])
                ranked += [
                    (x.confidence, self._key(x.value) in due) for x in part._all(rows.inputs[i])
                ]
        wanted = sum(len(self._due(values)) for values in rows.targets)
        return self._learn(rows).evolve(threshold=_best(ranked, wanted))

    def predict(self, xs: Sequence[Layout], /) -> list[list[Found]]:
        return [[x for x in self._all(layout) if x.confidence >= self.threshold] for layout in xs]

    def _learn(self, rows: Rows[Layout, Sequence[str]]) -> Self:
        lessons = []
        for layout, values in rows:
            found, seen = self.field.candidates(layout)
            due = self._due(values)
            lessons += [
                ([s], [self._key(x.value) in due]) for x, s in zip(found, seen, strict=True)
            ]
        alone = replace(self.field, optional=True)
        return self.evolve(field=alone.learn(lessons).evolve(slope=1.0, shift=0.0))

    def _all(self, layout: Layout) -> list[Found]:
        """Every value with its likeliest place."""
        found, seen = self.field.candidates(layout)
        scores = self.field.scores(seen)
        best: dict[str, Found] = {}
        for x, score in zip(found, scores.tolist(), strict=True):
            chance = float(1 / (1 + np.exp(-score)))
            key = self._key(x.value)
            if key not in best or best[key].confidence < chance:
                best[key] = Found(x.value, chance, x.start, x.end, layout.text[x.start : x.end])
        return sorted(best.values(), key=lambda x: -x.confidence)

    def _key(self, value: str) -> str:
        return self.field.kind_of_value.key(value)

    def _due(self, values: Sequence[str]) -> set[str]:
        kind: Kind = self.field.kind_of_value
        return {kind.key(kind.read(value) or value) for value in values}


def _best(ranked: Sequence[tuple[float, bool]], wanted: int) -> float:
    """The threshold of the best F1 when ``wanted`` values are right in all."""
    right, best, threshold = 0, 0.0, 0.5
    for count, (chance, good) in enumerate(sorted(ranked, reverse=True), start=1):
        right += good
        score = 2 * right / (count + wanted)
        if score > best:
            best, threshold = score, chance
    return threshold
