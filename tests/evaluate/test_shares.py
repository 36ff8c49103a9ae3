from __future__ import annotations

import asyncio

import pytest

from tandem import Case, Component
from tandem.evaluate import accuracy, evaluate, metric, share_of, where
from tandem.record.span import Trace
from tandem.strategy import Route


class Parity(Component[int, str]):
    async def run(self, x: int, /) -> str:
        return "even" if x % 2 == 0 else "odd"


class Half(Component[int, str]):
    async def run(self, x: int, /) -> str:
        if x == 8:
            raise ValueError("eight")
        return "yes"


class No(Component[int, str]):
    async def run(self, x: int, /) -> str:
        return "no"


@metric(better="lower")
def size(case: Case, trace: Trace) -> float:
    return float(len(trace.output))


def test_share_and_quality_are_told_for_each_part() -> None:
    route = Route(chooser=Parity(), routes={"even": Half(), "odd": No()})
    cases = [Case(id=str(i), input=i, target="yes") for i in (1, 3, 2, 4, 8)]
    metrics = [
        share_of("even"),
        share_of("odd"),
        where(accuracy(), "even"),
        where(accuracy(), "odd"),
        where(size, "even"),
    ]
    report, _ = asyncio.run(evaluate(route, cases, metrics))
    scores = report.scores
    assert scores["share_even"].value == pytest.approx(0.6)
    assert scores["share_odd"].value == pytest.approx(0.4)
    assert scores["accuracy_even"].value == pytest.approx(2 / 3)  # the run that failed is wrong
    assert scores["accuracy_odd"].value == 0
    assert (scores["accuracy_even"].n, scores["accuracy_odd"].n) == (3, 2)
    assert (scores["size_even"].value, scores["size_even"].unscored) == (3, 1)
