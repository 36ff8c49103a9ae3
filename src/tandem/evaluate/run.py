"""Evaluation: run a system on cases, score the traces, report."""

from __future__ import annotations

import asyncio
import inspect
import math
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from tandem.core.component import Component
from tandem.errors import DefinitionError
from tandem.evaluate.analysis import analyse
from tandem.evaluate.case import Case
from tandem.evaluate.metric import UNSCORED, Metric
from tandem.evaluate.report import Report, Score
from tandem.evaluate.score import score_values
from tandem.evaluate.suite import check_cases
from tandem.record.recorder import Recorder
from tandem.record.span import Trace
from tandem.record.step import describe

Value = TypeVar("Value")
Scored = tuple[Any, str]
"""The value of a case, and what went wrong."""


async def evaluate(
    system: Component[Any, Any],
    cases: Sequence[Case],
    metrics: Sequence[Metric],
    *,
    recorder: Recorder | None = None,
    slices: Sequence[str] = (),
    concurrency: int = 8,
    warm: int = 0,
    suite: str = "",
) -> tuple[Report, list[Trace]]:
    """Run the system on every case and report the metrics, whole and by slice.

    Every case is a run of its own, also of a model that could take them all at once: the
    time of a run is then what a request would take, not its share of a batch. A run that
    raises is a failed case, never a missing one. ``warm`` cases are run first without being
    recorded, so that latency is not that of a cold start. ``suite`` is the digest that the
    report carries.
    """
    check_cases(cases)
    _check_metrics(metrics)
    recorder = recorder or Recorder(system=type(system).__name__, channel="evaluation")
    if recorder.sample < 1:
        raise DefinitionError(
            f"evaluate got a recorder that keeps {recorder.sample:.0%} of the outputs",
            hint="a metric needs every output: use sample=1",
        )
    inputs = [case.input for case in cases]
    if warm:
        warming = Recorder(system=recorder.system, channel="warm-up")
        await _run_each(warming, system, inputs[:warm], concurrency)
    traces = await _run_each(recorder, system, inputs, concurrency)
    metrics = [_of_system(metric, system) for metric in metrics]
    scored = await _score_all(cases, traces, metrics, concurrency)
    report = _report(cases, traces, metrics, scored, slices)
    report.system, report.release, report.suite = recorder.system, recorder.release, suite
    return report, traces


def _of_system(metric: Metric, system: Component[Any, Any]) -> Metric:
    """The metric, with the figure of this system for every case if it is one of systems."""
    if metric.of_system is None:
        return metric
    figure = metric.of_system(system)
    return replace(metric, score=lambda case, trace: figure, scores_errors=True)


async def _run_each(
    recorder: Recorder, system: Component[Any, Any], inputs: Sequence[Any], concurrency: int
) -> list[Trace]:
    gate = asyncio.Semaphore(concurrency)

    async def one(x: Any) -> Trace:
        async with gate:
            return await recorder.run(system, x)

    return list(await asyncio.gather(*(one(x) for x in inputs)))


def report_on(
    cases: Sequence[Case],
    traces: Sequence[Trace],
    metrics: Sequence[Metric],
    *,
    slices: Sequence[str] = (),
) -> Report:
    """The report on traces that exist already, one a case.

    A metric that has to wait, for a judge, fails here on every case: use ``evaluate``.
    """
    scored = [
        [at_once(_score(m, c, t)) for c, t in zip(cases, traces, strict=True)] for m in metrics
    ]
    return _report(cases, traces, metrics, scored, slices)


def _report(
    cases: Sequence[Case],
    traces: Sequence[Trace],
    metrics: Sequence[Metric],
    scored_by: Sequence[Sequence[Scored]],
    slices: Sequence[str],
) -> Report:
    groups = [case.cluster for case in cases]
    labels = {name: [case.slices.get(name, "") for case in cases] for name in slices}
    failures = {
        case.id: trace.error
        for case, trace in zip(cases, traces, strict=True)
        if trace.status == "error"
    }
    report = Report(
        system=traces[0].system,
        release=traces[0].release,
        time=datetime.now(UTC),
        cases=[case.id for case in cases],
        groups=groups,
        scores={},
        slices={name: {value: {} for value in sorted(set(labels[name]) - {""})} for name in slices},
        values={},
        labels=labels,
        failures=failures,
        analysis=analyse(cases, traces, metrics),
    )
    for metric, scored in zip(metrics, scored_by, strict=True):
        for case, (_, error) in zip(cases, scored, strict=True):
            if error:
                failures.setdefault(case.id, f"{metric.name}: {error}")
        values = [value for value, _ in scored]
        failed = [bool(error) for _, error in scored]

        def score(rows: Sequence[int]) -> Score:
            return score_values(
                metric,  # noqa: B023  # called in this turn of the loop only
                [values[i] for i in rows],  # noqa: B023
                [groups[i] for i in rows],
                failed=[failed[i] for i in rows],  # noqa: B023
            )

        report.scores[metric.name] = score(range(len(cases)))
        report.values[metric.name] = [None if value is UNSCORED else value for value in values]
        for name, by_value in report.slices.items():
            for label, scores in by_value.items():
                rows = [i for i, other in enumerate(labels[name]) if other == label]
                scores[metric.name] = score(rows)
    return report


async def _score_all(
    cases: Sequence[Case], traces: Sequence[Trace], metrics: Sequence[Metric], concurrency: int
) -> list[list[Scored]]:
    gate = asyncio.Semaphore(concurrency)

    async def one(metric: Metric, case: Case, trace: Trace) -> Scored:
        async with gate:
            return await _score(metric, case, trace)

    return [
        list(await asyncio.gather(*(one(m, c, t) for c, t in zip(cases, traces, strict=True))))
        for m in metrics
    ]


async def _score(metric: Metric, case: Case, trace: Trace) -> Scored:
    """The value of one case and what went wrong, if anything did."""
    if trace.status == "error" and not metric.scores_errors:
        return metric.worst(case), trace.error
    try:
        value = metric.score(case, trace)
        if inspect.isawaitable(value):
            value = await value
    except Exception as error:
        return metric.worst(case), describe(error)
    if isinstance(value, float) and math.isnan(value):
        return metric.worst(case), "the metric gave NaN"
    return value, ""


def at_once(call: Coroutine[Any, Any, Value]) -> Value:
    """The result of a coroutine that never has to wait.

    One that has to is told so by a ``DefinitionError`` where it waits.
    """
    try:
        call.send(None)
        call.throw(
            DefinitionError(
                "a metric has to wait for its judge, and nothing can wait here",
                hint="score it with `await evaluate(...)`",
            )
        )
    except StopIteration as done:
        result: Value = done.value
        return result
    call.close()
    raise DefinitionError("a metric waits again after it was told that it cannot")


def _check_metrics(metrics: Sequence[Metric]) -> None:
    names = [metric.name for metric in metrics]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DefinitionError(
            f"two metrics are called {twice[0]!r}", hint="give one of them another name="
        )
