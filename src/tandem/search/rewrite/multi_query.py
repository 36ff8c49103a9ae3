"""One question asked in several ways."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from tandem.core import Component, note
from tandem.llm import Chat
from tandem.search.query import Passage, Query, as_query
from tandem.search.rewrite.merge import lines, search_all

_ASKED: Final = """\
Write {count} other ways to ask the question below, for a search engine, one a line, without
numbers. Change the words and keep the meaning.

{query}"""


class MultiQuery(Component[str | Query, list[Passage]]):
    """The question and ``count`` wordings of it by a chat model, searched and fused.

    All are asked with the labels and filter of the question.
    """

    kind: ClassVar[str] = "retriever"

    search: Component[Any, list[Passage]]
    chat: Chat
    count: int = 3
    limit: int = 10

    async def run(self, query: str | Query, /) -> list[Passage]:
        query = as_query(query)
        answer = await self.chat(_ASKED.format(count=self.count, query=query.text))
        wordings = lines(answer, self.count)
        note(wordings=len(wordings))
        return await search_all(self.search, query, [query.text, *wordings], limit=self.limit)
