"""A question of several parts, asked part by part."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from tandem.core import Component, note
from tandem.llm import Chat
from tandem.search.query import Passage, Query, as_query
from tandem.search.rewrite.merge import lines, search_all

_ASKED: Final = """\
Divide the question below into the simple questions that have to be answered for it, at most
{most}, one a line, without numbers, each understandable alone. If it is simple, repeat it.

{query}"""


class Decomposed(Component[str | Query, list[Passage]]):
    """The question and at most ``most`` simpler ones it consists of, searched and fused."""

    kind: ClassVar[str] = "retriever"

    search: Component[Any, list[Passage]]
    chat: Chat
    most: int = 4
    limit: int = 10

    async def run(self, query: str | Query, /) -> list[Passage]:
        query = as_query(query)
        parts = lines(await self.chat(_ASKED.format(most=self.most, query=query.text)), self.most)
        note(parts=len(parts))
        return await search_all(self.search, query, [query.text, *parts], limit=self.limit)
