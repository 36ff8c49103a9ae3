"""Documents, chunks, and search over them: lexical, dense, and both fused. Needs ``search``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.search.answer.context import Pack
    from tandem.search.answer.contract import Answer, Citation, Grounded
    from tandem.search.answer.conversation import Conversation, FollowUp, Remember, Turn
    from tandem.search.answer.reader import Reader
    from tandem.search.answer.sentences import split_sentences
    from tandem.search.answer.support import statements, supported
    from tandem.search.chunk import (
        Chunk,
        Chunker,
        Fixed,
        Hierarchy,
        Recursive,
        Sentences,
        Span,
        Structure,
        Syntax,
    )
    from tandem.search.code import CodeGraph
    from tandem.search.document import Document, Element, Page
    from tandem.search.embed import CorpusEmbedder
    from tandem.search.hybrid import Hybrid, Passage
    from tandem.search.ingest import Corpus, FolderSource, ObjectSource, QuerySource, WebSource
    from tandem.search.lexical import Lexical
    from tandem.search.parse.markdown import read_markdown
    from tandem.search.parse.reader import DocumentReader
    from tandem.search.section import Section, read_markdown_sections
    from tandem.search.tokens import EncoderTokens, TokenCounter, WordTokens
    from tandem.search.vector import Vectors
    from tandem.search.words import stems

__all__ = [
    "Answer",
    "Chunk",
    "Chunker",
    "Citation",
    "CodeGraph",
    "Conversation",
    "Corpus",
    "CorpusEmbedder",
    "Document",
    "DocumentReader",
    "Element",
    "EncoderTokens",
    "Fixed",
    "FolderSource",
    "FollowUp",
    "Grounded",
    "Hierarchy",
    "Hybrid",
    "Lexical",
    "ObjectSource",
    "Pack",
    "Page",
    "Passage",
    "QuerySource",
    "Reader",
    "Recursive",
    "Remember",
    "Section",
    "Sentences",
    "Span",
    "Structure",
    "Syntax",
    "TokenCounter",
    "Turn",
    "Vectors",
    "WebSource",
    "WordTokens",
    "read_markdown",
    "read_markdown_sections",
    "split_sentences",
    "statements",
    "stems",
    "supported",
]

__getattr__ = lazy(
    __name__,
    {
        "Answer": "tandem.search.answer.contract",
        "Chunk": "tandem.search.chunk",
        "Chunker": "tandem.search.chunk",
        "Citation": "tandem.search.answer.contract",
        "CodeGraph": "tandem.search.code",
        "Conversation": "tandem.search.answer.conversation",
        "Corpus": "tandem.search.ingest",
        "CorpusEmbedder": "tandem.search.embed",
        "Document": "tandem.search.document",
        "DocumentReader": "tandem.search.parse.reader",
        "Element": "tandem.search.document",
        "EncoderTokens": "tandem.search.tokens",
        "Fixed": "tandem.search.chunk",
        "FolderSource": "tandem.search.ingest",
        "FollowUp": "tandem.search.answer.conversation",
        "Grounded": "tandem.search.answer.contract",
        "Hierarchy": "tandem.search.chunk",
        "Hybrid": "tandem.search.hybrid",
        "Lexical": "tandem.search.lexical",
        "ObjectSource": "tandem.search.ingest",
        "Pack": "tandem.search.answer.context",
        "Page": "tandem.search.document",
        "Passage": "tandem.search.hybrid",
        "QuerySource": "tandem.search.ingest",
        "Reader": "tandem.search.answer.reader",
        "Recursive": "tandem.search.chunk",
        "Remember": "tandem.search.answer.conversation",
        "Section": "tandem.search.section",
        "Sentences": "tandem.search.chunk",
        "Span": "tandem.search.chunk",
        "Structure": "tandem.search.chunk",
        "Syntax": "tandem.search.chunk",
        "TokenCounter": "tandem.search.tokens",
        "Turn": "tandem.search.answer.conversation",
        "Vectors": "tandem.search.vector",
        "WebSource": "tandem.search.ingest",
        "WordTokens": "tandem.search.tokens",
        "read_markdown": "tandem.search.parse.markdown",
        "read_markdown_sections": "tandem.search.section",
        "split_sentences": "tandem.search.answer.sentences",
        "statements": "tandem.search.answer.support",
        "stems": "tandem.search.words",
        "supported": "tandem.search.answer.support",
    },
)
