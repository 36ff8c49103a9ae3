"""Windows of equal length that overlap: blind to structure, which makes them a yardstick."""

from __future__ import annotations

from tandem.errors import DefinitionError
from tandem.search.chunk.base import Chunk, Chunker, make_chunks
from tandem.search.chunk.recursive import check_size
from tandem.search.document import Document


class Fixed(Chunker):
    """Windows of ``size`` tokens, each repeating the last ``overlap`` of the one before.

    >>> from tandem.search import Document
    >>> [c.text for c in Fixed(size=3, overlap=1).split(Document("a", "one two three four five"))]
    ['one two three', 'three four five']
    """

    size: int = 128
    overlap: int = 32

    def split(self, document: Document, /) -> list[Chunk]:
        check_size(self.size, self.tokens)
        if not 0 <= self.overlap < self.size:
            raise DefinitionError(
                f"Fixed(overlap={self.overlap}) with chunks of {self.size} tokens",
                hint="overlap is at least 0 and less than size",
            )
        starts = self.tokens.starts(document.text)
        step, last = self.size - self.overlap, max(1, len(starts) - self.overlap)
        ends = [*starts, len(document.text)]
        spans = [
            (starts[i], ends[min(i + self.size, len(starts))])
            for i in range(0, last if starts else 0, step)
        ]
        return make_chunks(document, spans, self.tokens)
