"""A search whose results are put into a better order."""

from __future__ import annotations

from typing import Any, ClassVar

from tandem.core import Component
from tandem.search.query import Passage, Query, as_query
from tandem.search.rank.base import Candidates


class Reranked(Component[str | Query, list[Passage]]):
    """What ``search`` finds, in the order of ``rank``, cut to ``limit``.

    Let ``search`` find more than ``limit``: a ranker cannot bring up what is not there. It
    sees only what the asker may read.
    """

    kind: ClassVar[str] = "retriever"

    search: Component[Any, list[Passage]]
    rank: Component[Candidates, list[Passage]]
    limit: int = 10

    async def run(self, query: str | Query, /) -> list[Passage]:
        found = await self.search(query)
        ranked = await self.rank(Candidates(as_query(query).text, list(found)))
        return ranked[: self.limit]
