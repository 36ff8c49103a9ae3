"""The same question through four ways of ranking, side by side."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from tandem import Gate, Inputs, Project, Rows, Suite, System, Trace
from tandem.deliver import at_least, no_worse
from tandem.evaluate import Metric, latency, ndcg_at, recall_at
from tandem.search import (
    Candidates,
    CorpusEmbedder,
    Embedder,
    Encoder,
    Hybrid,
    LogisticRanker,
    Passage,
    ReciprocalRank,
    candidates,
)

from .data import SOURCES, collection, documents, held_out_cases, training
from .pool import pool

METHODS = ("lexical", "dense", "fused", "learned")


@dataclass(frozen=True)
class Hit:
    """An abstract that was found, with the score of the method that found it."""

    id: str
    title: str
    score: float


@dataclass(frozen=True)
class Comparison:
    """What each method finds, best first."""

    lexical: list[Hit]
    dense: list[Hit]
    fused: list[Hit]
    learned: list[Hit]


class SearchCompare(System[str, Comparison]):
    """BM25, cosine, both fused by reciprocal rank, and a fusion learned from judgements."""

    search: Hybrid
    learned: LogisticRanker
    shown: int = 100

    async def run(self, question: str, /) -> Comparison:
        found = await self.search(question)
        learned = await self.learned(Candidates(question, pool(found)))
        return Comparison(
            lexical=self._hits(found, lambda passage: passage.lexical),
            dense=self._hits(found, lambda passage: passage.similarity),
            fused=self._hits(found, lambda passage: passage.score),
            learned=self._hits(learned, lambda passage: passage.score),
        )

    def _hits(self, found: list[Passage], score: Callable[[Passage], float]) -> list[Hit]:
        ranked = sorted(found, key=score, reverse=True)[: self.shown]
        return [Hit(passage.id, passage.title, score(passage)) for passage in ranked]


def embedder() -> Embedder:
    """The encoder below ``TANDEM_MODELS``, or what can be learned from the abstracts alone."""
    if os.environ.get("TANDEM_MODELS"):
        return Encoder(folder="all-MiniLM-L6-v2", truncate=True)
    return CorpusEmbedder()


def labelled(inputs: Inputs) -> Rows[Candidates, dict[str, float]]:
    """The training questions with what search finds for them."""
    found = collection(inputs)
    rows = training(found)
    search = SEARCH.fit(found.documents)
    return Rows(
        [Candidates(x.query, pool(x.passages)) for x in candidates(search, rows.inputs)],
        rows.targets,
    )


def ids(method: str) -> Callable[[Trace], list[str]]:
    """What a method found."""
    return lambda trace: [hit.id for hit in getattr(trace.output, method)]


def metrics() -> list[Metric]:
    """Quality of each method at the top, and how much there is to put in order."""
    quality = [ndcg_at(10, ids=ids(method), name=f"ndcg_{method}") for method in METHODS]
    return [*quality, recall_at(100, ids=ids("fused")), latency(0.95)]


SEARCH = Hybrid(
    limit=200,
    depth=100,
    embedder=embedder(),
    fusion=ReciprocalRank(constant=10, weight=0.4),  # chosen on training claims
)

project = Project(
    name="search_compare",
    description="Four ways to search, side by side.",
    system=SearchCompare(search=SEARCH, learned=LogisticRanker()),
    learn={"search": documents, "learned": labelled},
    suite=Suite(cases=held_out_cases, metrics=metrics()),
    gate=Gate(at_least("ndcg_learned", 0.6), no_worse("ndcg_learned", margin=0.02)),
    sources=list(SOURCES.values()),
)
