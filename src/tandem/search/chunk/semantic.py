"""Chunks that end where the subject changes, by the embedder's own measure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Self

import numpy as np

from tandem.search.chunk.base import Chunk, Chunker, make_chunks
from tandem.search.chunk.boundaries import boundaries
from tandem.search.chunk.recursive import check_size, cut
from tandem.search.document import Document
from tandem.search.embed.base import Embedder


class Semantic(Chunker):
    """Neighbouring sentences in one chunk as long as they resemble each other.

    Each boundary between sentences has a distance: one less the cosine of the ``around``
    sentences on either side. A chunk that is longer than ``size`` tokens is divided at the
    greatest distance in it, as often as needed; a piece has at least ``least`` tokens where
    its sentences allow that. Every sentence is embedded once, so it costs as much as
    embedding the chunks does.
    """

    embedder: Embedder
    around: int = 2
    size: int = 128
    least: int = 32

    def fit(self, documents: Sequence[Document]) -> Self:
        """Fit the embedder on the sentences of the documents to be cut."""
        texts = [
            text
            for document in documents
            for a, b in pairwise(_edges(document))
            for text in [document.text[a:b].strip()]
            if text
        ]
        return self.evolve(embedder=self.embedder.fit(texts))

    def split(self, document: Document, /) -> list[Chunk]:
        check_size(self.size, self.tokens)
        text, starts = document.text, self.tokens.starts(document.text)
        edges = _edges(document)
        places = [bisect_left(starts, edge) for edge in edges]
        distances = self._distances([text[a:b] for a, b in pairwise(edges)])
        spans = (
            piece
            for first, last in self._divided(0, len(edges) - 1, places, distances)
            for piece in cut(text, (edges[first], edges[last]), starts, (), self.size, 0.5)
        )
        return make_chunks(document, spans, self.tokens)

    def _distances(self, sentences: Sequence[str]) -> list[float]:
        """At each boundary, how little the sentences before and after it have in common."""
        if len(sentences) < 2:
            return [0.0] * (len(sentences) + 1)
        vectors = self.embedder.embed(sentences)
        found = [0.0]
        for i in range(1, len(sentences)):
            before = vectors[max(0, i - self.around) : i].sum(axis=0)
            after = vectors[i : i + self.around].sum(axis=0)
            scale = float(np.linalg.norm(before) * np.linalg.norm(after))
            found.append(1.0 - float(before @ after) / scale if scale else 1.0)
        return [*found, 0.0]

    def _divided(
        self, first: int, last: int, places: Sequence[int], distances: Sequence[float]
    ) -> Iterator[tuple[int, int]]:
        """Runs of sentences of at most ``size`` tokens; one longer sentence stays whole."""
        waiting = [(first, last)]
        while waiting:
            first, last = waiting.pop()
            if places[last] - places[first] <= self.size or last - first < 2:
                yield first, last
                continue
            inner = range(first + 1, last)
            roomy = [
                i
                for i in inner
                if min(places[i] - places[first], places[last] - places[i]) >= self.least
            ]
            at = max(roomy or inner, key=lambda i: distances[i])
            waiting += [(at, last), (first, at)]


def _edges(document: Document) -> list[int]:
    """Where sentences, list items and elements begin, and the end of the text."""
    levels = boundaries(document)
    return sorted({0, len(document.text), *levels[2], *levels[3], *levels[4]})
