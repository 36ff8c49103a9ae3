"""Chunkers: how a document is cut into the pieces that are embedded, found and cited."""

from tandem.search.chunk.base import Chunk, Chunker
from tandem.search.chunk.fixed import Fixed
from tandem.search.chunk.hierarchy import Hierarchy
from tandem.search.chunk.recursive import Recursive
from tandem.search.chunk.semantic import Semantic
from tandem.search.chunk.sentences import Sentences
from tandem.search.chunk.structure import Structure
from tandem.search.chunk.syntax import Syntax
from tandem.search.document import Span

__all__ = [
    "Chunk",
    "Chunker",
    "Fixed",
    "Hierarchy",
    "Recursive",
    "Semantic",
    "Sentences",
    "Span",
    "Structure",
    "Syntax",
]
