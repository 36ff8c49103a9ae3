"""HyDE: search with an imagined answer, which lies nearer to real ones than the question."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from tandem.core import Component
from tandem.llm import Chat
from tandem.search.query import Passage, Query, as_query
from tandem.search.rewrite.merge import search_all

_ASKED: Final = """\
Write a short passage, as it could stand in a document, that answers the question below.
Answer with the passage only.

{query}"""


class Hypothetical(Component[str | Query, list[Passage]]):
    """The question and a passage that a chat model imagines for it, searched and fused
    (Gao and others, 2022).

    What was imagined is only searched with, and never returned.
    """

    kind: ClassVar[str] = "retriever"

    search: Component[Any, list[Passage]]
    chat: Chat
    limit: int = 10

    async def run(self, query: str | Query, /) -> list[Passage]:
        query = as_query(query)
        imagined = await self.chat(_ASKED.format(query=query.text))
        return await search_all(self.search, query, [query.text, imagined], limit=self.limit)
