"""A compressed model beside the one it comes from: size, speed, and quality case by case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

from tandem.core.component import Model
from tandem.errors import DefinitionError
from tandem.evaluate.case import Case
from tandem.evaluate.comparison import Difference, compare
from tandem.evaluate.metric import Metric
from tandem.evaluate.run import evaluate
from tandem.evaluate.size import state_bytes

_REPEATS = 5
_SINGLES = 200


@dataclass(frozen=True)
class Weight:
    """What a model weighs: bytes of state, and processor time of this process.

    ``rows_per_second`` is of one call with all inputs, ``row_microseconds`` the median of
    single calls; of several repeats the fastest.
    """

    bytes: int
    rows_per_second: float
    row_microseconds: float


@dataclass(frozen=True)
class Compression:
    """Both models, and what changed in each metric: the second less the first, case by case."""

    before: Weight
    after: Weight
    differences: list[Difference]

    def __str__(self) -> str:
        rows = [
            ("bytes of state", self.before.bytes, self.after.bytes),
            ("rows a second", self.before.rows_per_second, self.after.rows_per_second),
            ("microseconds a row", self.before.row_microseconds, self.after.row_microseconds),
        ]
        lines = [f"{name}: {old:,.0f} -> {new:,.0f}" for name, old, new in rows]
        for one in self.differences:
            ends = " to ".join("?" if end is None else f"{end:+.4f}" for end in (one.low, one.high))
            lines.append(f"{one.metric}: {one.value:+.4f} ({ends}; {one.better} is better)")
        return "\n".join(lines)


async def compression_report(
    before: Model[Any, Any],
    after: Model[Any, Any],
    cases: Sequence[Case],
    metrics: Sequence[Metric],
) -> Compression:
    """Weigh two models and compare them on cases that neither learned from nor was pruned by.

    Differences are those of ``compare``, which a gate's ``no_worse`` decides by as well.
    """
    old, _ = await evaluate(before, cases, metrics)
    new, _ = await evaluate(after, cases, metrics)
    inputs = [case.input for case in cases]
    return Compression(
        weigh(before, inputs),
        weigh(after, inputs),
        [compare(old, new, metric) for metric in metrics],
    )


def weigh(model: Model[Any, Any], inputs: Sequence[Any]) -> Weight:
    """What a fitted model weighs; raises ``DefinitionError`` without inputs to time it on."""
    if not inputs:
        raise DefinitionError("weigh got no inputs to time the model on")
    model.predict(inputs[:1])  # what is loaded once is not the cost of a row
    whole = min(_seconds(lambda: model.predict(inputs)) for _ in range(_REPEATS))
    singles = [
        min(_seconds(lambda: model.predict((x,))) for _ in range(_REPEATS))  # noqa: B023  # called in this turn only
        for x in inputs[:_SINGLES]
    ]
    return Weight(state_bytes(model), len(inputs) / max(whole, 1e-9), median(singles) * 1e6)


def _seconds(call: Callable[[], Any]) -> float:
    start = process_time()
    call()
    return process_time() - start
