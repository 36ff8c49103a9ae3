"""Metrics of grounding: published values, and what happens to what has no value."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from tandem import Component
from tandem.evaluate import (
    UNSCORED,
    Case,
    Metric,
    citation_precision,
    citation_recall,
    context_precision,
    context_recall,
    correctness,
    evaluate,
    faithfulness,
    relevance,
    report_on,
)
from tandem.evaluate.grounding import precision_of
from tandem.evaluate.run import at_once
from tests.evaluate.samples import trace

FACTS = ["The tower opened in 1889.", "It stands in Paris.", "Its architect was Stephen Sauvestre."]


def value(metric: Metric, case: Case, output: Any) -> Any:
    return at_once(metric.score(case, trace(output)))


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([1, 0, 1], 0.8333),
        ([0, 1, 1], 0.5833),
        ([1, 0, 1, 1, 0], 0.8056),
        ([1, *[0] * 9], 1),
        ([0, 0], 0),
        ([], 0),
    ],
)
def test_context_precision_is_that_of_ragas(verdicts: list[int], expected: float) -> None:
    assert precision_of([bool(v) for v in verdicts]) == pytest.approx(expected, abs=1e-4)
    metric = context_precision(
        contexts=lambda trace: [str(v) for v in trace.output],
        reference=lambda case: case.target,
        supports=lambda statement, text: text == "1",
    )
    case = Case("q", "?", target="any")
    assert value(metric, case, verdicts) == pytest.approx(expected, abs=1e-4)
    assert value(metric, Case("q", "?", target=""), verdicts) is None


def test_context_recall_is_the_share_of_the_reference_that_is_there() -> None:
    metric = context_recall(contexts=lambda t: t.output, reference=lambda case: case.target)
    case = Case("q", "?", target=" ".join(FACTS))
    assert value(metric, case, [FACTS[0], FACTS[2]]) == pytest.approx(2 / 3)
    assert value(metric, case, []) == 0
    assert value(metric, Case("q", "?", target=""), FACTS) is None


FAITHFUL = faithfulness(answer=lambda t: t.output, contexts=lambda t: FACTS)


def test_faithfulness_is_the_share_of_statements_that_are_supported() -> None:
    case = Case("q", "?")
    assert value(FAITHFUL, case, "The tower opened in 1889 [1]. It was painted green.") == 0.5
    assert value(FAITHFUL, case, "The tower opened in 1890.") == 0
    assert value(FAITHFUL, case, None) is None


def test_an_answer_without_statements_has_no_value_and_is_counted() -> None:
    assert value(FAITHFUL, Case("q", "?"), "...") is UNSCORED
    cases = [Case("a", "?"), Case("b", "?")]
    report = report_on(cases, [trace("..."), trace(FACTS[0])], [FAITHFUL])
    score = report.scores["faithfulness"]
    assert (score.value, score.n, score.unscored) == (1, 1, 1)


def test_correctness_is_f1_of_statements_both_ways() -> None:
    metric = correctness(answer=lambda t: t.output, reference=lambda case: case.target)
    case = Case("q", "?", target=f"{FACTS[0]} {FACTS[1]}")
    assert value(metric, case, FACTS[0]) == pytest.approx(2 * 1 / (2 * 1 + 0 + 1))
    assert value(metric, case, f"{FACTS[0]} {FACTS[1]} It was green.") == pytest.approx(4 / 5)
    assert value(metric, case, None) == 0
    assert value(metric, case, "...") is UNSCORED
    assert value(metric, Case("q", "?", target=""), "x") is None


def test_citations_must_support_what_they_stand_at() -> None:
    cited = [(FACTS[0], [FACTS[0], FACTS[1]]), (FACTS[1], []), (FACTS[2], [FACTS[2]])]
    case = Case("q", "?")
    assert value(citation_precision(cited=lambda t: t.output), case, cited) == pytest.approx(2 / 3)
    assert value(citation_recall(cited=lambda t: t.output), case, cited) == pytest.approx(2 / 3)
    assert value(citation_precision(cited=lambda t: t.output), case, [(FACTS[0], [])]) is None
    assert value(citation_recall(cited=lambda t: t.output), case, []) is None


def test_relevance_is_the_mean_cosine_with_the_questions_it_answers() -> None:
    vectors = {"q": [1.0, 0.0], "same": [2.0, 0.0], "other": [0.0, 1.0], "zero": [0.0, 0.0]}

    def metric(*asked: str) -> Metric:
        async def back(answer: str) -> list[str]:
            return list(asked)

        return relevance(
            answer=lambda t: t.output,
            question=lambda c: c.input,
            embed=vectors.__getitem__,
            asked_back=back,
        )

    case = Case("1", "q")
    assert value(metric("same", "other"), case, "x") == pytest.approx(0.5)
    assert value(metric("zero"), case, "x") == 0
    assert value(metric(), case, "x") is UNSCORED
    plain = relevance(
        answer=lambda t: t.output, question=lambda c: c.input, embed=vectors.__getitem__
    )
    assert value(plain, case, "same") == pytest.approx(1)
    assert value(plain, case, None) is None


class Says(Component[str, str]):
    async def run(self, x: str, /) -> str:
        return x


def waiting(failing: set[str]) -> Metric:
    async def verdict(statement: str) -> bool:
        await asyncio.sleep(0)
        if statement in failing:
            raise ConnectionError("the judge is away")
        return "1889" in statement

    def supports(statement: str, text: str) -> Awaitable[bool]:
        return verdict(statement)

    return faithfulness(answer=lambda t: t.output, contexts=lambda t: FACTS, supports=supports)


def test_a_judge_is_waited_for_and_a_failed_judgement_is_counted_not_dropped() -> None:
    cases = [Case(str(i), text) for i, text in enumerate([FACTS[0], FACTS[1], FACTS[2]])]
    report, _ = asyncio.run(evaluate(Says(), cases, [waiting({FACTS[2]})]))
    score = report.scores["faithfulness"]
    assert (score.value, score.n, score.failed, score.unscored) == (0.5, 2, 1, 1)
    assert "the judge is away" in report.failures["2"]


def test_without_a_loop_a_judge_cannot_be_waited_for() -> None:
    report = report_on([Case("a", "?")], [trace(FACTS[0])], [waiting(set())])
    assert report.scores["faithfulness"].failed == 1
    assert "nothing can wait here" in report.failures["a"]
