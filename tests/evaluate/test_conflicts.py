from __future__ import annotations

import pytest

from tandem.evaluate import Case, all_cited, newer_wins
from tests.evaluate.samples import trace

CASE = Case("a", "How long may I return it?", target=("14 days", "30 days"))
WINS = newer_wins(text=lambda t: t.output, newer=lambda c: c.target[0], older=lambda c: c.target[1])
CITED = all_cited(cited=lambda t: t.output, sources=lambda case: case.target)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("Within 14 Days.", True),
        ("14 days; it was 30 days until May.", True),
        ("30 days, or 14 days since May.", False),
        ("30 days.", False),
        ("Nobody knows.", False),
    ],
)
def test_the_newer_value_must_be_said_before_the_older(said: str, right: bool) -> None:
    assert WINS.score(CASE, trace(said)) is right


def test_a_value_without_an_older_one_must_only_be_said() -> None:
    assert WINS.score(Case("a", "?", target=("14", "")), trace("in 14 days")) is True


def test_both_sides_of_a_contradiction_must_be_cited() -> None:
    case = Case("a", "?", target=["north.md", "south.md"])
    assert CITED.score(case, trace(["south.md", "more.md", "north.md"])) is True
    assert CITED.score(case, trace(["south.md"])) is False


def test_cases_without_a_conflict_do_not_count() -> None:
    assert WINS.score(Case("a", "?", target=("", "")), trace("14")) is None
    assert CITED.score(Case("a", "?", target=[]), trace([])) is None


def test_a_failed_run_counts_as_wrong() -> None:
    for metric in (WINS, CITED):
        assert metric.failed is not None
        assert metric.failed(CASE) == 0.0
