"""Cases, traces and reports for the tests of evaluation and of the gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.evaluate.report import Report
from tandem.evaluate.run import report_on
from tandem.record.span import Span, Trace


def trace(
    output: Any = None, *, error: str = "", milliseconds: float = 0, cost: float = 0
) -> Trace:
    """A trace as a recorder leaves it, without running anything."""
    return Trace(
        id="0" * 32,
        system="sample",
        time=datetime(2025, 1, 1, tzinfo=UTC),
        duration=int(milliseconds * 1e6),
        status="error" if error else "ok",
        error=error,
        cost=cost,
        output=output,
        spans=[Span("", "Sample", "system", output=output)],
    )


def given(name: str = "given", **options: Any) -> Metric:
    """A metric whose value is the output of the trace."""
    return Metric(name, lambda case, trace: trace.output, **options)


def report(
    metric: Metric,
    values: Sequence[Any],
    *,
    groups: Sequence[str] | None = None,
    topics: Sequence[str] | None = None,
    release: str = "",
) -> Report:
    """A report of one metric with these values; an exception as value is a failed run."""
    cases = [
        Case(
            f"case {i}",
            i,
            group=groups[i] if groups else "",
            slices={"topic": topics[i]} if topics else {},
        )
        for i in range(len(values))
    ]
    traces = [
        trace(error=str(value)) if isinstance(value, Exception) else trace(value)
        for value in values
    ]
    made = report_on(cases, traces, [metric], slices=["topic"] if topics else [])
    made.release = release
    return made
