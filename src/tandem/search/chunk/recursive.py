"""Chunks of about equal length, cut at the best place within reach. The default."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from tandem.errors import DefinitionError
from tandem.search.chunk.base import Chunk, Chunker, make_chunks
from tandem.search.chunk.boundaries import boundaries
from tandem.search.document import Document
from tandem.search.tokens import TokenCounter

_LETTERS: Final = 16
"""Characters a token may have on average: bounds a chunk where tokens are endless."""


class Recursive(Chunker):
    """Chunks of at most ``size`` tokens, cut at the best boundary within reach.

    Of the places where a chunk may end (from ``fill`` times ``size`` tokens on) a main heading
    is taken before any heading, before a paragraph, a line, a sentence, a word; of equal ones
    the last. No overlap, and no text is left out.

    >>> from tandem.search import Document
    >>> document = Document("a", "One two three. Four five six. Seven.")
    >>> [chunk.text for chunk in Recursive(size=8).split(document)]
    ['One two three. Four five six.', 'Seven.']
    """

    size: int = 128
    fill: float = 0.25

    def split(self, document: Document, /) -> list[Chunk]:
        return make_chunks(document, self.spans(document), self.tokens)

    def spans(self, document: Document) -> list[tuple[int, int]]:
        """The places that ``split`` cuts out, with the white space between them."""
        check_size(self.size, self.tokens)
        whole = (0, len(document.text))
        starts = self.tokens.starts(document.text)
        return list(cut(document.text, whole, starts, boundaries(document), self.size, self.fill))


def cut(
    text: str,
    span: tuple[int, int],
    starts: Sequence[int],
    levels: Sequence[Sequence[int]],
    size: int,
    fill: float,
) -> Iterator[tuple[int, int]]:
    """Divide a span into pieces of at most ``size`` tokens, which begin at ``starts``.

    ``levels`` are sorted places to cut at, the best first.
    """
    start, end = span
    last = bisect_left(starts, end)
    while start < end:
        token = bisect_left(starts, start)
        limit = starts[token + size] if token + size < last else end
        if limit > start + _LETTERS * size:
            limit = start + _LETTERS * size
            begun = starts[i - 1] if (i := bisect_right(starts, limit)) else 0
            limit = begun if begun > start else limit  # not inside a token that fits the next
        if limit == end:
            yield start, end
            return
        least = starts[min(token + max(1, int(size * fill)), last - 1)] if token < last else start
        stop = _best(text, max(least, start + 1), limit, levels)
        yield start, stop
        start = stop


def _best(text: str, least: int, limit: int, levels: Sequence[Sequence[int]]) -> int:
    for places in levels:
        found = places[i - 1] if (i := bisect_right(places, limit)) else -1
        if found >= least:
            return found
    space = max(text.rfind(" ", least, limit), text.rfind("\n", least, limit))
    return space + 1 if space >= 0 else limit


def check_size(size: int, counter: TokenCounter) -> None:
    """Raise ``DefinitionError`` for chunks that the embedder cannot read whole."""
    if size < 1:
        raise DefinitionError(f"chunks of {size} tokens: at least 1")
    if counter.window and size > counter.window:
        raise DefinitionError(
            f"chunks of {size} tokens: the embedder reads {counter.window}",
            hint="make size smaller, or embed with a longer window",
        )
