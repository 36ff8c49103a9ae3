from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tandem.evaluate import Case, Region, span_recall
from tandem.evaluate.containment import joined, within
from tests.evaluate.samples import trace

FOUND = [Region("d", 0, 100, 40), Region("e", 0, 100, 70), Region("d", 100, 160, 30)]


def score(budget: int, *answers: Region) -> Any:
    metric = span_recall(budget, found=lambda trace: trace.output, answers=lambda case: case.target)
    return metric.score(Case("q", "?", target=list(answers)), trace(FOUND))


def test_the_span_must_lie_whole_in_what_fits() -> None:
    assert score(40, Region("d", 10, 20)) is True
    assert score(39, Region("d", 10, 20)) is False
    assert score(40, Region("d", 95, 105)) is False
    assert score(40, Region("e", 10, 20)) is False


def test_pieces_that_touch_count_as_one_and_large_ones_are_passed_over() -> None:
    assert score(70, Region("d", 95, 105)) is True
    assert score(110, Region("e", 95, 105)) is False


def test_any_answer_will_do_and_none_does_not_apply() -> None:
    assert score(40, Region("x", 0, 1), Region("d", 0, 1)) is True
    assert score(40) is None
    assert span_recall(5, found=lambda t: [], answers=lambda c: []).name == "span_recall@5"


regions = st.builds(
    lambda start, size: Region("d", start, start + size, size),
    st.integers(0, 50),
    st.integers(1, 9),
)


@given(st.lists(regions, max_size=8), st.integers(0, 40))
def test_joining_loses_no_character_and_a_budget_is_kept(found: list[Region], budget: int) -> None:
    covered = {i for r in found for i in range(r.start, r.end)}
    whole = joined(found)
    assert {i for r in whole for i in range(r.start, r.end)} == covered
    assert all(a.end < b.start for a, b in itertools.pairwise(whole))
    assert sum(r.tokens for r in within(found, budget)) <= budget
