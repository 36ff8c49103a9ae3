from __future__ import annotations

import pytest

from tandem.search import Evidence, ReciprocalRank

EVIDENCE = Evidence([9.0, 2.0, 0.0], [0.5, 0.1, 0.7], [1, 2, 0], [2, 0, 1])


def test_ranks_earn_their_reciprocals() -> None:
    scores = ReciprocalRank().scores(EVIDENCE)
    assert scores == pytest.approx([1 / 61 + 1 / 62, 1 / 62, 1 / 61])


def test_a_small_constant_favours_the_first() -> None:
    assert ReciprocalRank(constant=0).scores(EVIDENCE) == pytest.approx([1.5, 0.5, 1.0])


def test_a_weight_moves_what_a_ranking_earns_to_the_other() -> None:
    scores = ReciprocalRank(constant=0, weight=0.25).scores(EVIDENCE)
    assert scores == pytest.approx([1.5 + 0.25, 0.75, 0.5])
    assert ReciprocalRank(weight=0.0).scores(EVIDENCE)[2] == 0.0


def test_no_candidates_no_scores() -> None:
    assert ReciprocalRank().scores(Evidence([], [], [], [])) == []
