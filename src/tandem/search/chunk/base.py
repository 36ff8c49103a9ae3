"""What a chunk is, and what every chunker does."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from tandem.core import Component
from tandem.errors import DefinitionError, InvalidInput
from tandem.record.digest import digest_bytes
from tandem.search.document import Document, Element, Span
from tandem.search.tokens import TokenCounter, WordTokens


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document that is embedded, found and cited as one.

    ``text`` is ``document.text[start:end]`` exactly; ``id`` is ``document#start-end``.
    ``title`` is the document's title with the heading path, ``tokens`` the embedder's count
    of ``text``. ``parent``, where there is one, is the larger piece to read in its place.
    """

    id: str
    document: str
    start: int
    end: int
    text: str
    title: str = ""
    headings: tuple[str, ...] = ()
    page: int = 0
    tokens: int = 0
    parent: Span | None = None
    access: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def reading(self) -> Span:
        """What to show a reader: the parent, or the chunk itself."""
        return self.parent or Span(self.start, self.end, self.text)

    @property
    def digest(self) -> str:
        """The hash of what is embedded: title and text, whoever may read them."""
        return digest_bytes(f"{self.title}\0{self.text}".encode("utf-8", "surrogatepass"))


class Chunker(Component[Document, list[Chunk]]):
    """Cuts a document into chunks whose offsets are exact. Write ``split``."""

    kind: ClassVar[str] = "chunker"

    tokens: TokenCounter = field(default_factory=WordTokens)

    def split(self, document: Document, /) -> list[Chunk]:
        """The chunks of a document, in its order. Override this.

        Raises ``InvalidInput`` if one is longer than the embedder's window.
        """
        raise DefinitionError(
            f"{type(self).__name__} has no split", hint="write `split(self, document)`"
        )

    async def run(self, document: Document, /) -> list[Chunk]:
        return self.split(document)


def make_chunks(
    document: Document, spans: Iterable[tuple[int, int]], counter: TokenCounter
) -> list[Chunk]:
    """Chunks of spans, without the white space around them; an empty span gives none.

    Raises ``InvalidInput`` for a chunk longer than the counter's window.
    """
    places = [trimmed for start, end in spans for trimmed in [trim(document.text, start, end)]]
    places = [(start, end) for start, end in places if start < end]
    counts = counter.counts([document.text[start:end] for start, end in places])
    headed = _Headed(document)
    chunks = []
    for (start, end), count in zip(places, counts, strict=True):
        if counter.window and count > counter.window:
            raise InvalidInput(
                f"a chunk of {document.id!r} at {start} has {count} tokens, and the embedder "
                f"reads {counter.window}: the rest would be lost silently",
                hint="make chunks smaller, or embed with a longer window",
            )
        element = headed.at(start, end)
        path = element.headings if element else ()
        chunks.append(
            Chunk(
                f"{document.id}#{start}-{end}",
                document.id,
                start,
                end,
                document.text[start:end],
                title_of(document.title, path),
                path,
                element.page if element else 0,
                count,
                None,
                document.access,
            )
        )
    return chunks


def with_parent(chunk: Chunk, start: int, end: int, text: str) -> Chunk:
    """A chunk that is read as ``text[start:end]``."""
    return dataclasses.replace(chunk, parent=Span(start, end, text[start:end]))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its ends."""
    piece = text[start:end]
    inner = piece.strip()
    start += len(piece) - len(piece.lstrip())
    return start, start + len(inner)


def title_of(title: str, headings: Sequence[str]) -> str:
    """The title of a document and the headings below it, each said once.

    >>> title_of("Serve", ("Serve", "Limits"))
    'Serve: Limits'
    """
    below = headings[1:] if headings and headings[0] == title else headings
    return ": ".join([title, *below] if title else below)


class _Headed:
    """Finds the element at a place: the last that begins before it."""

    def __init__(self, document: Document) -> None:
        self._elements = document.elements
        self._starts = [element.start for element in document.elements]

    def at(self, start: int, end: int) -> Element | None:
        """The element that a span begins in; after a heading, the one that follows."""
        i = bisect_right(self._starts, start) - 1
        if i < 0:
            i = 0
            if not self._starts or self._starts[0] >= end:
                return None
        return self._elements[i]
