"""A metric: a plain function of a case and the trace of the run on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, overload

from tandem.core.component import Component
from tandem.errors import DefinitionError
from tandem.evaluate.case import Case
from tandem.record.span import Trace

Better = Literal["higher", "lower"]
Family = Literal["rate", "mean", "aggregate"]
ScoreFunction = Callable[[Case, Trace], Any]


def mean(values: Sequence[Any]) -> float:
    """The arithmetic mean, which is what most metrics report."""
    return math.fsum(values) / len(values)


def of_the_system_alone(case: Case, trace: Trace) -> None:
    """The score of a metric that looks at the system, which a case and a trace do not tell."""
    raise DefinitionError(
        "a metric of the system itself has no value in a trace",
        hint="measure it with `await evaluate(system, ...)`",
    )


class Unscored:
    """Says that a metric has no value for a failed run; see ``Metric.failed``."""

    def __repr__(self) -> str:
        return "UNSCORED"


UNSCORED = Unscored()


@dataclass(frozen=True)
class Metric:
    """What is measured on each case, how the values become one figure, what is better.

    ``score`` returns the value of one case, or ``None`` where the metric does not apply. It
    may be asynchronous, as where a judge is asked.

    ``family`` decides the interval. ``rate``: a value of 0..1 a case (yes/no, or a share).
    ``mean``: any number a case. ``aggregate``: anything a case (plain data), made one
    figure by ``aggregate``.

    ``failed`` is the value of a case whose run, or whose scoring, raised: the worst there
    is, or a function of the case. A rate has one by itself. Where there is none, failures
    are counted, and a gate never passes on such a metric while there are any. With
    ``scores_errors`` the metric looks at failed runs itself, as latency does.
    """

    name: str
    score: ScoreFunction = of_the_system_alone
    aggregate: Callable[[Sequence[Any]], float] = mean
    better: Better = "higher"
    unit: str = ""
    family: Family = "mean"
    failed: Any = UNSCORED
    scores_errors: bool = False
    compared: Callable[[Case, Trace], tuple[Any, Any]] | None = None
    """Target and output as the metric sees them; what a report analyses errors by."""
    of_system: Callable[[Component[Any, Any]], float] | None = None
    """In place of ``score``: one figure of the system itself, which every case then has."""

    def __post_init__(self) -> None:
        if self.family != "aggregate" and self.aggregate is not mean:
            raise DefinitionError(
                f"metric {self.name!r} is of family {self.family!r} and has an aggregate",
                hint='write family="aggregate"; a rate and a mean are averaged',
            )

    def worst(self, case: Case) -> Any:
        """The value of a case that failed; ``UNSCORED`` if the metric has none."""
        if self.failed is UNSCORED and self.family == "rate":
            return 0.0 if self.better == "higher" else 1.0
        return self.failed(case) if callable(self.failed) else self.failed


@overload
def metric(score: ScoreFunction, /) -> Metric: ...


@overload
def metric(
    *,
    name: str = "",
    aggregate: Callable[[Sequence[Any]], float] = mean,
    better: Better = "higher",
    unit: str = "",
    family: Family | None = None,
    failed: Any = UNSCORED,
    scores_errors: bool = False,
) -> Callable[[ScoreFunction], Metric]: ...


def metric(
    score: ScoreFunction | None = None,
    /,
    *,
    name: str = "",
    aggregate: Callable[[Sequence[Any]], float] = mean,
    better: Better = "higher",
    unit: str = "",
    family: Family | None = None,
    failed: Any = UNSCORED,
    scores_errors: bool = False,
) -> Metric | Callable[[ScoreFunction], Metric]:
    """Make a metric of a function; its name is the function's.

    >>> @metric(better="lower", unit="words")
    ... def length(case, trace):
    ...     return len(trace.output.split())
    >>> length.name, length.family
    ('length', 'mean')

    A function annotated to return ``bool`` is a rate, one with an aggregate an aggregate.
    """

    def make(score: ScoreFunction) -> Metric:
        return Metric(
            name=name or score.__name__,
            score=score,
            aggregate=aggregate,
            better=better,
            unit=unit,
            family=family or _family(score, aggregate),
            failed=failed,
            scores_errors=scores_errors,
        )

    return make if score is None else make(score)


def _family(score: ScoreFunction, aggregate: Callable[[Sequence[Any]], float]) -> Family:
    if aggregate is not mean:
        return "aggregate"
    annotated = getattr(score, "__annotations__", {}).get("return")
    return "rate" if annotated in (bool, "bool", "bool | None") else "mean"
