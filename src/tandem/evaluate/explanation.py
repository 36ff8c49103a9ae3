"""What a system of models looks at: importance of fields with intervals, and dependence."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from tandem.core import tree
from tandem.core.component import Component, Model
from tandem.errors import DefinitionError
from tandem.evaluate.analysis import Kind, compared, kind_of
from tandem.evaluate.case import Case
from tandem.evaluate.intervals import clustered_error, codes, student
from tandem.evaluate.metric import Metric
from tandem.models.fields import field_of, names_of, with_field
from tandem.record.span import Trace

Floats = NDArray[np.float64]

_CASES = 200
_SHUFFLES = 3
_TOP = 3
_POINTS = 8
_LEAST = 30
_SECONDS = 20.0
"""Processor time that an explanation may take, by how long one pass over its cases takes."""


class FieldImportance(msgspec.Struct, frozen=True):
    """How much the loss rises where a field is shuffled, with its 95 % interval over groups."""

    feature: str
    value: float
    low: float
    high: float


class Dependence(msgspec.Struct, frozen=True):
    """The mean output if a field had each of these values in all cases."""

    feature: str
    values: list[int | float | bool | str | None]
    means: list[float]


class Explanation(msgspec.Struct, frozen=True):
    """Fields by importance, and the dependence of the most important ones, on ``cases`` cases.

    ``loss`` says of what: squared error of a number or of a chance, share of wrong labels.
    """

    loss: str
    cases: int
    importances: list[FieldImportance]
    dependence: list[Dependence]


@dataclass(frozen=True)
class _Asked:
    """A system of models, cases, and what a metric reads from its outputs."""

    predict: Callable[[Sequence[Any]], Sequence[Any]]
    metric: Metric
    cases: list[Case]
    kind: Kind

    def outputs(self, inputs: Sequence[Any], cases: Sequence[Case]) -> list[Any]:
        return [pair[1] for pair in _pairs(self.metric, self.predict, inputs, cases)]

    def losses(self, inputs: Sequence[Any]) -> Floats:
        pairs = _pairs(self.metric, self.predict, inputs, self.cases)
        if self.kind == "label":
            return np.array([float(target != output) for target, output in pairs])
        return np.array([(float(output) - float(target)) ** 2 for target, output in pairs])


def explain(
    system: Component[Any, Any], cases: Sequence[Case], metrics: Sequence[Metric]
) -> Explanation | None:
    """Importance and dependence of the fields of records, on up to 200 cases, evenly taken.

    They are fewer where that would take more than some 20 seconds of processor time. Each
    field is shuffled three times among the cases; what the loss of a case rises by is a value
    a case, of which the interval follows. ``None`` where there is nothing to shuffle or to
    compare: for a system that is not made of models alone, for inputs without fields, and
    where the time is not enough for 30 cases.
    """
    if not isinstance(system, Model) or any(part.kind != "model" for _, part in tree.walk(system)):
        return None
    sample = _evenly(cases, _CASES)
    try:
        names = names_of(sample[0].input)
    except DefinitionError:
        return None
    started = time.process_time()
    said = list(system.predict([case.input for case in sample]))
    took = (time.process_time() - started) * (len(names) * _SHUFFLES + _TOP * _POINTS)
    count = min(len(sample), int(len(sample) * _SECONDS / max(took, 1e-9)))
    if count < min(_LEAST, len(cases)) or len(sample) < 2:
        return None
    for metric in metrics:
        pairs = [compared(metric, c, _trace(o)) for c, o in zip(sample, said, strict=True)]
        kind = kind_of([pair for pair in pairs if pair is not None])
        if kind is not None and None not in pairs:
            asked = _Asked(system.predict, metric, _evenly(sample, count), kind)
            return _explained(asked, [case.input for case in asked.cases], names)
    return None


def _evenly(cases: Sequence[Case], most: int) -> list[Case]:
    taken = np.unique(np.linspace(0, len(cases) - 1, min(most, len(cases))).astype(int))
    return [cases[i] for i in taken]


def _explained(asked: _Asked, inputs: list[Any], names: Sequence[str]) -> Explanation:
    random = np.random.default_rng(0)
    plain = asked.losses(inputs)
    groups = codes([case.cluster for case in asked.cases])
    found: list[FieldImportance] = []
    for name in names:
        values = [field_of(x, name) for x in inputs]
        rise = np.zeros(len(inputs))
        for _ in range(_SHUFFLES):
            order = random.permutation(len(inputs))
            mixed = [with_field(x, name, values[i]) for x, i in zip(inputs, order, strict=True)]
            rise += (asked.losses(mixed) - plain) / _SHUFFLES
        mean = float(rise.mean())
        low, high = student(mean, clustered_error(rise, groups), float(groups.max()))
        found.append(FieldImportance(name, mean, low, high))
    found.sort(key=lambda importance: -importance.value)
    loss = {"label": "share of wrong labels", "chance": "squared error of the chance"}
    return Explanation(
        loss=loss.get(asked.kind, "squared error"),
        cases=len(inputs),
        importances=found,
        dependence=[
            one
            for importance in found[:_TOP]
            if asked.kind != "label" and importance.value > 0
            for one in _dependence(asked, inputs, importance.feature)
        ],
    )


def _dependence(asked: _Asked, inputs: Sequence[Any], name: str) -> list[Dependence]:
    points = _values([field_of(x, name) for x in inputs])
    if len(points) < 2:
        return []
    means = [
        float(np.mean(asked.outputs([with_field(x, name, value) for x in inputs], asked.cases)))
        for value in points
    ]
    return [Dependence(name, points, means)]


def _values(values: Sequence[Any]) -> list[Any]:
    """Up to eight values: quantiles of numbers that occur, or the most frequent ones."""
    plain = (int, float, str, bool, type(None))
    if not all(isinstance(value, plain) for value in values):
        return []
    known = sorted({v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)})
    if len(known) > 1:
        places = np.unique(np.linspace(0, len(known) - 1, _POINTS).round().astype(int))
        return [known[i] for i in places]
    return [value for value, _ in Counter(values).most_common(_POINTS)]


def _pairs(
    metric: Metric,
    predict: Callable[[Sequence[Any]], Sequence[Any]],
    inputs: Sequence[Any],
    cases: Sequence[Case],
) -> list[tuple[Any, Any]]:
    if metric.compared is None:
        raise DefinitionError(f"metric {metric.name!r} does not say what it compares")
    return [
        metric.compared(case, _trace(output))
        for case, output in zip(cases, predict(inputs), strict=True)
    ]


def _trace(output: Any) -> Trace:
    """An output as metrics look at it; what was never run has no identity."""
    return Trace(id="", system="", time=datetime.now(UTC), output=output)
