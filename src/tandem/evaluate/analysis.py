"""Where a system erred on its cases, for every report whose metrics say what they compare."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from tandem.core.schema import encode
from tandem.evaluate.case import Case
from tandem.evaluate.errors import Confusion, Residuals, confusions, residuals
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace

Kind = Literal["chance", "number", "label"]
Pair = tuple[Any, Any]

_WORST = 20
_CONFUSED = 20
_SHOWN = 300
_YES = {True: "yes", False: "no"}


class Worst(msgspec.Struct, frozen=True):
    """A case, what was true and what was said of it, how far off that is, and its input."""

    id: str
    target: str
    output: str
    off: float
    input: str


class Analysis(msgspec.Struct, frozen=True):
    """The worst cases by what one metric compares, the labels confused, residuals of numbers."""

    metric: str
    worst: list[Worst] = []
    confusions: list[Confusion] = []
    residuals: list[Residuals] = []


def analyse(
    cases: Sequence[Case], traces: Sequence[Trace], metrics: Sequence[Metric]
) -> Analysis | None:
    """The errors as the first metric sees them that compares chances, numbers or labels.

    Runs that raised are left out: the report lists them by themselves. ``None`` where no
    metric says what it compares.
    """
    done = [
        (case, trace) for case, trace in zip(cases, traces, strict=True) if trace.status != "error"
    ]
    for metric in metrics:
        pairs = [compared(metric, case, trace) for case, trace in done]
        known = [place for place, pair in enumerate(pairs) if pair is not None]
        found = [pair for pair in pairs if pair is not None]
        kind = kind_of(found)
        if kind is not None:
            return _analysis(metric, kind, [done[i][0] for i in known], found)
    return None


def compared(metric: Metric, case: Case, trace: Trace) -> Pair | None:
    """Target and output as a metric sees them; ``None`` where it does not say or it raises."""
    if metric.compared is None:
        return None
    try:
        return metric.compared(case, trace)
    except Exception:  # the same raises where the case is scored, and is told there
        return None


def kind_of(pairs: Sequence[Pair]) -> Kind | None:
    """What is compared: chances of yes, numbers, labels; ``None`` for anything else."""
    if not pairs:
        return None
    if all(isinstance(value, (str, bool)) for pair in pairs for value in pair):
        return "label"
    if not all(_is_number(output) for _, output in pairs):
        return None
    if all(isinstance(target, bool) for target, _ in pairs):
        return "chance" if all(0 <= output <= 1 for _, output in pairs) else None
    return "number" if all(_is_number(target) for target, _ in pairs) else None


def off(kind: Kind, target: Any, output: Any) -> float:
    """How far off an output is: a distance, or 1 for a wrong label."""
    return float(target != output) if kind == "label" else abs(float(output) - float(target))


def _analysis(metric: Metric, kind: Kind, cases: Sequence[Case], pairs: Sequence[Pair]) -> Analysis:
    distances = [off(kind, *pair) for pair in pairs]
    order = sorted(range(len(pairs)), key=lambda i: -distances[i])[:_WORST]
    worst = [
        Worst(cases[i].id, _said(pairs[i][0]), _said(pairs[i][1]), distances[i], _input(cases[i]))
        for i in order
        if distances[i] > 0
    ]
    targets, outputs = [target for target, _ in pairs], [output for _, output in pairs]
    if kind == "number":
        groups = [case.cluster for case in cases]
        return Analysis(metric.name, worst, residuals=residuals(targets, outputs, groups=groups))
    if kind == "chance":
        outputs = [output >= 0.5 for output in outputs]
    ids = [case.id for case in cases]
    confused = confusions(ids, list(map(_said, targets)), list(map(_said, outputs)))
    return Analysis(metric.name, worst, confusions=confused[:_CONFUSED])


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _YES[value]
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _input(case: Case) -> str:
    try:
        text = encode(case.input).decode()
    except (TypeError, UnicodeDecodeError):
        text = repr(case.input)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
