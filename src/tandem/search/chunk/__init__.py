"""Chunkers: how a document is cut into the pieces that are embedded, found and cited."""

from tandem.search.chunk.base import Chunk, Chunker, Span
from tandem.search.chunk.recursive import Recursive

__all__ = ["Chunk", "Chunker", "Recursive", "Span"]
