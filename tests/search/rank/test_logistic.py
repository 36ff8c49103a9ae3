from __future__ import annotations

import pytest

from tandem import Rows, run
from tandem.errors import InvalidInput
from tandem.search import LogisticRanker
from tests.search.rank.world import asked, labelled


def test_it_learns_what_speaks_for_a_passage() -> None:
    ranker = LogisticRanker(C=10.0).fit(labelled())
    found = run(ranker, asked("kingfisher"))
    assert [p.id for p in found[:2]] == ["kingfisher right", "kingfisher near"]
    assert found[1].score > 0.5 > found[2].score
    assert all(0 < p.score < 1 for p in found)


def test_nothing_to_tell_apart_is_refused() -> None:
    inputs = labelled().inputs
    with pytest.raises(InvalidInput, match="0 of 32 candidates are relevant"):
        LogisticRanker().fit(Rows(inputs, [[] for _ in inputs]))


def test_no_candidates_stay_none() -> None:
    ranker = LogisticRanker().fit(labelled())
    empty = asked("otter")
    empty.passages.clear()
    assert run(ranker, empty) == []
