"""Results of several searches as one."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import Any

from tandem.core import Component
from tandem.search.query import Passage, Query


def merge(results: Sequence[Sequence[Passage]], *, limit: int, constant: int = 60) -> list[Passage]:
    """Passages by reciprocal rank over the results; of one found twice the best evidence stays."""
    scores: dict[str, float] = {}
    best: dict[str, Passage] = {}
    for result in results:
        for rank, passage in enumerate(result, start=1):
            scores[passage.id] = scores.get(passage.id, 0.0) + 1 / (constant + rank)
            known = best.get(passage.id, passage)
            best[passage.id] = dataclasses.replace(
                passage,
                lexical=max(passage.lexical, known.lexical),
                similarity=max(passage.similarity, known.similarity),
            )
    order = sorted(scores, key=lambda name: -scores[name])[:limit]
    return [dataclasses.replace(best[id], score=scores[id]) for id in order]


async def search_all(
    search: Component[Any, list[Passage]], query: Query, texts: Sequence[str], *, limit: int
) -> list[Passage]:
    """Ask a search several texts at once, each with the labels and filter of one query."""
    asked = [dataclasses.replace(query, text=text) for text in dict.fromkeys(texts)]
    return merge(await asyncio.gather(*(search(each) for each in asked)), limit=limit)


def lines(answer: str, most: int) -> list[str]:
    """The lines of a chat model's answer without numbers and bullets before them."""
    cleaned = (line.strip().lstrip("-*•0123456789.) ").strip() for line in answer.splitlines())
    return [line for line in cleaned if line][:most]
