from __future__ import annotations

import asyncio
from dataclasses import dataclass

from tandem import Case, Metric, Model
from tandem.deliver.carry import carry, cases_for, metrics_for
from tandem.evaluate.run import evaluate


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class NumberOfOtherCode:
    value: float
    extra: str = ""


class Mine(Model[Number, Number]):
    def predict(self, xs):
        return [Number(x.value) for x in xs]


class Theirs(Model[NumberOfOtherCode, NumberOfOtherCode]):
    def predict(self, xs):
        assert all(type(x) is NumberOfOtherCode for x in xs)
        return [NumberOfOtherCode(x.value) for x in xs]


def right(case, trace) -> bool:
    return trace.output == case.target


METRIC = Metric("right", right, family="rate")


def test_a_value_crosses_as_plain_data() -> None:
    assert carry(NumberOfOtherCode(1.0, "x"), Number) == Number(1.0)
    assert carry(Number(1.0), Number) == Number(1.0)
    assert carry(0.5, float) == 0.5


def test_what_does_not_fit_stays_as_it_is() -> None:
    assert carry("text", Number) == "text"
    unplain = object()
    assert carry(unplain, Number) is unplain


def test_equal_answers_of_two_versions_are_equal() -> None:
    cases = [Case("a", Number(1.0), Number(1.0)), Case("b", Number(2.0), Number(9.0))]
    scores = []
    for system in (Mine(), Theirs()):
        report, traces = asyncio.run(
            evaluate(system, cases_for(system, cases), metrics_for(Mine(), [METRIC]))
        )
        scores.append(report.values["right"])
        assert type(traces[0].output) is type(system.predict([traces[0].input])[0])
    assert scores == [[True, False], [True, False]]


def test_cases_keep_everything_but_the_class_of_their_input() -> None:
    case = Case("a", Number(1.0), Number(2.0), group="g", slices={"size": "small"})
    (carried,) = cases_for(Theirs(), [case])
    assert carried.input == NumberOfOtherCode(1.0)
    assert (carried.id, carried.target, carried.group, carried.slices) == (
        case.id,
        case.target,
        case.group,
        case.slices,
    )


def test_a_metric_stays_what_it_was() -> None:
    (wrapped,) = metrics_for(Mine(), [METRIC])
    assert (wrapped.name, wrapped.family, wrapped.better) == ("right", "rate", "higher")
