from __future__ import annotations

import dataclasses

from tandem import Component, run
from tandem.search import Candidates, CorpusEmbedder, Hybrid, Passage, Query, Reranked, Section


class Longest(Component[Candidates, list[Passage]]):
    """The longest passage first, if the question is what it was asked."""

    async def run(self, x: Candidates, /) -> list[Passage]:
        assert x.query == "otter"
        return sorted(x.passages, key=lambda p: -len(p.text))


@dataclasses.dataclass(frozen=True)
class Piece(Section):
    """A section with labels."""

    access: tuple[str, ...] = ()


PIECES = [
    Piece("short", "", "otter"),
    Piece("long", "", "an otter in a river"),
    Piece("secret", "", "an otter in a river that nobody may know of", access=("staff",)),
]


def test_what_is_found_is_put_in_another_order_and_cut() -> None:
    hybrid = Hybrid(limit=5, embedder=CorpusEmbedder(dimensions=2)).fit(PIECES)
    search = Reranked(search=hybrid, rank=Longest(), limit=1)
    assert [p.id for p in run(search, "otter")] == ["long"]
    assert [p.id for p in run(search, Query("otter", ("staff",)))] == ["secret"]
