"""Evaluation of running systems: nothing that fails goes missing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from tandem import Component, Model, Recorder
from tandem.errors import DefinitionError
from tandem.evaluate import Case, accuracy, evaluate, latency, mae, metric
from tandem.evaluate.metric import Metric
from tandem.evaluate.run import report_on
from tandem.record.span import Trace
from tests.evaluate.samples import given, trace


class Half(Component[int, bool]):
    """Right on even numbers, wrong on odd ones, broken on 13."""

    async def run(self, x: int, /) -> bool:
        if x == 13:
            raise ValueError("unlucky")
        return x % 2 == 0


class Twice(Model[float, float]):
    def predict(self, xs: Sequence[float], /) -> list[float]:
        return [2 * x for x in xs]


def cases(*numbers: int) -> list[Case]:
    return [
        Case(f"n{n}", n, target=True, slices={"size": "big" if n > 10 else "small"})
        for n in numbers
    ]


def test_a_system_is_measured_whole_and_by_slice() -> None:
    report, traces = asyncio.run(
        evaluate(Half(), cases(2, 4, 5, 12), [accuracy()], slices=["size"], suite="digest")
    )
    assert report.system == "Half"
    assert report.suite == "digest"
    assert report.cases == ["n2", "n4", "n5", "n12"]
    assert [trace.output for trace in traces] == [True, True, False, True]
    assert report.scores["accuracy"].value == 0.75
    assert report.values["accuracy"] == [True, True, False, True]
    by_size = report.slices["size"]
    assert by_size["small"]["accuracy"].value == pytest.approx(2 / 3)
    assert by_size["big"]["accuracy"].n == 1
    assert report.labels == {"size": ["small", "small", "small", "big"]}


def test_a_failed_run_is_a_wrong_answer_and_is_reported() -> None:
    report, traces = asyncio.run(evaluate(Half(), cases(2, 13), [accuracy()]))
    score = report.scores["accuracy"]
    assert (score.value, score.n, score.failed, score.unscored) == (0.5, 2, 1, 0)
    assert report.failures == {"n13": "ValueError: unlucky"}
    assert traces[1].status == "error"


def test_a_failed_run_without_a_worst_value_is_counted_as_unscored() -> None:
    report = report_on(cases(1, 2), [trace(3), trace(error="OSError: gone")], [mae()])
    score = report.scores["mae"]
    assert (score.n, score.failed, score.unscored) == (1, 1, 1)
    assert report.values["mae"] == [2.0, None]


def test_a_metric_that_raises_is_a_failure_too() -> None:
    def careless(case: Case, trace: Trace) -> Any:
        return 1 / trace.output

    report = report_on(
        cases(1, 2), [trace(1), trace(0)], [Metric("careless", careless, family="rate")]
    )
    assert report.scores["careless"].failed == 1
    assert report.values["careless"] == [1.0, 0.0]
    assert report.failures == {"n2": "careless: ZeroDivisionError: division by zero"}


def test_nan_is_a_failure() -> None:
    report = report_on(cases(1, 2), [trace(1.0), trace(float("nan"))], [given(family="rate")])
    assert report.values["given"] == [1.0, 0.0]
    assert "NaN" in report.failures["n2"]


def test_none_does_not_apply() -> None:
    report = report_on(cases(1, 2), [trace(None), trace(0.5)], [given()])
    assert (report.scores["given"].n, report.scores["given"].failed) == (1, 0)


def test_a_model_takes_the_vectorised_path() -> None:
    report, traces = asyncio.run(
        evaluate(Twice(), [Case("a", 1.0, target=2.0), Case("b", 2.0, target=5.0)], [mae()])
    )
    assert report.scores["mae"].value == 0.5
    assert len(traces) == 2


def test_a_recorder_names_system_and_release_and_gets_the_traces() -> None:
    kept: list[Trace] = []
    recorder = Recorder(system="half", release="abc", channel="evaluation", sinks=[kept.append])
    report, traces = asyncio.run(evaluate(Half(), cases(2, 3), [accuracy()], recorder=recorder))
    assert (report.system, report.release) == ("half", "abc")
    assert sorted(trace.id for trace in kept) == sorted(trace.id for trace in traces)


def test_warm_runs_are_not_recorded() -> None:
    kept: list[Trace] = []
    recorder = Recorder(system="half", sinks=[kept.append])
    asyncio.run(evaluate(Half(), cases(2, 13, 4), [latency()], recorder=recorder, warm=2))
    assert len(kept) == 3


def test_a_recorder_that_forgets_outputs_is_refused() -> None:
    with pytest.raises(DefinitionError, match="keeps 10% of the outputs"):
        asyncio.run(
            evaluate(Half(), cases(2), [accuracy()], recorder=Recorder(system="half", sample=0.1))
        )


def test_two_metrics_of_one_name_are_refused() -> None:
    @metric(name="accuracy")
    def other(case: Case, trace: Trace) -> float:
        return 1.0

    with pytest.raises(DefinitionError, match="two metrics are called 'accuracy'"):
        asyncio.run(evaluate(Half(), cases(2), [accuracy(), other]))


def test_an_empty_suite_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no cases"):
        asyncio.run(evaluate(Half(), [], [accuracy()]))


def test_cases_without_a_slice_belong_to_no_value_of_it() -> None:
    plain = [Case("a", 1, target=1), Case("b", 2, target=2, slices={"topic": "x"})]
    report = report_on(plain, [trace(1), trace(1)], [accuracy()], slices=["topic"])
    assert list(report.slices["topic"]) == ["x"]
    assert report.slices["topic"]["x"]["accuracy"].value == 0
