"""Cases and metrics across two versions of a project's code.

A release runs under its own package, so its ``Answer`` is another class than the suite's.
Values cross as plain data; otherwise equal answers of two versions would compare unequal
and a comparison with live would be worth nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from tandem.core.component import Component
from tandem.core.schema import contract, convert, to_builtins
from tandem.errors import InvalidInput
from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace


def carry(value: Any, cls: Any) -> Any:
    """The value as ``cls``; left as it is where that cannot be."""
    try:
        return convert(to_builtins(value), cls)
    except (InvalidInput, TypeError):
        return value


def cases_for(system: Component[Any, Any], cases: Sequence[Case]) -> list[Case]:
    """The cases with inputs of the type that ``system`` takes."""
    cls = contract(type(system)).input
    return [replace(case, input=carry(case.input, cls)) for case in cases]


def metrics_for(system: Component[Any, Any], metrics: Sequence[Metric]) -> list[Metric]:
    """The metrics, which see outputs of the type that ``system``, the suite's own, gives."""
    cls = contract(type(system)).output
    carried: dict[str, Trace] = {}

    def own(trace: Trace) -> Trace:
        known = carried.get(trace.id)
        if known is None:
            known = msgspec.structs.replace(trace, output=carry(trace.output, cls))
            if trace.id:  # an output that was never run, as an explanation asks about, has none
                carried[trace.id] = known
        return known

    def wrap(metric: Metric) -> Metric:
        compared = metric.compared
        return replace(
            metric,
            score=lambda case, trace: metric.score(case, own(trace)),
            compared=compared and (lambda case, trace: compared(case, own(trace))),
        )

    return [wrap(metric) for metric in metrics]
