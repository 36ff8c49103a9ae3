"""Single sentences to search, with their neighbours to read."""

from __future__ import annotations

from itertools import pairwise

from tandem.search.chunk.base import Chunk, Chunker, make_chunks, with_parent
from tandem.search.chunk.boundaries import boundaries
from tandem.search.chunk.recursive import check_size, cut
from tandem.search.document import Document


class Sentences(Chunker):
    """A chunk a sentence, its parent the sentence with ``around`` on either side.

    A sentence longer than ``size`` tokens is cut; headings, list items and table rows count
    as sentences.
    """

    around: int = 2
    size: int = 128

    def split(self, document: Document, /) -> list[Chunk]:
        check_size(self.size, self.tokens)
        levels = boundaries(document)
        edges = sorted({0, len(document.text), *levels[2], *levels[3], *levels[4]})
        starts = self.tokens.starts(document.text)
        spans = [
            piece
            for sentence in pairwise(edges)
            for piece in cut(document.text, sentence, starts, (), self.size, 0.5)
        ]
        chunks = make_chunks(document, spans, self.tokens)
        return [
            with_parent(
                chunk,
                chunks[max(0, i - self.around)].start,
                chunks[min(len(chunks) - 1, i + self.around)].end,
                document.text,
            )
            for i, chunk in enumerate(chunks)
        ]
