"""Documents, chunks, and search over them: lexical, dense, and both fused. Needs ``search``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.search.chunk import Chunk, Chunker, Recursive, Span
    from tandem.search.document import Document, Element, Page
    from tandem.search.embed import CorpusEmbedder
    from tandem.search.hybrid import Hybrid, Passage
    from tandem.search.lexical import Lexical
    from tandem.search.parse.markdown import read_markdown
    from tandem.search.parse.reader import DocumentReader
    from tandem.search.section import Section, read_markdown_sections
    from tandem.search.tokens import EncoderTokens, TokenCounter, WordTokens
    from tandem.search.vector import Vectors
    from tandem.search.words import stems

__all__ = [
    "Chunk",
    "Chunker",
    "CorpusEmbedder",
    "Document",
    "DocumentReader",
    "Element",
    "EncoderTokens",
    "Hybrid",
    "Lexical",
    "Page",
    "Passage",
    "Recursive",
    "Section",
    "Span",
    "TokenCounter",
    "Vectors",
    "WordTokens",
    "read_markdown",
    "read_markdown_sections",
    "stems",
]

__getattr__ = lazy(
    __name__,
    {
        "Chunk": "tandem.search.chunk",
        "Chunker": "tandem.search.chunk",
        "CorpusEmbedder": "tandem.search.embed",
        "Document": "tandem.search.document",
        "DocumentReader": "tandem.search.parse.reader",
        "Element": "tandem.search.document",
        "EncoderTokens": "tandem.search.tokens",
        "Hybrid": "tandem.search.hybrid",
        "Lexical": "tandem.search.lexical",
        "Page": "tandem.search.document",
        "Passage": "tandem.search.hybrid",
        "Recursive": "tandem.search.chunk",
        "Section": "tandem.search.section",
        "Span": "tandem.search.chunk",
        "TokenCounter": "tandem.search.tokens",
        "Vectors": "tandem.search.vector",
        "WordTokens": "tandem.search.tokens",
        "read_markdown": "tandem.search.parse.markdown",
        "read_markdown_sections": "tandem.search.section",
        "stems": "tandem.search.words",
    },
)
