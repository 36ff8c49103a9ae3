"""Several indexes, and a trained model that knows which one a question belongs to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from tandem.core import Component, Rows, note
from tandem.errors import DefinitionError
from tandem.models import TextClassifier
from tandem.search.query import Passage, Query, as_query


class Routed(Component[str | Query, list[Passage]]):
    """Asks the index whose name the router gives; below ``sure``, the two likeliest.

    ``fit`` takes questions with the names of the indexes that answer them. Results of two
    indexes are taken in turns: their scores do not compare.
    """

    kind: ClassVar[str] = "retriever"

    indexes: Mapping[str, Component[Any, list[Passage]]]
    route: TextClassifier = dataclasses.field(default_factory=TextClassifier)
    sure: float = 0.7
    limit: int = 10

    def fit(self, rows: Rows[str, str]) -> Self:
        """Train the router; the indexes are fitted under their own paths.

        Raises ``DefinitionError`` for a label that names no index.
        """
        if unknown := sorted(set(rows.targets) - set(self.indexes)):
            raise DefinitionError(
                f"rows are labelled {unknown[0]!r}, which is no index of this Routed",
                hint=f"its indexes are {', '.join(self.indexes)}",
            )
        return self.evolve(route=self.route.fit(rows))

    async def run(self, query: str | Query, /) -> list[Passage]:
        found = await self.route(as_query(query).text)
        ranked = sorted(found.probabilities, key=lambda name: -found.probabilities[name])
        names = ranked[: 1 if found.probability >= self.sure else 2]
        note(route=names[0], route_probability=found.probability, asked=len(names))
        results = [await self.indexes[name](query) for name in names]
        return _in_turns(results)[: self.limit]


def _in_turns(results: list[list[Passage]]) -> list[Passage]:
    found: dict[str, Passage] = {}
    for i in range(max(map(len, results))):
        for result in results:
            if i < len(result):
                found.setdefault(result[i].id, result[i])
    return list(found.values())
