"""Hybrid search: BM25 and corpus-fitted vectors, fused by reciprocal rank.

One learned folder holds the whole index: arrays, JSON, and the sections themselves.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from tandem.core import Component, learned, note
from tandem.core.schema import decoder, encode
from tandem.errors import InvalidInput
from tandem.search.embed import CorpusEmbedder
from tandem.search.lexical import Lexical
from tandem.search.section import Section
from tandem.search.vector import Vectors, top


@dataclass(frozen=True)
class Passage:
    """A section that was found, with what speaks for it.

    ``score`` is the fused rank score, comparable within one result only; ``lexical`` the
    BM25 score and ``similarity`` the cosine (-1 to 1), comparable between queries.
    ``text`` is ``document[start:end]`` where ``end`` is not 0; ``page`` counts from 1, 0 where
    there are no pages.
    """

    id: str
    title: str
    text: str
    score: float
    lexical: float = 0.0
    similarity: float = 0.0
    document: str = ""
    start: int = 0
    end: int = 0
    page: int = 0
    metadata: dict[str, str] = field(default_factory=dict)


class Hybrid(Component[str, list[Passage]]):
    """The sections nearest to a query, best first.

    Two rankings of ``depth`` sections each are fused: a section at rank r of a ranking
    earns 1 / (``constant`` + r). A section of which neither ranking knows a word is not
    returned, so that a query of unknown words finds nothing.

    The vectors are learned from the sections alone. They help where users spell and word
    things otherwise than the text does (recall@5 of the help desk's training questions:
    0.91, BM25 alone 0.87), and harm where queries use the text's own terms (nDCG@10 on
    SciFact with ``dimensions=256``: 0.62, BM25 alone 0.69). Measure yours.
    """

    kind: ClassVar[str] = "retriever"

    limit: int = 10
    depth: int = 60
    constant: int = 60
    dimensions: int = 128
    index: Path = learned(codec="directory")

    def fit(self, sections: Sequence[Section]) -> Self:
        """Index sections. The folder lasts until the process ends; a build stores it."""
        repeated = len(sections) - len({section.id for section in sections})
        if not sections or repeated:
            what = f"{repeated} section ids twice" if repeated else "no sections"
            raise InvalidInput(f"Hybrid.fit got {what}", hint="give each section its own id")
        texts = [f"{section.title}\n{section.title}\n{section.text}" for section in sections]
        embedder = CorpusEmbedder.fit(texts, dimensions=self.dimensions)
        vectors = Vectors.build(np.stack([embedder.embed(text) for text in texts]))
        folder = Path(tempfile.mkdtemp(prefix="tandem-index-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        (folder / "sections.json").write_bytes(encode(list(sections)))
        Lexical.build(texts).save(folder / "lexical")
        embedder.save(folder / "embedder")
        vectors.save(folder / "vectors.npy")
        return self.evolve(index=folder)

    async def run(self, query: str, /) -> list[Passage]:
        return self.search(query)

    def search(self, query: str) -> list[Passage]:
        """The passages for a query; what ``run`` awaits."""
        sections, lexical, embedder, vectors = self._opened
        by_word = lexical.scores(query)
        by_meaning = vectors.scores(embedder.embed(query))
        fused: dict[int, float] = {}
        for scores in (by_word, by_meaning):
            for rank, i in enumerate(top(scores, self.depth), start=1):
                if scores[i] <= 0:
                    break
                fused[i] = fused.get(i, 0.0) + 1 / (self.constant + rank)
        best = sorted(fused, key=lambda i: (-fused[i], i))[: self.limit]
        passages = [
            Passage(
                sections[i].id,
                sections[i].title,
                sections[i].text,
                fused[i],
                float(by_word[i]),
                float(by_meaning[i]),
            )
            for i in best
        ]
        note(
            found=len(passages),
            lexical=max((p.lexical for p in passages), default=0.0),
            similarity=max((p.similarity for p in passages), default=0.0),
        )
        return passages

    @functools.cached_property
    def _opened(self) -> tuple[list[Section], Lexical, CorpusEmbedder, Vectors]:
        folder = self.index / ""
        read = decoder(list[Section])
        return (
            read((folder / "sections.json").read_bytes()),
            Lexical.open(folder / "lexical"),
            CorpusEmbedder.open(folder / "embedder"),
            Vectors.open(folder / "vectors.npy"),
        )
