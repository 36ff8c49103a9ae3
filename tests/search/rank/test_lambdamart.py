from __future__ import annotations

import pytest

from tandem import Rows, run
from tandem.errors import InvalidInput
from tandem.search import LambdaMart
from tests.search.rank.world import asked, labelled


def test_it_learns_grades_of_relevance() -> None:
    ranker = LambdaMart(least=2, leaves=4, trees=60).fit(labelled())
    found = run(ranker, asked("kingfisher"))
    assert [p.id for p in found[:2]] == ["kingfisher right", "kingfisher near"]


def test_fitting_again_gives_the_same_trees() -> None:
    one, two = (LambdaMart(least=2, trees=5).fit(labelled()) for _ in range(2))
    assert one.model == two.model


def test_queries_without_a_relevant_candidate_teach_nothing() -> None:
    inputs = labelled().inputs
    with pytest.raises(InvalidInput, match="none of the candidates of 8 queries"):
        LambdaMart().fit(Rows(inputs, [["elsewhere"] for _ in inputs]))


def test_no_candidates_stay_none() -> None:
    empty = asked("otter")
    empty.passages.clear()
    assert run(LambdaMart(least=2, trees=5).fit(labelled()), empty) == []
