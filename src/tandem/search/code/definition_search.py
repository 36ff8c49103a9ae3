"""Search for the definition that a question describes in words."""

from __future__ import annotations

import atexit
import functools
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import field
from pathlib import Path
from typing import ClassVar, Final, Self

import msgspec
import numpy as np

from tandem.core import Component, learned, note
from tandem.errors import InvalidInput
from tandem.search.code.definition import Definition, read_definitions
from tandem.search.code.field_index import FEATURES, FieldIndex
from tandem.search.code.part import part_of
from tandem.search.code.weights import ENCODED, PLAIN
from tandem.search.document import Document
from tandem.search.embed.base import Embedder
from tandem.search.embed.cache import embed_all
from tandem.search.embed.corpus import CorpusEmbedder
from tandem.search.index.vector import Floats, Mask, mapped, top
from tandem.search.query import Passage, Query, as_query

_READ: Final = 500
_READ_OF_CODE: Final = 300
"""Letters that an encoder reads of what is said of a definition, or else of its code."""
_PART: Final = re.compile(r"[._/]+|(?<=[a-z0-9])(?=[A-Z])")


class DefinitionSearch(Component[str | Query, list[Passage]]):
    """The functions, methods and classes of a repository that a text describes, best first.

    A definition is found by its name, path, docstring and code, by what its file says of itself,
    by the file as a whole, and by who calls it, the names of tests above all: ``weights`` says
    how much each counts (``FEATURES``; by default as learned from questions about the source
    of Tandem). ``parts`` are ``code`` and ``test``; ``Query.where`` asks for one of them, or
    for a ``kind``. What lies within a definition that ranks above it is not listed again. Needs
    the extras ``search`` and ``code``.
    """

    kind: ClassVar[str] = "retriever"

    limit: int = 10
    parts: tuple[str, ...] = ("code", "test")
    weights: dict[str, float] = field(default_factory=dict)
    embedder: Embedder = field(default_factory=CorpusEmbedder)
    index: Path = learned(codec="directory")

    def fit(self, documents: Sequence[Document]) -> Self:
        """Index the source files among documents; tests are read as callers in any case.

        Raises ``InvalidInput`` if none defines anything.
        """
        found = [one for one in read_definitions(documents) if part_of(one.path) in self.parts]
        if not found:
            raise InvalidInput(f"none of {len(documents)} documents is source code to be found")
        texts = [self._read(one) for one in found]
        embedder = self.embedder.fit(texts)
        folder = Path(tempfile.mkdtemp(prefix="tandem-definitions-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        paths = {one.path for one in found}
        FieldIndex.build(found, {d.id: d.text for d in documents if d.id in paths}).save(folder)
        np.save(folder / "vectors.npy", embed_all(embedder, texts), allow_pickle=False)
        (folder / "definitions.json").write_bytes(msgspec.json.encode(found))
        return self.evolve(embedder=embedder, index=folder)

    async def run(self, query: str | Query, /) -> list[Passage]:
        query = as_query(query)
        return self._search(query, await self.embedder.vector(query.text))

    def search(self, query: str | Query) -> list[Passage]:
        """The passages for a query; what ``run`` awaits."""
        query = as_query(query)
        return self._search(query, self.embedder.embed_query(query.text))

    def features(self, question: str) -> Floats:
        """What speaks for each definition, shape ``(definitions, features)``: to learn weights."""
        return self._features(question, self.embedder.embed_query(question))

    @property
    def definitions(self) -> list[Definition]:
        """What can be found, in the order of the rows of ``features``."""
        return self._opened[0]

    def _search(self, query: Query, vector: Floats) -> list[Passage]:
        shown = self._features(query.text, vector)
        default = ENCODED if self.embedder.costly else PLAIN
        weights = np.array([(self.weights or default).get(name, 0.0) for name in FEATURES])
        said = shown[:, : FEATURES.index("cosine")].any(axis=1)
        near = shown[:, FEATURES.index("cosine")] > 0 if self.embedder.costly else False
        visible = (said | near) & self._visible(query)
        scores = np.where(visible, shown @ weights, -np.inf)
        rows = self._apart(i for i in top(scores, len(scores)) if visible[i])
        body, cosine = FEATURES.index("body"), FEATURES.index("cosine")
        note(found=len(rows), similarity=max((float(shown[i, cosine]) for i in rows), default=0.0))
        return [
            _passage(self.definitions[i], float(scores[i]), *shown[i, [body, cosine]].tolist())
            for i in rows
        ]

    def _apart(self, rows: Iterable[int]) -> list[int]:
        """The first rows that lie in none before them, as many as are wanted."""
        kept: list[int] = []
        for row in rows:
            one = self.definitions[row]
            if not any(_holds(self.definitions[other], one) for other in kept):
                kept.append(row)
            if len(kept) == self.limit:
                break
        return kept

    def _features(self, question: str, vector: Floats) -> Floats:
        _, evidence, vectors = self._opened
        return evidence.features(question, vectors @ vector)

    def _visible(self, query: Query) -> Mask:
        """What the asker may read and asks for."""
        return np.array(
            [
                (not one.access or bool(set(one.access) & set(query.access)))
                and all(
                    said.get(name) in ([wanted] if isinstance(wanted, str) else wanted)
                    for name, wanted in query.where.items()
                )
                for one, said in zip(self.definitions, self._said, strict=True)
            ],
            dtype=np.bool_,
        )

    @functools.cached_property
    def _said(self) -> list[dict[str, str]]:
        return [_metadata(one) for one in self.definitions]

    def _read(self, one: Definition) -> str:
        """What the embedder reads: all that is said; an encoder, the name in words and the rest."""
        if self.embedder.costly:
            name = _PART.sub(" ", one.symbol or one.stem).strip()
            return f"{name}: {one.docstring[:_READ] or one.text[:_READ_OF_CODE]}"
        return one.about

    @functools.cached_property
    def _opened(self) -> tuple[list[Definition], FieldIndex, Floats]:
        folder = self.index / ""
        found = msgspec.json.decode(
            (folder / "definitions.json").read_bytes(), type=list[Definition]
        )
        return found, FieldIndex.open(folder), mapped(folder / "vectors.npy")


def _holds(one: Definition, other: Definition) -> bool:
    return one.path == other.path and one.start <= other.start and other.end <= one.end


def _metadata(one: Definition) -> dict[str, str]:
    return {
        "part": part_of(one.path),
        "symbol": one.symbol,
        "kind": one.kind,
        "docstring": one.docstring,
    }


def _passage(one: Definition, score: float, lexical: float, similarity: float) -> Passage:
    return Passage(
        f"{one.path}#{one.start}-{one.end}",
        one.title,
        one.text,
        score,
        lexical,
        similarity,
        one.path,
        one.start,
        one.end,
        metadata=_metadata(one),
    )
