"""Documents, chunks, and search over them: lexical, dense, and both fused. Needs ``search``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.search.answer.context import Pack
    from tandem.search.answer.contract import Answer, Citation, Grounded
    from tandem.search.answer.conversation import Conversation, FollowUp, Remember, Turn
    from tandem.search.answer.reader import Reader, Skill, Transfer
    from tandem.search.answer.sentences import split_sentences
    from tandem.search.answer.support import statements, supported
    from tandem.search.chunk import (
        Chunk,
        Chunker,
        Fixed,
        Hierarchy,
        Recursive,
        Semantic,
        Sentences,
        Span,
        Structure,
        Syntax,
    )
    from tandem.search.code import CodeGraph
    from tandem.search.document import Document, Element, Page
    from tandem.search.embed.base import Embedder
    from tandem.search.embed.corpus import CorpusEmbedder
    from tandem.search.embed.encoder import Encoder
    from tandem.search.fusion.base import Evidence, Fusion
    from tandem.search.fusion.convex import Convex
    from tandem.search.fusion.reciprocal_rank import ReciprocalRank
    from tandem.search.hybrid import Hybrid
    from tandem.search.index.overlay import Overlay
    from tandem.search.ingest import Corpus, FolderSource, ObjectSource, QuerySource, WebSource
    from tandem.search.parse.markdown import read_markdown
    from tandem.search.parse.reader import DocumentReader, Limits
    from tandem.search.query import Passage, Query
    from tandem.search.section import Section, read_markdown_sections
    from tandem.search.tokens import EncoderTokens, TokenCounter, WordTokens
    from tandem.search.words import stems

__all__ = [
    "Answer",
    "Chunk",
    "Chunker",
    "Citation",
    "CodeGraph",
    "Conversation",
    "Convex",
    "Corpus",
    "CorpusEmbedder",
    "Document",
    "DocumentReader",
    "Element",
    "Embedder",
    "Encoder",
    "EncoderTokens",
    "Evidence",
    "Fixed",
    "FolderSource",
    "FollowUp",
    "Fusion",
    "Grounded",
    "Hierarchy",
    "Hybrid",
    "Limits",
    "ObjectSource",
    "Overlay",
    "Pack",
    "Page",
    "Passage",
    "Query",
    "QuerySource",
    "Reader",
    "ReciprocalRank",
    "Recursive",
    "Remember",
    "Section",
    "Semantic",
    "Sentences",
    "Skill",
    "Span",
    "Structure",
    "Syntax",
    "TokenCounter",
    "Transfer",
    "Turn",
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
        "Convex": "tandem.search.fusion.convex",
        "Corpus": "tandem.search.ingest",
        "CorpusEmbedder": "tandem.search.embed.corpus",
        "Document": "tandem.search.document",
        "DocumentReader": "tandem.search.parse.reader",
        "Element": "tandem.search.document",
        "Embedder": "tandem.search.embed.base",
        "Encoder": "tandem.search.embed.encoder",
        "EncoderTokens": "tandem.search.tokens",
        "Evidence": "tandem.search.fusion.base",
        "Fixed": "tandem.search.chunk",
        "FolderSource": "tandem.search.ingest",
        "FollowUp": "tandem.search.answer.conversation",
        "Fusion": "tandem.search.fusion.base",
        "Grounded": "tandem.search.answer.contract",
        "Hierarchy": "tandem.search.chunk",
        "Hybrid": "tandem.search.hybrid",
        "Limits": "tandem.search.parse.reader",
        "ObjectSource": "tandem.search.ingest",
        "Overlay": "tandem.search.index.overlay",
        "Pack": "tandem.search.answer.context",
        "Page": "tandem.search.document",
        "Passage": "tandem.search.query",
        "Query": "tandem.search.query",
        "QuerySource": "tandem.search.ingest",
        "Reader": "tandem.search.answer.reader",
        "ReciprocalRank": "tandem.search.fusion.reciprocal_rank",
        "Recursive": "tandem.search.chunk",
        "Remember": "tandem.search.answer.conversation",
        "Section": "tandem.search.section",
        "Semantic": "tandem.search.chunk",
        "Sentences": "tandem.search.chunk",
        "Skill": "tandem.search.answer.reader",
        "Span": "tandem.search.chunk",
        "Structure": "tandem.search.chunk",
        "Syntax": "tandem.search.chunk",
        "TokenCounter": "tandem.search.tokens",
        "Transfer": "tandem.search.answer.reader",
        "Turn": "tandem.search.answer.conversation",
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
