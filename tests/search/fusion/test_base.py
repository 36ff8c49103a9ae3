from __future__ import annotations

import pytest

from tandem import run
from tandem.errors import DefinitionError
from tandem.search import Evidence, Fusion


class Sum(Fusion):
    """Both scores, added."""

    def scores(self, evidence: Evidence, /) -> list[float]:
        return [a + b for a, b in zip(evidence.lexical, evidence.similarity, strict=True)]


def test_a_fusion_of_ones_own_is_a_component() -> None:
    assert run(Sum(), Evidence([1.0, 2.0], [0.5, 0.0], [2, 1], [1, 0])) == [1.5, 2.0]


def test_a_fusion_without_scores_says_what_to_write() -> None:
    with pytest.raises(DefinitionError, match="Fusion has no scores") as refused:
        run(Fusion(), Evidence([1.0], [0.5], [1], [1]))
    assert "scores(self, evidence)" in refused.value.hint
