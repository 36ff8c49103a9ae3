"""Small pieces to search, larger ones to read."""

from __future__ import annotations

from tandem.search.chunk.base import Chunk, Chunker, make_chunks, trim, with_parent
from tandem.search.chunk.boundaries import boundaries
from tandem.search.chunk.recursive import check_size, cut
from tandem.search.document import Document


class Hierarchy(Chunker):
    """Chunks of ``size`` tokens, each the child of a piece of at most ``parent`` tokens.

    Both are cut as ``Recursive`` cuts; the parent is not embedded, so the embedder's window
    does not bound it.
    """

    size: int = 64
    parent: int = 512
    fill: float = 0.25

    def split(self, document: Document, /) -> list[Chunk]:
        check_size(self.size, self.tokens)
        text, levels = document.text, boundaries(document)
        starts = self.tokens.starts(text)
        chunks = []
        for larger in cut(text, (0, len(text)), starts, levels, self.parent, self.fill):
            spans = cut(text, larger, starts, levels, self.size, self.fill)
            place = trim(text, *larger)
            chunks += [
                with_parent(chunk, *place, text)
                for chunk in make_chunks(document, spans, self.tokens)
            ]
        return chunks
