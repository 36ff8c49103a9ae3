"""A question with the passages found for it, and what puts them into a better order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from tandem.core import Component
from tandem.search.query import Passage, Query


@dataclass(frozen=True)
class Candidates:
    """A question and the passages that may answer it, best first so far."""

    query: str
    passages: list[Passage]


class Ranker(Component[Candidates, list[Passage]]):
    """The same passages in another order, each with the score that put it there."""

    kind: ClassVar[str] = "ranker"


class Searcher(Protocol):
    """What finds passages for a query, such as ``Hybrid``."""

    def search(self, query: str | Query) -> list[Passage]:
        """The passages, best first."""


def candidates(search: Searcher, queries: Iterable[str]) -> list[Candidates]:
    """What a search finds for queries: the inputs of a ranker's labelled rows."""
    return [Candidates(query, search.search(query)) for query in queries]


def ordered(passages: Sequence[Passage], scores: Sequence[float]) -> list[Passage]:
    """Passages by falling score; of equal ones the earlier stays before the later."""
    order = sorted(range(len(passages)), key=lambda i: -scores[i])
    return [dataclasses.replace(passages[i], score=float(scores[i])) for i in order]
