"""Hybrid search: BM25 and vectors over one index, fused.

One learned folder holds the whole index; what changed since lies in an overlay.
"""

from __future__ import annotations

import atexit
import dataclasses
import functools
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal, Self

from tandem.core import Component, learned, note
from tandem.errors import DefinitionError, InvalidInput
from tandem.search.embed.base import Embedder
from tandem.search.embed.cache import embed_all
from tandem.search.embed.corpus import CorpusEmbedder
from tandem.search.fusion.base import Fusion
from tandem.search.fusion.reciprocal_rank import ReciprocalRank
from tandem.search.index.entry import Entry, Searchable
from tandem.search.index.live import Live
from tandem.search.index.overlay import Overlay
from tandem.search.index.reading import Reading, readings
from tandem.search.index.retrieve import retrieve
from tandem.search.index.snapshot import Snapshot, write_snapshot
from tandem.search.index.vector import Floats
from tandem.search.query import Passage, Query, as_query

Ranking = Literal["lexical", "dense"]


class Hybrid(Component[str | Query, list[Passage]]):
    """The passages nearest to a query that its asker may read, best first.

    ``rankings`` of ``depth`` passages each are fused into one. A passage that no ranking
    gives a score above zero is not returned, so a query of unknown words finds nothing. A
    bare text finds what everyone may read; a ``Query`` names the asker's labels and metadata
    to filter by, both applied before ranking.

    With ``overlay``, a name, documents can be removed, restricted and replaced while the
    index is served.

    With ``parents``, what is read is the larger piece that a chunk is of: each once, and
    ``limit`` of them. A parent that holds a passage which the asker may not read is not
    shown; the chunk itself is.

    Vectors are searched exactly unless ``graph`` is set: then a few of the nearest may be
    missed, in time that hardly grows with the index (extra ``vectors``).
    """

    kind: ClassVar[str] = "retriever"

    limit: int = 10
    depth: int = 60
    language: str = "english"
    rankings: tuple[Ranking, ...] = ("lexical", "dense")
    overlay: str = ""
    parents: bool = False
    graph: bool = False
    embedder: Embedder = dataclasses.field(default_factory=CorpusEmbedder)
    fusion: Fusion = dataclasses.field(default_factory=ReciprocalRank)
    index: Path = learned(codec="directory")

    def fit(self, items: Sequence[Searchable]) -> Self:
        """Index sections, chunks or records. The folder lasts until the process ends; a build
        stores it. Raises ``InvalidInput`` for no items or an id twice."""
        entries = [Entry.of(item) for item in items]
        repeated = len(entries) - len({entry.id for entry in entries})
        if not entries or repeated:
            what = f"{repeated} section ids twice" if repeated else "no sections"
            raise InvalidInput(f"Hybrid.fit got {what}", hint="give each section its own id")
        texts = [self.embedder.passage(entry) for entry in entries]
        embedder = self.embedder.fit(texts)
        folder = Path(tempfile.mkdtemp(prefix="tandem-index-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        write_snapshot(
            folder,
            entries,
            embed_all(embedder, texts),
            embedder=embedder.digest,
            language=self.language,
            truncated=embedder.too_long(texts),
            graph=self.graph,
        )
        return self.evolve(embedder=embedder, index=folder)

    async def run(self, query: str | Query, /) -> list[Passage]:
        query = as_query(query)
        dense = "dense" in self.rankings
        return self._search(query, await self.embedder.vector(query.text) if dense else None)

    def search(self, query: str | Query) -> list[Passage]:
        """The passages for a query; what ``run`` awaits."""
        query = as_query(query)
        dense = "dense" in self.rankings
        return self._search(query, self.embedder.embed_query(query.text) if dense else None)

    def read(self, ids: Sequence[str], access: Sequence[str] = ()) -> list[Passage]:
        """The passages of these ids, such as an answer's citations, that the asker may read."""
        view = self._live.view()
        rows = [row for id in ids if (row := view.find(id, access)) is not None]
        if self.parents:
            found = (readings(view, [entry], access, 1)[0] for entry in view.entries(rows))
            return [_read(_passage(reading.entry, 0.0, 0.0, 0.0), reading) for reading in found]
        return [_passage(entry, 0.0, 0.0, 0.0) for entry in view.entries(rows)]

    def remove(self, document: str) -> None:
        """Take a document away from every release of this index, at once."""
        self._changes.remove(document)

    def restrict(self, document: str, access: Sequence[str]) -> None:
        """Give a document other labels in every release of this index, at once."""
        self._changes.restrict(document, access)

    def put(self, items: Sequence[Searchable]) -> None:
        """Show new versions of documents, or new ones, from the next query on.

        A release that was built from the same text shows its own.
        """
        by_document: dict[str, list[Entry]] = {}
        for entry in map(Entry.of, items):
            by_document.setdefault(entry.document, []).append(entry)
        for entries in by_document.values():
            vectors = self.embedder.embed([self.embedder.passage(entry) for entry in entries])
            self._changes.put(entries, vectors, self.embedder.digest)

    def forget(self, document: str) -> None:
        """Drop every change to a document: each release shows what it was built from."""
        self._changes.forget(document)

    def _search(self, query: Query, vector: Floats | None) -> list[Passage]:
        view = self._live.view()
        words = "lexical" in self.rankings
        rows, evidence = retrieve(view, query, vector, words=words, depth=self.depth)
        scores = self.fusion.scores(evidence)
        order = sorted(zip([-score for score in scores], rows, range(len(rows)), strict=True))
        best = [i for *_, i in (order if self.parents else order[: self.limit])]
        entries = view.entries([rows[i] for i in best])
        passages = [
            _passage(entry, scores[i], evidence.lexical[i], evidence.similarity[i])
            for i, entry in zip(best, entries, strict=True)
        ]
        if self.parents:
            by_id = {passage.id: passage for passage in passages}
            found = readings(view, entries, query.access, self.limit)
            passages = [_read(by_id[reading.entry.id], reading) for reading in found]
        note(
            found=len(passages),
            lexical=max((p.lexical for p in passages), default=0.0),
            similarity=max((p.similarity for p in passages), default=0.0),
        )
        return passages

    @property
    def _changes(self) -> Overlay:
        if self._live.overlay is None:
            raise DefinitionError(
                "this Hybrid has no overlay to write changes to",
                hint='name one: Hybrid(overlay="handbook")',
            )
        return self._live.overlay

    @functools.cached_property
    def _live(self) -> Live:
        snapshot = Snapshot.open(self.index / "", embedder=self.embedder.digest)
        overlay = Overlay.open(self.overlay) if self.overlay else None
        return Live(snapshot, overlay, self.embedder)


def _passage(entry: Entry, score: float, lexical: float, similarity: float) -> Passage:
    return Passage(
        entry.id,
        entry.title,
        entry.text,
        score,
        lexical,
        similarity,
        entry.document,
        entry.start,
        entry.end,
        entry.page,
        entry.metadata,
    )


def _read(passage: Passage, reading: Reading) -> Passage:
    span = reading.span
    return dataclasses.replace(
        passage, text=span.text, start=span.start, end=span.end, hits=reading.hits
    )
