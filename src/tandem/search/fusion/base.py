"""What two rankings say of the candidates, and what makes one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.core import Component
from tandem.errors import DefinitionError


@dataclass(frozen=True)
class Evidence:
    """What is known of each candidate: its scores, and its rank (from 1) in each ranking.

    The rank is 0 where a ranking did not bring it up.
    """

    lexical: list[float]
    similarity: list[float]
    lexical_rank: list[int]
    similarity_rank: list[int]


class Fusion(Component[Evidence, list[float]]):
    """One score for each candidate, higher being better."""

    kind: ClassVar[str] = "fusion"

    def scores(self, evidence: Evidence, /) -> list[float]:
        """What ``run`` awaits."""
        raise DefinitionError(
            f"{type(self).__name__} has no scores", hint="write `scores(self, evidence)`"
        )

    async def run(self, evidence: Evidence, /) -> list[float]:
        return self.scores(evidence)
