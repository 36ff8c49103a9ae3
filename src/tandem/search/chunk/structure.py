"""One chunk a section: the text below a heading, down to the next one."""

from __future__ import annotations

from itertools import pairwise

from tandem.search.chunk.base import Chunk, Chunker, make_chunks
from tandem.search.chunk.boundaries import boundaries
from tandem.search.chunk.recursive import check_size, cut
from tandem.search.document import Document


class Structure(Chunker):
    """Sections as the author made them, whatever their length up to ``size`` tokens.

    A longer one is cut at its best boundaries. A document without headings is cut at its
    pages (slides), and without pages like ``Recursive`` does.
    """

    size: int = 254

    def split(self, document: Document, /) -> list[Chunk]:
        check_size(self.size, self.tokens)
        levels = boundaries(document)
        places = levels[1] or [page.start for page in document.pages]
        edges = sorted({0, *places, len(document.text)})
        starts = self.tokens.starts(document.text)
        spans = [
            piece
            for section in pairwise(edges)
            for piece in cut(document.text, section, starts, levels, self.size, 0.5)
        ]
        return make_chunks(document, spans, self.tokens)
