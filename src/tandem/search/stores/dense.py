"""Search by meaning in a vector store."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import ClassVar, Self

from tandem.core import Component, note
from tandem.errors import InvalidInput
from tandem.search.embed.base import Embedder
from tandem.search.embed.cache import embed_all
from tandem.search.embed.corpus import CorpusEmbedder
from tandem.search.index.entry import Entry, Searchable
from tandem.search.index.vector import Floats
from tandem.search.query import Passage, Query, as_query
from tandem.search.stores.base import Lookup, VectorStore


class DenseSearch(Component[str | Query, list[Passage]]):
    """The passages whose vectors are nearest to a query's, in a store beyond one folder.

    ``fit`` embeds what is new and loads a table; the release names the table. ``put``
    and ``remove`` change the table itself, so every release that names it sees them.
    """

    kind: ClassVar[str] = "retriever"

    store: VectorStore
    embedder: Embedder = dataclasses.field(default_factory=CorpusEmbedder)
    limit: int = 10

    def fit(self, items: Sequence[Searchable]) -> Self:
        """Embed and load sections, chunks or records. Raises ``InvalidInput`` for none."""
        entries = [Entry.of(item) for item in items]
        if not entries or len({entry.id for entry in entries}) != len(entries):
            raise InvalidInput(
                f"DenseSearch.fit got {len(entries)} sections or an id twice",
                hint="give each section its own id",
            )
        texts = [self.embedder.passage(entry) for entry in entries]
        embedder = self.embedder.fit(texts)
        store = self.store.load(entries, embed_all(embedder, texts), embedder.digest)
        return self.evolve(embedder=embedder, store=store)

    async def run(self, query: str | Query, /) -> list[Passage]:
        query = as_query(query)
        return self._find(query, await self.embedder.vector(query.text))

    def search(self, query: str | Query) -> list[Passage]:
        """The passages for a query; what ``run`` awaits."""
        query = as_query(query)
        return self._find(query, self.embedder.embed_query(query.text))

    def put(self, items: Sequence[Searchable]) -> None:
        """Show new versions of documents, or new ones."""
        entries = [Entry.of(item) for item in items]
        vectors = self.embedder.embed([self.embedder.passage(entry) for entry in entries])
        self.store.put(entries, vectors, self.embedder.digest)

    def remove(self, document: str) -> None:
        """Take a document away."""
        self.store.remove(document)

    def restrict(self, document: str, access: Sequence[str]) -> None:
        """Give a document other labels, without embedding it again."""
        self.store.restrict(document, access)

    def _find(self, query: Query, vector: Floats) -> list[Passage]:
        self.store.check_embedder(self.embedder.digest)
        if not vector.any():
            return []
        asked = Lookup(vector.tolist(), query.access, query.where, self.limit)
        found = [
            Passage(
                hit.entry.id,
                hit.entry.title,
                hit.entry.text,
                hit.similarity,
                0.0,
                hit.similarity,
                hit.entry.document,
                hit.entry.start,
                hit.entry.end,
                hit.entry.page,
                hit.entry.metadata,
            )
            for hit in self.store.find(asked)
            if hit.similarity > 0
        ]
        note(found=len(found), similarity=max((p.similarity for p in found), default=0.0))
        return found
