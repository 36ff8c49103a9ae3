"""Facts and citations of written answers."""

from __future__ import annotations

import pytest

from tandem.evaluate import Case, Metric, citation_correct, fact_recall
from tandem.evaluate.answers import plain
from tests.evaluate.samples import trace

FACTS = fact_recall(facts=lambda case: case.target, text=lambda trace: trace.output)
CITES = citation_correct(cited=lambda trace: trace.output, relevant=lambda case: case.target)


@pytest.mark.parametrize(
    ("facts", "answer", "share"),
    [
        (["exit code 3"], "It ends with **exit  code 3**.", 1),
        (["--store PATH"], "Use `--STORE path`.", 1),
        (["8000|port eight thousand"], "It listens on port 8000", 1),
        (["8000|port eight thousand"], "Port eight thousand.", 1),
        (["8000", "loopback"], "on port 8000", 0.5),
        (["8000"], "", 0),
        (["|"], "anything", 0),
    ],
)
def test_a_fact_is_recalled_in_its_own_words(facts: list[str], answer: str, share: float) -> None:
    assert FACTS.score(Case("a", "?", target=facts), trace(answer)) == share


@pytest.mark.parametrize(
    ("relevant", "cited", "right"),
    [
        (["a", "b"], ["a"], True),
        (["a", "b"], ["b", "a"], True),
        (["a"], ["a", "x"], False),
        (["a"], [], False),
    ],
)
def test_every_citation_must_be_relevant(
    relevant: list[str], cited: list[str], right: bool
) -> None:
    assert CITES.score(Case("a", "?", target=relevant), trace(cited)) is right


@pytest.mark.parametrize("metric", [FACTS, CITES])
def test_cases_without_facts_or_sources_do_not_apply(metric: Metric) -> None:
    nothing = Case("a", "?", target=[])
    assert metric.score(nothing, trace("x")) is None
    assert metric.worst(nothing) is None
    assert metric.worst(Case("a", "?", target=["a"])) == 0


def test_plain_text_knows_no_case_width_or_emphasis() -> None:
    assert plain(" “Ｔａｎｄｅｍ”\n`run` ") == "tandem run"
