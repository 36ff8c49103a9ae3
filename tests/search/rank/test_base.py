from __future__ import annotations

from tandem.search import Hybrid, Section, candidates
from tandem.search.rank.base import ordered
from tests.search.rank.world import asked


def test_passages_are_ordered_by_score_and_ties_keep_their_order() -> None:
    found = ordered(asked("otter").passages, [1.0, 3.0, 1.0, 2.0])
    assert [p.id for p in found] == ["otter right", "otter noise", "otter wrong", "otter near"]
    assert [p.score for p in found] == [3.0, 2.0, 1.0, 1.0]


def test_candidates_are_what_a_search_finds() -> None:
    search = Hybrid(limit=1).fit([Section("a", "", "otter"), Section("b", "", "badger")])
    (only,) = candidates(search, ["badger"])
    assert only.query == "badger"
    assert [p.id for p in only.passages] == ["b"]
