"""Chunks of source code along its syntax: functions, methods, classes."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from tandem.search.chunk.base import Chunk, Chunker, make_chunks, title_of
from tandem.search.chunk.boundaries import boundaries, line_starts
from tandem.search.chunk.recursive import check_size, cut
from tandem.search.code.module import Module, Symbol, read_module
from tandem.search.document import Document

_IMPORTS: Final = 20


class Syntax(Chunker):
    """A chunk a function, and a chunk a class where it fits into ``size`` tokens.

    A longer class is divided into its methods and what stands between them, a longer
    function at its lines. ``title`` is the path of the file with the symbol; ``metadata``
    holds ``language``, ``symbol``, ``kind``, ``docstring`` and ``imports``. What is not
    source code is cut as ``Recursive`` cuts. Needs the extra ``code``.
    """

    size: int = 254
    fill: float = 0.25

    def split(self, document: Document, /) -> list[Chunk]:
        check_size(self.size, self.tokens)
        text, whole = document.text, (0, len(document.text))
        starts = self.tokens.starts(text)
        language = document.metadata.get("language", "")
        if document.format != "code":
            spans = cut(text, whole, starts, boundaries(document), self.size, self.fill)
            return make_chunks(document, spans, self.tokens)
        module = read_module(text, language)
        lines = line_starts(text)
        spans = (
            piece
            for span in self._spans(module.symbols, *whole, starts)
            for piece in cut(text, span, starts, [lines], self.size, self.fill)
        )
        chunks = make_chunks(document, spans, self.tokens)
        return [_described(chunk, module, document, language) for chunk in chunks]

    def _spans(
        self, symbols: Sequence[Symbol], start: int, end: int, starts: Sequence[int]
    ) -> Iterator[tuple[int, int]]:
        """Symbols and what stands between them; a symbol that is too long is divided."""
        for symbol in symbols:
            if symbol.start < start:
                continue  # it shares a line with the one before
            yield start, symbol.start
            count = bisect_left(starts, symbol.end) - bisect_left(starts, symbol.start)
            if count > self.size and symbol.inner:
                yield from self._spans(symbol.inner, symbol.start, symbol.end, starts)
            else:
                yield symbol.start, symbol.end
            start = symbol.end
        yield start, end


def _described(chunk: Chunk, module: Module, document: Document, language: str) -> Chunk:
    symbol = module.at(chunk.start)
    metadata = {"language": language}
    if module.imports:
        metadata["imports"] = "\n".join(module.imports[:_IMPORTS])
    if symbol is not None:
        metadata |= {"symbol": symbol.name, "kind": symbol.kind}
        if symbol.docstring:
            metadata["docstring"] = symbol.docstring
    path = document.title or document.id
    title = title_of(path, (symbol.name,)) if symbol else path
    return dataclasses.replace(chunk, title=title, metadata=metadata)
